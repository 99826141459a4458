"""延期 and 申辩: asked by the site, answered by the round's office; a dispute stops the clock while it waits."""

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from apps.accounts.models import User
from apps.core import clock, states
from apps.core.exceptions import Invalid
from apps.core.limits import within
from apps.core.verdicts import Acting, require

from .. import finding_rules as rules
from ..choices import RequestKind, RequestStatus
from ..deadlines import LONGEST_DAYS
from ..models import Finding, FindingRequest
from . import telling

MAX_REASON = 1000
MAX_OPINION = 500


@transaction.atomic
def ask_extension(*, actor: User, finding: Finding, reason: str, new_due_on: dt.date) -> FindingRequest:
    """The site asks for more time. The deadline runs on until the office agrees.

    Raises:
        Refused: not the site's secretary, too late, one waits already, or put off twice.
        Invalid: no reason, or a day that is not later.
    """
    if new_due_on <= finding.due_on:
        raise Invalid("应晚于现在的整改期限。", fields={"new_due_on": "应晚于现在的整改期限。"})
    if (new_due_on - clock.today()).days > LONGEST_DAYS:
        raise Invalid("延期过长。", fields={"new_due_on": f"不超过今天起 {LONGEST_DAYS} 天。"})
    return _ask(actor, finding, RequestKind.EXTENSION, reason, new_due_on)


@transaction.atomic
def dispute_finding(*, actor: User, finding: Finding, reason: str) -> FindingRequest:
    """The site says that it is no problem of its. While this waits, the deadline does not run."""
    return _ask(actor, finding, RequestKind.DISPUTE, reason, None)


def _ask(actor: User, finding: Finding, kind: str, reason: str, new_due_on: dt.date | None) -> FindingRequest:
    reason = reason.strip()
    if not reason or len(reason) > MAX_REASON:
        raise Invalid("请填写理由，1000 字以内。", fields={"reason": "请填写，1000 字以内。"})
    locked = Finding.objects.select_for_update().get(pk=finding.pk)
    same = locked.requests.filter(kind=kind, status=RequestStatus.WAITING, asked_by=actor, reason=reason).first()
    if same is not None and same.new_due_on == new_due_on:
        return same
    acting = require(rules.can_ask(actor, locked, kind))
    asked = FindingRequest.objects.create(
        finding=locked, kind=kind, reason=reason, new_due_on=new_due_on, asked_by=actor, asked_at=clock.now()
    )
    states.record(asked, "create", acting=acting, reason=reason, target=asked.status)
    telling.tell_asked(asked)
    return asked


@transaction.atomic
def decide_request(*, actor: User, asked: FindingRequest, accepted: bool, opinion: str = "") -> FindingRequest:
    """The office's answer. An accepted extension moves the deadline, an accepted dispute withdraws the finding.

    A declined dispute gives back the days for which it waited.

    Raises:
        Refused: not the round's office, or the one who asked. OutOfTurn: answered already.
        Invalid: declined without a reason.
    """
    rows = Finding.objects.select_for_update(of=("self",))
    related = ("organization", "application", "visit__round__organization")
    asked.finding = finding = rows.select_related(*related).get(pk=asked.finding_id)
    acting = require(rules.can_decide_request(actor, asked))
    opinion = within(opinion, MAX_OPINION, "答复")
    states.move(asked, "accept" if accepted else "decline", acting=acting, reason=opinion)
    asked.opinion, asked.decided_by, asked.decided_at = opinion, actor, clock.now()
    asked.save(update_fields=["opinion", "decided_by", "decided_at"])
    if asked.kind == RequestKind.EXTENSION:
        if accepted and asked.new_due_on is not None:
            # Answered late, or after another request moved the deadline: it is never brought forward.
            put_off(finding, max(finding.due_on, asked.new_due_on))
    elif accepted:
        _withdraw(finding, acting, f"申辩成立：{opinion or asked.reason}")
    else:
        put_off(finding, finding.due_on + _waited(asked))
    telling.tell_decided(asked)
    return asked


@transaction.atomic
def withdraw_request(*, actor: User, asked: FindingRequest) -> FindingRequest:
    """Whoever asked takes it back; the deadline stands as it was."""
    acting = require(rules.can_withdraw_request(actor, asked))
    states.move(asked, "withdraw", acting=acting)
    return asked


def drop_requests(finding: Finding, acting: Acting) -> None:
    """Nothing waits any more once the site has answered or the finding was withdrawn."""
    for asked in finding.requests.filter(status=RequestStatus.WAITING):
        states.move(asked, "withdraw", acting=acting)


def put_off(finding: Finding, due_on: dt.date) -> None:
    """Another deadline; whoever read the old one sees that the row has changed."""
    Finding.objects.filter(pk=finding.pk).update(due_on=due_on, version=F("version") + 1)
    finding.due_on = due_on


def _waited(asked: FindingRequest) -> dt.timedelta:
    return clock.today() - timezone.localtime(asked.asked_at).date()


def _withdraw(finding: Finding, acting: Acting, reason: str) -> None:
    drop_requests(finding, acting)
    states.move(finding, "withdraw", acting=acting, reason=reason)
    finding.closed_at = clock.now()
    Finding.objects.filter(pk=finding.pk).update(closed_at=finding.closed_at)

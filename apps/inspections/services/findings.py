"""Findings after the visit: answered by the site, checked by somebody else."""

import datetime as dt
from collections.abc import Iterable
from typing import IO, Any

from django.db import transaction
from django.urls import reverse

from apps.accounts.models import User
from apps.core import clock, states
from apps.core.exceptions import Invalid
from apps.core.limits import within
from apps.core.services import attach_file
from apps.core.verdicts import Acting, require
from apps.reminders.services import notify

from .. import rules
from ..choices import FindingStatus, Recheck
from ..models import Finding, Rectification
from ..queries.answering import people_of
from .requests import drop_requests, put_off

#: What is sent back without a new deadline has at least these days.
RETURN_DAYS = 7
MAX_TEXT = 2000
MAX_OPINION = 500


@transaction.atomic
def answer_finding(*, actor: User, finding: Finding, text: str, uploads: Iterable[Any] = ()) -> Rectification:
    """The site says what it has done about a finding, with files if it likes.

    The same answer sent twice is one answer. A request for more time that still waits is taken back.

    Raises:
        Refused: not the site's secretary.
        Invalid: no text, or a file that is not accepted.
        OutOfTurn: answered or closed already.
    """
    acting = require(rules.can_answer(actor, finding))
    text = text.strip()
    if not text:
        raise Invalid("请填写整改情况。")
    if len(text) > MAX_TEXT:
        raise Invalid(f"整改情况请控制在 {MAX_TEXT} 字以内。")
    locked = Finding.objects.select_for_update().get(pk=finding.pk)
    if locked.status == FindingStatus.ANSWERED:
        same = finding.rectifications.filter(answered_by=actor, text=text, checked_at__isnull=True).first()
        if same is not None:
            return same
    states.move(finding, "answer", acting=acting, reason=text)
    drop_requests(finding, acting)
    answer = Rectification.objects.create(finding=finding, text=text, answered_by=actor, answered_at=clock.now())
    for upload in uploads:
        _attach(actor, answer, upload)
    _tell_checkers(finding, answer)
    return answer


@transaction.atomic
def verify_finding(*, actor: User, finding: Finding, opinion: str = "", how: str = Recheck.MATERIAL) -> Finding:
    """Close a finding after a re-check by somebody who did not answer it.

    Args:
        how: on site (also in a later visit of the site) or by the material sent in.

    Raises:
        Refused: not an inspector of the site's visits or the round's office, or the one who answered.
        OutOfTurn: nothing to check.
    """
    acting = require(rules.can_check(actor, finding))
    opinion = within(opinion, MAX_OPINION, "复查意见", field="opinion")
    states.move(finding, "verify", acting=acting, reason=opinion)
    _check(finding, acting, accepted=True, opinion=opinion, how=how)
    finding.closed_at = clock.now()
    Finding.objects.filter(pk=finding.pk).update(closed_at=finding.closed_at)
    _tell_site(finding, "finding.verified", "整改已销号")
    return finding


@transaction.atomic
def send_back_finding(
    *, actor: User, finding: Finding, opinion: str, how: str = Recheck.MATERIAL, due_on: dt.date | None = None
) -> Finding:
    """Send an answer back with what is still lacking (``opinion`` is required) and a deadline.

    Args:
        due_on: without one the old deadline stands, but at least a week is left.
    """
    acting = require(rules.can_check(actor, finding))
    if due_on is not None and due_on < clock.today():
        raise Invalid("重新整改期限不能早于今天。", fields={"due_on": "不能早于今天。"})
    opinion = within(opinion, MAX_OPINION, "复查意见", field="opinion")
    states.move(finding, "send_back", acting=acting, reason=opinion)
    _check(finding, acting, accepted=False, opinion=opinion, how=how)
    put_off(finding, due_on or max(finding.due_on, clock.today() + dt.timedelta(days=RETURN_DAYS)))
    _tell_site(finding, "finding.sent_back", "整改被退回")
    return finding


@transaction.atomic
def withdraw_finding(*, actor: User, finding: Finding, reason: str) -> Finding:
    """Take back a finding noted by mistake; the row stays, with the reason."""
    acting = require(rules.can_withdraw(actor, finding))
    states.move(finding, "withdraw", acting=acting, reason=reason)
    drop_requests(finding, acting)
    finding.closed_at = clock.now()
    Finding.objects.filter(pk=finding.pk).update(closed_at=finding.closed_at)
    return finding


def _attach(actor: User, answer: Rectification, upload: IO[bytes]) -> None:
    attach_file(
        actor=actor,
        upload=upload,
        name=getattr(upload, "name", "") or "附件",
        owner=answer,
        purpose="rectification",
        organization_path=answer.finding.organization_path,
    )


def _check(finding: Finding, acting: Acting, *, accepted: bool, opinion: str, how: str) -> None:
    if how not in Recheck.values:
        raise Invalid("请选择复查方式：现场复查或材料复查。", fields={"how": "请选择。"})
    answer = finding.rectifications.order_by("answered_at", "id").last()
    if answer is None:
        return
    Rectification.objects.filter(pk=answer.pk).update(
        accepted=accepted,
        opinion=opinion,
        checked_how=how,
        checked_by=acting.user,
        checked_at=clock.now(),
    )


def _tell_checkers(finding: Finding, answer: Rectification) -> None:
    members = finding.visit.members.select_related("user")
    notify(
        rule="finding.answered",
        subject=finding,
        recipients=[member.user for member in members],
        title=f"待复查：{finding.organization.short_name}已提交整改",
        body=finding.description,
        url=reverse("inspections:finding", args=[finding.pk]),
        threshold=str(answer.pk),
    )


def _tell_site(finding: Finding, rule: str, words: str) -> None:
    notify(
        rule=rule,
        subject=finding,
        recipients=people_of(finding),
        title=f"{words}：{finding.description}",
        url=reverse("inspections:finding", args=[finding.pk]),
        threshold=str(finding.rectifications.count()),
    )

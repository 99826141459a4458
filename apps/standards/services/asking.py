"""New asks: a reason from the author, a decision by another person, both before the version may be published."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid
from apps.core.limits import within
from apps.core.states import move
from apps.core.verdicts import require
from apps.organizations.choices import Level
from apps.organizations.models import Membership
from apps.organizations.querysets import lineage
from apps.reminders.services import notify

from ..choices import AskStatus
from ..models import NewAsk, StandardVersion
from ..queries import AskRow, ask_rows, engine_version, problems_in
from ..rules import can_decide_ask, can_edit_version, can_manage_standard
from .drafting import locked


@transaction.atomic
def submit_asks(
    *, actor: User, version: StandardVersion, revision: int, reasons: Mapping[tuple[str, str], str], url: str = ""
) -> None:
    """Hand the version to an approver, with a reason for each thing that it newly asks.

    Args:
        reasons: by kind and key of the ask (``Ask.identity``).
        url: the page where the approver decides.

    Raises:
        Refused, StaleVersion: as for every edit.
        Invalid: problems stand, nothing new is asked, or a reason is missing.
    """
    row = locked(version, revision)
    acting = require(can_edit_version(actor, row))
    if problems_in(row):
        raise Invalid("还有问题没有改完，改完后再提交审批。", code="problems")
    asked = ask_rows(row, engine_version(row))
    if not asked:
        raise Invalid("没有新增填报项，不需要审批，可以直接发布。", code="nothing_new")
    _store(row, asked, reasons)
    move(row, "submit", acting=acting)
    _tell(row, actor, url)
    version.refresh_from_db(fields=["status"])


def _store(row: StandardVersion, asked: list[AskRow], reasons: Mapping[tuple[str, str], str]) -> None:
    missing = [each.ask.label for each in asked if not reasons.get(each.ask.identity, "").strip()]
    if missing:
        raise Invalid(f"请写明新增理由：{'、'.join(missing[:5])}。", code="reason_missing")
    current = {each.ask.identity for each in asked}
    for old in row.asks.all():
        if (old.kind, old.key) not in current:
            old.delete()
    for each in asked:
        kind, key = each.ask.identity
        values = {
            "code": each.ask.code, "title": each.ask.title, "label": each.ask.label[:200],
            "sectors": sorted(each.ask.sectors), "reason": within(reasons[each.ask.identity], 300, f"“{each.ask.label}”的新增理由"),
        }  # fmt: skip
        if each.row is not None and not each.approved and each.row.status != AskStatus.OPEN:
            move(each.row, "reopen", acting=require(can_manage_standard(row.created_by, row.standard)))
        NewAsk.objects.update_or_create(
            version=row, kind=kind, key=key, defaults={**values, "fingerprint": each.fingerprint}
        )


@transaction.atomic
def decide_ask(*, actor: User, ask: NewAsk, approved: bool, opinion: str) -> None:
    """Approve or refuse one new ask; a refusal hands the version back to its author.

    Raises:
        Refused: the author, or not the issuer's office nor one above it.
        OutOfTurn: decided already.
        Invalid: a refusal without an opinion.
    """
    version = locked(ask.version)
    ask = NewAsk.objects.select_for_update(of=("self",)).get(pk=ask.pk)
    ask.version = version
    acting = require(can_decide_ask(actor, ask))
    opinion = within(opinion, 300, "审批意见")
    if not approved and not opinion:
        raise Invalid("请写明不同意的理由。", code="reason_missing")
    move(ask, "approve" if approved else "refuse", acting=acting, reason=opinion)
    ask.opinion, ask.decided_by, ask.decided_at = opinion, actor, clock.now()
    ask.save(update_fields=["opinion", "decided_by", "decided_at"])
    if not approved:
        move(version, "return", acting=acting, reason=f"“{ask.label}”不同意新增：{opinion}")


@transaction.atomic
def withdraw_version(*, actor: User, version: StandardVersion) -> None:
    """Take a version back from approval, to go on writing; decisions on what stays the same hold."""
    row = locked(version)
    move(row, "withdraw", acting=require(can_manage_standard(actor, row.standard)))
    version.refresh_from_db(fields=["status"])


def approvers_of(version: StandardVersion) -> list[User]:
    """Who may decide: the issuer's office and those above it, but not the author."""
    owner = version.standard.organization
    places = Q(organization__level=Level.CITY) if owner is None else Q(organization__path__in=lineage(owner.path))
    found = Membership.objects.filter(places, role=Role.OFFICE).on(clock.today()).select_related("user")
    people = {membership.user_id: membership.user for membership in found}
    return [person for pk, person in people.items() if pk != version.created_by_id]


def _tell(version: StandardVersion, actor: User, url: str) -> None:
    notify(
        rule="standard.asks",
        subject=version,
        recipients=[person for person in approvers_of(version) if person.pk != actor.pk],
        title=f"请审批“{version}”的新增填报项",
        body=f"{actor.name}提交了需要基层新增填报的内容，审批通过后方可发布。",
        url=url,
        threshold=str(version.revision),
    )

"""结对共建: proposed by one side and confirmed by the other, or arranged by an office above both; kept by both."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn
from apps.core.limits import within
from apps.core.states import move, record
from apps.core.verdicts import Acting, require

from .. import pairing_rules as rules
from ..choices import RecordKind
from ..models import Organization, Pairing, PairingAction, PairingSide, WorkRecord
from ..pairing_choices import PairingKind, PairingStatus
from .joining import goes_over
from .records import add_record
from .tree_lock import held_in_place

RUNNING = (PairingStatus.PROPOSED, PairingStatus.RUNNING)
MOST_ACTIONS = 60
LONGEST = 366 * 10


@transaction.atomic
def pair_organizations(
    *,
    actor: User | None,
    first: Organization,
    second: Organization,
    kind: str,
    title: str,
    started_on: dt.date,
    ended_on: dt.date | None = None,
    goal: str = "",
) -> Pairing:
    """Pair two organizations: running at once where the person speaks for both, else proposed to the second.

    Raises:
        Refused: see ``pairing_rules.can_pair``.
        Invalid: the same organization twice, a closed one, one above the other, a wrong period, no title.
        OutOfTurn: the two are paired already.
    """
    here, there = held_in_place(first), held_in_place(second)
    acting = require(rules.can_pair(actor, here))
    _fit(here, there)
    if Pairing.objects.of(here).filter(sides__organization=there, status__in=RUNNING).exists():
        raise OutOfTurn(f"{here.short_name}与{there.short_name}已有结对，结束后方可再结。")
    row = Pairing(
        kind=kind, title=title.strip(), goal=goal.strip(), started_on=started_on, ended_on=ended_on,
        created_by=actor, created_at=clock.now(),
    )  # fmt: skip
    _check(row)
    row.save()
    for position, each in enumerate((here, there), start=1):
        PairingSide.objects.create(pairing=row, organization=each, organization_path=each.path, position=position)
    record(row, "create", acting=acting, reason=f"{here.short_name}与{there.short_name}")
    if rules.settles_alone(actor, here, there):
        move(row, "accept", acting=acting)
    return row


@transaction.atomic
def decide_pairing(*, actor: User | None, pairing: Pairing, accept: bool, reason: str = "") -> Pairing:
    """The side that was asked agrees or declines.

    Raises:
        Refused, OutOfTurn: see ``pairing_rules.can_decide_pairing``. Invalid: declined without a reason.
    """
    row = _locked(pairing)
    acting = require(rules.can_decide_pairing(actor, row))
    move(row, "accept" if accept else "decline", acting=acting, reason=reason)
    return row


@transaction.atomic
def withdraw_pairing(*, actor: User | None, pairing: Pairing, reason: str) -> Pairing:
    """The side that asked takes it back. Raises: see ``pairing_rules.can_withdraw_pairing``; Invalid without a reason."""
    row = _locked(pairing)
    move(row, "withdraw", acting=require(rules.can_withdraw_pairing(actor, row)), reason=reason)
    return row


@transaction.atomic
def end_pairing(*, actor: User | None, pairing: Pairing, reason: str) -> Pairing:
    """The pairing ends today. Raises: see ``pairing_rules.can_keep_pairing``; Invalid without a reason."""
    row = _locked(pairing)
    move(row, "end", acting=require(rules.can_keep_pairing(actor, row)), reason=reason)
    today = clock.today()
    if row.ended_on is None or row.ended_on > today:
        Pairing.objects.filter(pk=row.pk).update(ended_on=max(today, row.started_on - dt.timedelta(days=1)))
    row.refresh_from_db()
    return row


@transaction.atomic
def plan_pairing_action(
    *, actor: User | None, pairing: Pairing, title: str, due_on: dt.date, side: PairingSide | None = None
) -> PairingAction:
    """What the two mean to do, by when; ``side`` sees to it, None: both.

    Raises:
        Refused, OutOfTurn: see ``pairing_rules.can_keep_pairing``.
        Invalid: no title, a past day or one beyond the pairing, too many.
    """
    row = _locked(pairing)
    acting = require(rules.can_keep_pairing(actor, row))
    if side is not None and side.pairing_id != row.pk:
        raise Invalid("牵头方：请在结对双方中选择。")
    if not title.strip() or len(title.strip()) > 100:
        raise Invalid("共建内容：请填写，100字以内。")
    if due_on < clock.today() or (row.ended_on and due_on > row.ended_on):
        raise Invalid("计划时间：不能早于今天，也不能晚于结对结束日期。")
    if row.actions.count() >= MOST_ACTIONS:
        raise Invalid(f"共建计划最多 {MOST_ACTIONS} 项。")
    made = PairingAction.objects.create(pairing=row, title=title.strip(), due_on=due_on, side=side)
    record(row, "act", acting=acting, reason=f"列入计划：{made}")
    return made


@transaction.atomic
def finish_pairing_action(
    *, actor: User | None, action: PairingAction, done_on: dt.date, note: str = ""
) -> PairingAction:
    """Say that a planned action was done.

    Raises:
        Refused, OutOfTurn: see ``pairing_rules.can_keep_pairing``; it was told already. Invalid: a day to come.
    """
    row = _locked(action.pairing)
    acting = require(rules.can_keep_pairing(actor, row))
    fresh = PairingAction.objects.select_for_update().get(pk=action.pk)
    if fresh.done_on is not None:
        raise OutOfTurn("该项已登记完成，请刷新后查看。")
    if done_on > clock.today() or done_on < row.started_on:
        raise Invalid("完成日期：不能晚于今天，也不能早于结对开始日期。")
    fresh.done_on, fresh.note = done_on, within(note, 200, "落实情况", field="note")
    fresh.save(update_fields=["done_on", "note"])
    record(row, "act", acting=acting, reason=f"已完成：{fresh}")
    return fresh


@transaction.atomic
def record_pairing(
    *, actor: User | None, pairing: Pairing, side: PairingSide, held_on: dt.date, title: str, **fields: Any
) -> WorkRecord:
    """Write down what one side did for the pairing: a work record of that side's, counted like every other.

    Raises:
        Refused, OutOfTurn: see ``pairing_rules.can_keep_pairing``, ``rules.can_add_record``.
        Invalid: not a side of it, before the pairing began, and as ``add_record``.
    """
    row = _locked(pairing)
    require(rules.can_keep_pairing(actor, row))
    sides = {each.pk: each for each in row.sides.all()}
    if side.pk not in sides:
        raise Invalid("请选择结对双方之一。")
    if held_on < row.started_on:
        raise Invalid("日期不能早于结对开始日期。")
    other = next(each for each in sides.values() if each.pk != side.pk)
    return add_record(
        actor=actor, organization=sides[side.pk].organization, kind=RecordKind.PAIRING, held_on=held_on, title=title,
        pairing=row, partner=other.organization.name, **fields,
    )  # fmt: skip


def _fit(here: Organization, there: Organization) -> None:
    if here.pk == there.pk:
        raise Invalid("结对单位：不能与本单位结对。")
    if there.closed_on:
        raise Invalid("结对单位：该党组织已撤销。")
    if here.path.startswith(there.path) or there.path.startswith(here.path):
        raise Invalid("结对单位：上下级之间不结对。")


def _check(row: Pairing) -> None:
    if row.kind not in PairingKind.values:
        raise Invalid("请选择结对类型。")
    if not row.title:
        raise Invalid("结对名称：请填写。")
    if row.ended_on and (row.ended_on <= row.started_on or (row.ended_on - row.started_on).days > LONGEST):
        raise Invalid("结束日期：应晚于开始日期，不超过十年。")
    today = clock.today()
    if not today - dt.timedelta(days=LONGEST) <= row.started_on <= today + dt.timedelta(days=366):
        raise Invalid("开始日期有误，请检查年份。")
    try:
        row.clean_fields()
    except ValidationError as error:
        name, sentences = next(iter(error.message_dict.items()))
        field: Any = row._meta.get_field(name)
        raise Invalid(f"{field.verbose_name}：{'；'.join(sentences)}") from error


def _locked(pairing: Pairing) -> Pairing:
    return Pairing.objects.select_for_update().prefetch_related("sides__organization").get(pk=pairing.pk)


# --- Merging and closing --------------------------------------------------------------------------------------------


def carry_pairings(organization: Organization, into: Organization | None, acting: Acting, reason: str) -> None:
    """A running pairing goes over to the successor, or ends where there is none or it would pair with itself."""
    rows = Pairing.objects.of(organization).filter(status__in=RUNNING).prefetch_related("sides__organization")
    for row in rows.order_by("pk"):
        if into is not None and _goes_over(row, organization, into):
            PairingSide.objects.filter(pairing=row, organization=organization).update(
                organization=into, organization_path=into.path
            )
            record(row, "carry_over", acting=acting, reason=f"{organization.name}并入{into.name}")
        else:
            verb = "end" if row.status == PairingStatus.RUNNING else "withdraw"
            move(row, verb, acting=acting, reason=reason or f"{organization.name}撤销")


def _goes_over(row: Pairing, organization: Organization, into: Organization) -> bool:
    other = next(side.organization for side in row.sides.all() if side.organization_id != organization.pk)
    return goes_over(other.path, into)

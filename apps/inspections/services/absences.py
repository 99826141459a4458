"""An inspector's days away: noted by the person or by the office, withdrawn when they are wrong."""

import datetime as dt

from django.db import transaction
from django.urls import reverse

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.core import clock, states
from apps.core.components.text import date_cn, date_short
from apps.core.exceptions import Invalid, OutOfTurn
from apps.core.limits import within
from apps.core.verdicts import require
from apps.organizations.queries import holders_of
from apps.reminders.services import notify

from .. import rules
from ..choices import AbsenceKind, VisitStatus
from ..models import Absence, Round, Visit, VisitMember

#: Longer than a year is no absence: the role ends.
LONGEST = dt.timedelta(days=366)
#: Rounds are planned within two years.
FAR = dt.timedelta(days=731)


@transaction.atomic
def note_absence(
    *, actor: User, person: User, starts_on: dt.date, ends_on: dt.date, kind: str = AbsenceKind.LEAVE, note: str = ""
) -> Absence:
    """Days on which nobody should send this inspector. The same days sent twice are one absence.

    Raises:
        Refused: neither the person nor an office above the person's seat.
        Invalid: days in the wrong order, all of them over, too long or too far ahead, or some of them noted already.
    """
    acting = require(rules.can_note_absence(actor, person))
    note = within(note, 100, "说明", field="note")
    if kind not in AbsenceKind.values:
        raise Invalid("请选择请假或外出。")
    if ends_on < starts_on:
        raise Invalid("结束日期不能早于开始日期。", fields={"ends_on": "结束日期不能早于开始日期。"})
    if ends_on < clock.today():
        raise Invalid("这些日期已经过去，不用再登记。")
    if starts_on > clock.today() + FAR:
        raise Invalid("只登记两年以内的日期，请核对年份。", fields={"starts_on": "请核对年份。"})
    if ends_on - starts_on > LONGEST:
        raise Invalid("一次登记不超过一年；长期不能参加检查的，请结束督导员角色。")
    User.objects.select_for_update().get(pk=person.pk)  # two windows of one person come one after the other
    held = Absence.objects.touching(starts_on, ends_on).filter(user=person)
    for row in held:
        if (row.starts_on, row.ends_on, row.kind) == (starts_on, ends_on, kind):
            return row
        raise Invalid(f"{date_cn(row.starts_on)}至{date_cn(row.ends_on)}已登记{row.get_kind_display()}，请先撤销再改。")
    made = Absence.objects.create(
        user=person, kind=kind, starts_on=starts_on, ends_on=ends_on, note=note, noted_by=actor
    )
    states.record(made, "create", acting=acting, reason=f"{date_cn(starts_on)}至{date_cn(ends_on)}")
    _tell_offices(made)
    return made


def _tell_offices(made: Absence) -> None:
    """Whoever planned visits on these days."""
    seats = VisitMember.objects.filter(
        user=made.user, visit__status=VisitStatus.PLANNED, visit__scheduled_on__range=(made.starts_on, made.ends_on)
    ).select_related("visit__round", "visit__organization")
    by_round: dict[Round, list[Visit]] = {}
    for seat in seats.order_by("visit__scheduled_on", "pk"):
        by_round.setdefault(seat.visit.round, []).append(seat.visit)
    for round_, visits in by_round.items():
        names = "、".join(
            f"{visit.organization.short_name}（{date_short(visit.scheduled_on)}）" for visit in visits[:5]
        )
        notify(
            rule="absence.clash",
            subject=made,
            recipients=holders_of(round_.organization_id, Role.OFFICE),
            title=f"{made.user.name}{made.get_kind_display()}，{len(visits)} 个检查需调整",
            body=f"{round_.name}：{names}。",
            url=reverse("inspections:schedule", args=[round_.pk]),
            threshold=str(round_.pk),
        )


@transaction.atomic
def withdraw_absence(*, actor: User, absence: Absence) -> Absence:
    """It is not so, or no longer; the row stays as history.

    Raises:
        Refused: neither the person nor an office above. OutOfTurn: withdrawn already, or over.
    """
    acting = require(rules.can_note_absence(actor, absence.user))
    locked = Absence.objects.select_for_update().get(pk=absence.pk)
    if locked.withdrawn_at is not None:
        raise OutOfTurn("该登记已撤销。")
    if locked.ends_on < clock.today():
        raise OutOfTurn("这些日期已经过去，不用再撤销。")
    locked.withdrawn_at = clock.now()
    locked.save(update_fields=["withdrawn_at"])
    states.record(locked, "withdraw", acting=acting, reason="撤销登记")
    return locked

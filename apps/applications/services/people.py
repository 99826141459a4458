"""Who works on an application: entered with a period, ended, never deleted."""

import datetime as dt

from django.db import transaction

from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn
from apps.core.states import record
from apps.core.verdicts import require
from apps.organizations.services import checked_office

from .. import creation_rules
from ..models import Application, ApplicationPerson
from .locks import locked

MOST = 60


@transaction.atomic
def add_application_person(
    *,
    actor: User,
    application: Application,
    role: str,
    name: str,
    started_on: dt.date,
    post: str = "",
    duty: str = "",
    people: int = 1,
    ended_on: dt.date | None = None,
    group: ApplicationPerson | None = None,
) -> ApplicationPerson:
    """Note who holds an office on this application: name and post of an office holder, never a list of members.

    Args:
        group: the leading group or task force, for a member of it.

    Raises:
        Refused, OutOfTurn: see ``creation_rules.can_keep_people``.
        Invalid: nobody named, an unknown role, digits that look like a personal number, a wrong period or group.
    """
    owner = locked(application)
    acting = require(creation_rules.can_keep_people(actor, owner))
    if owner.people.count() >= MOST:
        raise Invalid(f"责任人员最多登记 {MOST} 条。")
    if group is not None and group.application_id != owner.pk:
        raise Invalid("请选择本申报的领导小组或专班。")
    values = checked_office(
        role=role, name=name, post=post, duty=duty, people=people, started_on=started_on, ended_on=ended_on,
        in_group=group is not None,
    )  # fmt: skip
    row = ApplicationPerson.objects.create(
        application=owner, organization_path=owner.organization_path, group=group, **values
    )
    record(row, "create", acting=acting, reason=str(row))
    return row


@transaction.atomic
def end_application_person(*, actor: User, person: ApplicationPerson) -> ApplicationPerson:
    """The office ends today, and with a group its members'.

    Raises:
        Refused: see ``creation_rules.can_keep_people``. OutOfTurn: it has ended. Invalid: it has not begun.
    """
    owner = locked(person.application)
    acting = require(creation_rules.can_keep_people(actor, owner))
    row, today = ApplicationPerson.objects.select_for_update().get(pk=person.pk), clock.today()
    if row.ended_on is not None and row.ended_on <= today:
        raise OutOfTurn("该任职已结束，请刷新后查看。")
    if today < row.started_on:
        raise Invalid("尚未开始，不能结束。")
    rows = ApplicationPerson.objects.filter(pk=row.pk) | row.members.filter(started_on__lte=today, ended_on=None)
    rows.update(ended_on=today)
    record(row, "end", acting=acting, reason=str(row))
    row.refresh_from_db()
    return row

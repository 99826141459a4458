"""Facilities, posts and the people around an organization: written by its secretary or an office above."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn, StaleVersion
from apps.core.states import record
from apps.core.verdicts import require

from .. import rules
from ..facility_choices import AroundRole, PostKind, RoomKind
from ..models import Facility, FacilityRoom, Organization, PersonAround, PostCount
from .checks import check_day, check_past, model_refusal, refuse_field
from .hearing import facts_changed

MOST = 10_000
FACILITY_FIELDS = (
    "kind",
    "name",
    "level",
    "building_area",
    "usable_area",
    "obtained",
    "opened_on",
    "address",
    "zones",
    "shared_with",
)


@transaction.atomic
def save_facility(
    *,
    actor: User | None,
    organization: Organization,
    facility: Facility | None = None,
    version: int | None = None,
    rooms: Mapping[str, int] | None = None,
    **fields: Any,
) -> Facility:
    """Enter a facility, or change one.

    Args:
        version: the version that the editor read; None skips the check.
        rooms: number of rooms by kind, replacing what was told; None leaves them.
        fields: values by field name (``FACILITY_FIELDS``); areas in ㎡.

    Raises:
        Refused: not the organization's secretary nor an office above.
        StaleVersion: somebody else saved since.
        OutOfTurn: it was closed.
        Invalid: usable area above building area, a name twice, an unknown kind.
    """
    acting = require(rules.can_keep_units(actor, organization))
    if facility is None:
        row, verb = Facility(organization=organization, organization_path=organization.path), "create"
    else:
        row, verb = _locked(facility), "edit"
        if version is not None and version != row.version:
            raise StaleVersion("其他人刚刚修改过该阵地的信息，请刷新后重新修改。")
        row.version += 1
    for name in FACILITY_FIELDS:
        if name in fields:
            setattr(row, name, fields[name])
    row.name = row.name.strip()
    check_past("opened_on", "启用日期", row.opened_on)
    _clean(row)
    row.save()
    if rooms is not None:
        _set_rooms(row, rooms)
    record(row, verb, acting=acting)
    facts_changed([organization.pk])
    return row


@transaction.atomic
def close_facility(*, actor: User | None, facility: Facility, reason: str) -> Facility:
    """The place is no longer used; the row stays and counts no more.

    Raises:
        Refused, OutOfTurn: as ``save_facility``.
        Invalid: no reason.
    """
    row = _locked(facility)
    acting = require(rules.can_keep_units(actor, row.organization))
    if not reason.strip():
        raise Invalid("请填写停用的理由。", code="reason_missing")
    row.closed_on = clock.today()
    row.version += 1
    row.save(update_fields=["closed_on", "version"])
    record(row, "close", acting=acting, reason=reason)
    facts_changed([row.organization_id])
    return row


@transaction.atomic
def set_posts(
    *,
    actor: User | None,
    organization: Organization,
    counts: Mapping[str, int | None],
    seen: Mapping[str, int | None] | None = None,
) -> list[PostCount]:
    """How many posts of each kind there are; None takes back what was told.

    Args:
        seen: the numbers that the page showed; None skips the check.

    Raises:
        StaleVersion: somebody else told other numbers since.
        Refused: not the organization's secretary nor an office above.
        Invalid: an unknown kind, a negative or absurd number.
    """
    acting = require(rules.can_keep_units(actor, organization))
    Organization.objects.select_for_update().get(pk=organization.pk)
    if seen is not None:
        held = dict(PostCount.objects.filter(organization=organization).values_list("kind", "count"))
        if held != {kind: count for kind, count in seen.items() if count is not None}:
            raise StaleVersion("其他人刚刚填报过这些数量，您的内容没有覆盖，请刷新后再改。")
    for kind, count in counts.items():
        if kind not in PostKind.values or (count is not None and not 0 <= count <= MOST):
            raise Invalid(f"数量应为0至{MOST}的整数。")
        rows = PostCount.objects.filter(organization=organization, kind=kind)
        if count is None:
            rows.delete()
        elif not rows.filter(count=count).exists():
            PostCount.objects.update_or_create(
                organization=organization,
                kind=kind,
                defaults={"count": count, "organization_path": organization.path, "updated_at": clock.now()},
            )
    record(organization, "posts", acting=acting)
    facts_changed([organization.pk])
    return list(PostCount.objects.filter(organization=organization))


@transaction.atomic
def add_person_around(
    *,
    actor: User | None,
    organization: Organization,
    role: str,
    name: str,
    started_on: dt.date,
    post: str = "",
    duty: str = "",
    people: int = 1,
    ended_on: dt.date | None = None,
    group: PersonAround | None = None,
) -> PersonAround:
    """Note who holds an office around the organization, in which post, with which duty and for how long.

    Args:
        group: the leading group, task force or team, for a member of it.

    Raises:
        Refused: not the organization's secretary nor an office above.
        Invalid: see :func:`checked_office`; a group of another organization.
    """
    acting = require(rules.can_keep_units(actor, organization))
    if group is not None and group.organization_id != organization.pk:
        raise Invalid("请选择本单位的领导小组或专班。")
    values = checked_office(
        role=role, name=name, post=post, duty=duty, people=people, started_on=started_on, ended_on=ended_on,
        in_group=group is not None,
    )  # fmt: skip
    row = PersonAround.objects.create(
        organization=organization, organization_path=organization.path, group=group, **values
    )
    record(organization, "around", acting=acting, reason=f"{row}")
    return row


def checked_office(
    *,
    role: str,
    name: str,
    post: str,
    duty: str,
    people: int,
    started_on: dt.date,
    ended_on: dt.date | None,
    in_group: bool,
) -> dict[str, Any]:
    """The values of an office around an organization or an application, as they are stored.

    Raises:
        Invalid: nobody named, too long, an unknown role, digits that look like a personal number, a wrong period,
            a member without a group or the other way round.
    """
    if role not in AroundRole.values:
        raise Invalid("请选择身份。")
    if (role == AroundRole.MEMBER) != in_group:
        raise refuse_field("group", "所在小组", "成员须选择所在的领导小组或专班，其他身份不选。")
    told = {"name": name.strip(), "post": post.strip(), "duty": duty.strip()}
    if not told["name"]:
        raise refuse_field("name", "姓名或名称", "请填写姓名或名称。")
    for key, (label, most) in {
        "name": ("姓名或名称", 60),
        "post": ("单位及职务", 100),
        "duty": ("职责分工", 200),
    }.items():
        if len(told[key]) > most:
            raise refuse_field(key, label, f"{most}字以内。")
    if sum(character.isdigit() for character in told["name"] + told["post"]) > 8:
        at = "name" if sum(character.isdigit() for character in told["name"]) > 4 else "post"
        raise refuse_field(at, "姓名和职务", "只填姓名和职务，不填证件号码和电话。")
    if not 1 <= people <= MOST:
        raise refuse_field("people", "人数", f"人数应为1至{MOST}。")
    check_day("started_on", "开始日期", started_on)
    check_day("ended_on", "结束日期", ended_on)
    if ended_on and ended_on < started_on:
        raise refuse_field("ended_on", "结束日期", "结束日期不能早于开始日期。")
    if role == AroundRole.CO_ORGANIZER and not told["duty"]:
        raise refuse_field("duty", "职责分工", "协同部门请写明职责。")
    return {**told, "role": role, "people": people, "started_on": started_on, "ended_on": ended_on}


@transaction.atomic
def end_person_around(*, actor: User | None, row: PersonAround) -> PersonAround:
    """The office ends today.

    Raises:
        Refused: as ``add_person_around``.
        OutOfTurn: it has ended already.
        Invalid: it begins later than today.
    """
    acting = require(rules.can_keep_units(actor, row.organization))
    fresh = PersonAround.objects.select_for_update().get(pk=row.pk)
    today = clock.today()
    if fresh.ended_on is not None and fresh.ended_on <= today:
        raise OutOfTurn("该任职已结束，请刷新后查看。")
    if today < fresh.started_on:
        raise Invalid("结束日期不能早于开始日期。")
    fresh.ended_on = today
    fresh.save(update_fields=["ended_on"])
    record(row.organization, "around_end", acting=acting, reason=f"{row}")
    return fresh


def _locked(facility: Facility) -> Facility:
    row = Facility.objects.select_for_update(of=("self",)).select_related("organization").get(pk=facility.pk)
    if row.closed_on:
        raise OutOfTurn("该阵地已停用，请刷新后查看。")
    return row


def _set_rooms(facility: Facility, rooms: Mapping[str, int]) -> None:
    if any(kind not in RoomKind.values or not 0 <= count <= MOST for kind, count in rooms.items()):
        raise Invalid("房间间数应为0以上的整数。")
    known = {room.kind: room for room in facility.rooms.all()}
    for kind, count in rooms.items():
        room = known.get(kind)
        if not count and room:
            room.delete()
        elif count and (room is None or room.count != count):
            FacilityRoom.objects.update_or_create(facility=facility, kind=kind, defaults={"count": count})


def _clean(row: Facility) -> None:
    try:
        row.full_clean(exclude=["organization_path"])
    except ValidationError as error:
        raise model_refusal(error, Facility) from error

"""Stars with their history, and the members of joint organizations."""

import datetime as dt

from django.db import transaction

from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn
from apps.core.limits import within
from apps.core.states import record
from apps.core.verdicts import require

from .. import rules
from ..choices import JOINT_KINDS
from ..history_choices import JointRole
from ..models import JointMember, Organization, StarChange
from .changes import note_stars
from .checks import check_day, refuse_field


@transaction.atomic
def rate_organization(
    *,
    actor: User | None,
    organization: Organization,
    stars: int,
    on: dt.date,
    reason: str = "",
    document_number: str = "",
) -> StarChange:
    """评星定级: note the stars given on a day; those given last hold now.

    Raises:
        Refused: not an office above.
        Invalid: not 0 to 5 stars, a day to come.
    """
    acting = require(rules.can_change_tree(actor, organization))
    if not 0 <= stars <= 5:
        raise Invalid("星级为0至5。")
    if on > clock.today():
        raise refuse_field("on", "评定日期", "评定日期不能晚于今天。")
    check_day("on", "评定日期", on)
    fresh = Organization.objects.select_for_update().get(pk=organization.pk)
    earlier = StarChange.objects.filter(organization=fresh, on__lte=on).order_by("-on", "-id").first()
    row = note_stars(fresh, earlier.stars_after if earlier else 0, stars, actor, on, reason, document_number)
    if not StarChange.objects.filter(organization=fresh, on__gt=on).exists() and fresh.stars != stars:
        fresh.stars = stars
        fresh.version += 1
        fresh.save(update_fields=["stars", "version"])
    record(fresh, "rate", acting=acting, reason=f"{stars}星" if stars else "未评星")
    return row


@transaction.atomic
def add_joint_member(
    *,
    actor: User | None,
    organization: Organization,
    role: str,
    started_on: dt.date,
    member: Organization | None = None,
    name: str = "",
    people: int = 1,
    ended_on: dt.date | None = None,
) -> JointMember:
    """A member unit of a joint organization, in a role, with how many people.

    Raises:
        Refused: not its secretary nor an office above.
        Invalid: not a joint organization, nobody named, itself, a wrong period, a member twice.
    """
    acting = require(rules.can_keep_units(actor, organization))
    _check_member(organization, role, started_on, member, name, people, ended_on)
    row = JointMember.objects.create(
        organization=organization,
        organization_path=organization.path,
        member=member,
        name="" if member else within(name, 100, "成员单位", field="name"),
        role=role,
        people=people,
        started_on=started_on,
        ended_on=ended_on,
    )
    record(organization, "join", acting=acting, reason=f"{row.shown}，{row.get_role_display()}")
    return row


@transaction.atomic
def end_joint_member(*, actor: User | None, row: JointMember, ended_on: dt.date | None = None) -> JointMember:
    """The member leaves; the last day counts (today unless told).

    Raises:
        Refused: not its secretary nor an office above.
        OutOfTurn: it has left already.
        Invalid: before it began.
    """
    acting = require(rules.can_keep_units(actor, row.organization))
    fresh = JointMember.objects.select_for_update().get(pk=row.pk)
    last = ended_on or clock.today()
    if fresh.ended_on is not None and fresh.ended_on <= last:
        raise OutOfTurn("该成员单位已退出，请刷新后查看。")
    if last < fresh.started_on:
        raise Invalid("结束日期不能早于开始日期。")
    fresh.ended_on = last
    fresh.save(update_fields=["ended_on"])
    record(row.organization, "leave", acting=acting, reason=row.shown)
    return fresh


def _check_member(
    organization: Organization,
    role: str,
    started_on: dt.date,
    member: Organization | None,
    name: str,
    people: int,
    ended_on: dt.date | None,
) -> None:
    if organization.kind not in JOINT_KINDS:
        raise Invalid(f"{organization.get_kind_display()}没有成员单位。")
    if role not in JointRole.values:
        raise refuse_field("role", "担任", "请选择担任的角色。")
    if member is None and not name.strip():
        raise Invalid("请选择成员党组织，或填写单位名称。")
    if member is not None and member.pk == organization.pk:
        raise refuse_field("member", "成员党组织", "不能以本身为成员单位。")
    if people < 1:
        raise refuse_field("people", "人数", "人数至少为1。")
    check_day("started_on", "开始日期", started_on)
    check_day("ended_on", "结束日期", ended_on)
    if ended_on and ended_on < started_on:
        raise refuse_field("ended_on", "结束日期", "结束日期不能早于开始日期。")
    same = {"member": member} if member else {"name": name.strip()}
    if JointMember.objects.filter(organization=organization, role=role, **same).on(clock.today()).exists():
        raise refuse_field("member" if member else "name", "成员", "该成员单位已担任这一角色。")

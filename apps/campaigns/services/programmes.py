"""Plans of several years, and the campaigns under them."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from apps.accounts.models import User
from apps.core.exceptions import Invalid, StaleVersion
from apps.core.states import record
from apps.core.verdicts import require
from apps.organizations.models import Organization

from ..choices import TargetMeasure
from ..models import Campaign, Programme
from ..rules import can_create_programme, can_edit_programme, can_hang
from .checks import check_programme, locked
from .targets import targets_of_template

#: A plan runs at most this many years.
LONGEST = 10
FIELDS = frozenset({"name", "starts_in", "ends_in", "plan", "goal"})


@transaction.atomic
def create_programme(*, actor: User, organization: Organization, **fields: Any) -> Programme:
    """Make a plan of several years.

    Args:
        organization: the committee that made it, in whose office the actor works.
        fields: name, starts_in and ends_in (years, both included), plan (the document), goal.

    Raises:
        Refused: the actor does not work in that office.
        Invalid: a value is wrong, or the plan is there already.
    """
    acting = require(can_create_programme(actor, organization))
    programme = Programme(organization=organization, organization_path=organization.path, created_by=actor)
    _set(programme, fields)
    _save(programme)
    record(programme, "create", acting=acting)
    return programme


@transaction.atomic
def update_programme(*, actor: User, programme: Programme, version: int, **fields: Any) -> Programme:
    """Change a plan; the years of its campaigns stay inside.

    Raises:
        StaleVersion: somebody else saved meanwhile.
        Invalid: a value is wrong, or a campaign of the plan would fall outside its years.
    """
    row = Programme.objects.select_for_update().get(pk=programme.pk)
    acting = require(can_edit_programme(actor, row))
    if row.version != int(version):
        raise StaleVersion("该计划刚被他人修改，您的内容没有覆盖；请刷新页面后再改。")
    _set(row, fields)
    outside = row.campaigns.exclude(year__in=list(row.years)).first()
    if outside is not None:
        raise Invalid(f"“{outside}”为{outside.year}年活动，计划年度应包含该年。", code="programme_year")
    _keep_planned(row)
    row.version += 1
    _save(row)
    record(row, "edit", acting=acting)
    programme.refresh_from_db()
    return programme


def _keep_planned(programme: Programme) -> None:
    """Nothing that is planned, and no target, may fall outside the years."""
    planned = programme.planned_years.exclude(year__in=list(programme.years)).values_list("year", flat=True).first()
    aimed = programme.targets.exclude(year__in=list(programme.years)).values_list("year", flat=True).first()
    year = planned or aimed
    if year is not None:
        raise Invalid(f"创建计划图已有{year}年的安排，计划年度应包含该年。", code="programme_year")


def _set(programme: Programme, fields: Mapping[str, Any]) -> None:
    unknown = set(fields) - FIELDS
    if unknown:
        raise TypeError(f"not settings of a programme: {', '.join(sorted(unknown))}")
    for name, value in fields.items():
        setattr(programme, name, value.strip() if isinstance(value, str) else value)
    if not programme.name:
        raise Invalid("请填写计划名称。", code="name")
    if programme.ends_in < programme.starts_in:
        raise Invalid("结束年度不能早于起始年度。", code="ends_in")
    if len(programme.years) > LONGEST:
        raise Invalid(f"计划最长 {LONGEST} 年。", code="ends_in")


def _save(programme: Programme) -> None:
    try:
        with transaction.atomic():
            programme.save()
    except IntegrityError as error:
        raise Invalid("同名、同起始年度的计划已经建立。", code="name") from error


@transaction.atomic
def hang_campaign(*, actor: User, campaign: Campaign, programme: Programme | None) -> Campaign:
    """Put a campaign under a plan, or take it out (None). Also after the opening: nothing depends on it."""
    row = locked(campaign)
    acting = require(can_hang(actor, row))
    before, row.programme = row.programme, programme
    check_programme(row)
    row.save(update_fields=["programme"])
    verb = "hang" if programme else "take_out"
    record(row, verb, acting=acting, reason=str(programme or before or ""))
    campaign.refresh_from_db()
    return campaign


def programme_for(
    actor: User, organization: Organization, year: int, data: Mapping[str, Any] | None, issuer_level: str = ""
) -> Programme | None:
    """The plan that a template names: the organizer's own of that name that covers the year, else a new one.

    Yearly campaigns from one template so come to hang under the same plan. A number that the plan sets for its
    issuer's whole area is a target of that level alone; shares and numbers for each committee hold at any.
    """
    if not data:
        return None
    found = Programme.objects.filter(organization=organization, name=data["name"])
    running = found.filter(starts_in__lte=year, ends_in__gte=year).first()
    if running is not None:
        return running
    ends_in = year + int(data["years"]) - 1
    made = create_programme(
        actor=actor, organization=organization, name=data["name"], starts_in=year, ends_in=ends_in, goal=data["goal"]
    )
    is_issuer = not issuer_level or organization.level == issuer_level
    rows = data.get("targets", ())
    targets_of_template(made, [row for row in rows if is_issuer or row["measure"] != TargetMeasure.COUNT])
    return made

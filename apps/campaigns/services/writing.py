"""Rows of a draft campaign: phases, quotas and standards, written as a whole."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from apps.core import clock
from apps.core.exceptions import Invalid
from apps.core.limits import within
from apps.organizations.choices import Level, Sector
from apps.organizations.models import Organization

from ..choices import CountersignMode, PhaseKind, QuotaDimension, RouteAct
from ..models import Campaign, Phase, Quota, RouteRule

Row = dict[str, Any]


def span(first: dt.date, last: dt.date) -> Row:
    """From the first minute of a day to the last second of another."""
    return {"starts_at": clock.at(first), "ends_at": clock.at(last, 23, 59, 59)}


def write_phases(campaign: Campaign, rows: Iterable[Mapping[str, Any]]) -> None:
    """Replace the phases: each kind once, in order, each ending after it begins.

    Args:
        rows: kind, name (empty: the kind's own), and ``starts_on``/``ends_on`` (days, both included) or
            ``starts_at``/``ends_at`` (moments).

    Raises:
        Invalid: the sentence names the phase.
    """
    phases = [_phase(campaign, position, row) for position, row in enumerate(rows)]
    _check_phases(phases)
    campaign.phases.all().delete()
    for phase in phases:
        phase.save()


def _phase(campaign: Campaign, position: int, row: Mapping[str, Any]) -> Phase:
    kind = row["kind"]
    if kind not in PhaseKind.values:
        raise Invalid("阶段的类别有误，请重新选择。")
    when = row if "starts_at" in row else span(row["starts_on"], row["ends_on"])
    return Phase(
        campaign=campaign,
        kind=kind,
        name=within(str(row.get("name") or PhaseKind(kind).label), 40, "阶段名称"),
        position=position,
        starts_at=when["starts_at"],
        ends_at=when["ends_at"],
    )


def _check_phases(phases: Sequence[Phase]) -> None:
    seen: set[str] = set()
    for previous, phase in zip([None, *phases], phases, strict=False):
        if phase.kind in seen:
            raise Invalid(f"“{phase.get_kind_display()}”阶段只能有一个。", code="phase_twice")
        if phase.ends_at <= phase.starts_at:
            raise Invalid(f"“{phase.name}”的截止日期早于开始日期。", code="phase_dates")
        if previous is not None and phase.starts_at < previous.starts_at:
            raise Invalid(f"“{phase.name}”的开始日期早于前一阶段“{previous.name}”。", code="phase_order")
        seen.add(phase.kind)


def write_route(campaign: Campaign, rows: Iterable[Mapping[str, Any]]) -> None:
    """Replace where the ladder differs from 隶属关系. Rows: act, level, and for departments organization and mode.

    Raises:
        Invalid: the sentence names the row.
    """
    rules = [_route_rule(campaign, row) for row in rows]
    keys = [(rule.act, rule.level, rule.organization_id) for rule in rules]
    if len(set(keys)) < len(keys):
        raise Invalid("同一部门在同一层级只会签一次，请删去重复的。", code="route_twice")
    campaign.route_rules.all().delete()
    for rule in rules:
        rule.save()


def _route_rule(campaign: Campaign, row: Mapping[str, Any]) -> RouteRule:
    act, level, mode = row["act"], row["level"], row.get("mode") or ""
    organization = _organization(row.get("organization"))
    if act not in RouteAct.values or level not in Level.values:
        raise Invalid("审核路线的层级有误，请重新选择。", code="route_level")
    if act == RouteAct.SKIP:
        return RouteRule(campaign=campaign, act=act, level=level)
    if organization is None or organization.closed_on is not None:
        raise Invalid("请填写会签部门，且须为未撤销的党组织。", code="route_department")
    if organization.pk == campaign.organization_id:
        raise Invalid("主办单位本身就是最后一级审核，不需会签。", code="route_department")
    if mode not in CountersignMode.values:
        raise Invalid(f"请选择{organization.short_name}的会签方式。", code="route_mode")
    return RouteRule(campaign=campaign, act=act, level=level, organization=organization, mode=mode)


def write_quotas(campaign: Campaign, rows: Iterable[Mapping[str, Any]]) -> None:
    """Replace the quotas. Rows: dimension, limit, and ``organization`` or ``sector`` where the dimension needs it."""
    quotas = [_quota(campaign, row) for row in rows]
    keys = [(quota.dimension, quota.organization_id, quota.sector, quota.level) for quota in quotas]
    if len(set(keys)) < len(keys):
        raise Invalid("同一口径的名额重复，请合并为一行。", code="quota_twice")
    campaign.quotas.all().delete()
    for quota in quotas:
        quota.save()


def _quota(campaign: Campaign, row: Mapping[str, Any]) -> Quota:
    dimension, sector, level = row["dimension"], row.get("sector") or "", row.get("level") or ""
    organization = _organization(row.get("organization"))
    limit = row["limit"]
    if not isinstance(limit, int) or not 0 <= limit <= 100_000:
        raise Invalid("名额应为不小于 0 的整数。", code="quota_limit")
    if dimension == QuotaDimension.PARENT and not _below(organization, campaign):
        raise Invalid("按上级党组织的名额应对应实施范围内的党组织。", code="quota_parent")
    if dimension == QuotaDimension.SECTOR and sector not in Sector.values:
        raise Invalid("按领域的名额应对应一个领域。", code="quota_sector")
    if dimension == QuotaDimension.LEVEL and level not in Level.values:
        raise Invalid("按层级的名额应对应一个层级。", code="quota_level")
    return Quota(
        campaign=campaign,
        dimension=dimension,
        organization=organization if dimension == QuotaDimension.PARENT else None,
        sector=sector if dimension == QuotaDimension.SECTOR else "",
        level=level if dimension == QuotaDimension.LEVEL else "",
        limit=limit,
    )


def _organization(value: Any) -> Organization | None:
    return value if isinstance(value, Organization) or value is None else Organization.objects.filter(pk=value).first()


def _below(organization: Organization | None, campaign: Campaign) -> bool:
    return organization is not None and organization.path.startswith(campaign.scope_path)

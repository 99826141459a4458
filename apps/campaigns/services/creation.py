"""A campaign out of a template or of an earlier campaign."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.core.exceptions import Invalid
from apps.core.states import record
from apps.core.verdicts import Acting, require
from apps.organizations.models import Organization
from apps.standards.queries import published_version

from ..choices import QuotaDimension
from ..models import Campaign, CampaignStandard, Programme
from ..rules import can_create_campaign
from ..template_files import Template, load_templates, shift
from .checks import checked
from .programmes import programme_for
from .work_lines import copy_lines, lines_of_template
from .writing import Row, span, write_phases, write_quotas, write_route

#: What a copy takes over from an earlier campaign; decision and dates are those of the new year.
COPIED = (
    "kind activity_type template_code plan summary sectors kinds levels weight_self weight_mass weight_organization "
    "satisfaction_pass notice_working_days ranked review_working_days validity_years"
).split()


@transaction.atomic
def create_campaign(
    *,
    actor: User,
    template_code: str,
    organization: Organization,
    scope: Organization,
    name: str,
    year: int,
    starts_on: dt.date | None = None,
    **fields: Any,
) -> Campaign:
    """Make a draft campaign from a template: phases, standards, quotas and weights as the plan has them.

    Args:
        template_code: code of a file in ``fixtures/campaigns``.
        organization: the organizer, in whose office the actor works.
        scope: the organization whose subtree the campaign is for; the organizer or below it.
        name: empty takes the template's title in that year.
        starts_on: first day of the first phase; without it the plan's own days in ``year``.
        fields: fields of the campaign that replace the template's.

    Raises:
        Refused: the actor does not work in that office.
        Invalid: unknown template, scope outside the organizer's subtree, or wrong values.
    """
    template = load_templates().get(template_code)
    if template is None:
        raise Invalid("请选择活动模板。", code="template_unknown")
    acting = _may_organize(actor, organization, scope)
    campaign = Campaign(**_from_template(template), year=year, name=name.strip() or template.title_for(year))
    fields.setdefault("programme", programme_for(actor, organization, year, template.programme, template.issuer_level))
    _store(campaign, actor, organization, scope, fields)
    _standards_of_template(campaign, template)
    lines_of_template(campaign, template)
    phases = shift(template, starts_on or year)
    write_phases(campaign, [Row(kind=p.kind, name=p.name, **span(p.starts_on, p.ends_on)) for p in phases])
    write_quotas(campaign, _quota_rows(template, scope))
    record(campaign, "create", acting=acting)
    return campaign


@transaction.atomic
def copy_campaign(
    *,
    actor: User,
    source: Campaign,
    organization: Organization,
    scope: Organization,
    name: str,
    year: int,
    starts_on: dt.date | None = None,
) -> Campaign:
    """Make a draft like an earlier campaign: its settings and standards, its days in the new year."""
    acting = _may_organize(actor, organization, scope)
    title = name.strip() or source.name.replace(str(source.year), str(year))
    campaign = Campaign(**{field: getattr(source, field) for field in COPIED}, year=year, name=title)
    _store(campaign, actor, organization, scope, {"programme": _programme_of(source, campaign, organization)})
    copy_lines(source, campaign)
    for row in source.standards.select_related("version__standard"):
        newest = published_version(row.version.standard.code) or row.version
        CampaignStandard.objects.create(campaign=campaign, sector=row.sector, version=newest)
    write_phases(campaign, _moved_phases(source, year, starts_on))
    write_quotas(campaign, _copied_quotas(source, scope))
    write_route(campaign, _copied_route(source, organization))
    record(campaign, "copy", acting=acting, reason=f"沿用“{source.name}”")
    return campaign


def _programme_of(source: Campaign, campaign: Campaign, organization: Organization) -> Programme | None:
    """The earlier campaign's plan, while it runs and is the organizer's or of a committee above."""
    programme = source.programme
    if programme is None or campaign.year not in programme.years:
        return None
    return programme if organization.path.startswith(programme.organization_path) else None


def _may_organize(actor: User, organization: Organization, scope: Organization) -> Acting:
    acting = require(can_create_campaign(actor, organization))
    if not scope.path.startswith(organization.path):
        raise Invalid("实施范围应是主办单位或其下级党组织。", code="scope_outside")
    return acting


def _from_template(template: Template) -> dict[str, Any]:
    return {
        "template_code": template.code,
        "plan": asdict(template),
        "summary": template.summary,
        "kind": template.kind,
        "activity_type": template.activity_type,
        "sectors": list(template.sectors),
        "kinds": list(template.kinds),
        "levels": list(template.levels),
        "weight_self": template.weights["self"],
        "weight_mass": template.weights["mass"],
        "weight_organization": template.weights["organization"],
        "satisfaction_pass": template.satisfaction_pass,
        "notice_working_days": template.notice_working_days,
        "validity_years": template.validity_years,
    }


def _store(
    campaign: Campaign, actor: User, organization: Organization, scope: Organization, fields: Mapping[str, Any]
) -> None:
    campaign.organization, campaign.organization_path = organization, organization.path
    campaign.scope, campaign.scope_path = scope, scope.path
    campaign.created_by = actor
    checked(campaign, fields)
    campaign.save()


def _standards_of_template(campaign: Campaign, template: Template) -> None:
    """A standard that is not loaded is left out: the set-up page then asks for it."""
    for sector, code in template.standards.items():
        version = published_version(code)
        if version is not None:
            key = "" if sector == "*" else sector
            CampaignStandard.objects.create(campaign=campaign, sector=key, version=version)


def _quota_rows(template: Template, scope: Organization) -> list[Row]:
    quota = template.quota
    rows: list[Row] = [{"dimension": QuotaDimension.TOTAL, "limit": quota.total}] if quota.total else []
    rows += [{"dimension": QuotaDimension.SECTOR, "sector": s, "limit": n} for s, n in quota.by_sector.items()]
    if quota.per_parent:
        parents = Organization.objects.active().below(scope).filter(depth=scope.depth + 1)
        rows += [{"dimension": QuotaDimension.PARENT, "organization": p, "limit": quota.per_parent} for p in parents]
    return rows


def _copied_quotas(source: Campaign, scope: Organization) -> list[Row]:
    kept = [q for q in source.quotas.select_related("organization") if _reaches(q.organization, scope)]
    return [
        {
            "dimension": q.dimension,
            "organization": q.organization,
            "sector": q.sector,
            "level": q.level,
            "limit": q.limit,
        }
        for q in kept
    ]


def _copied_route(source: Campaign, issuer: Organization) -> list[Row]:
    """The same ladder, but for departments that are gone or issue the new one themselves."""
    rules = source.route_rules.select_related("organization")
    names = ("act", "level", "organization", "mode")
    kept = [
        rule
        for rule in rules
        if rule.organization is None or (rule.organization.closed_on is None and rule.organization != issuer)
    ]
    return [{name: getattr(rule, name) for name in names} for rule in kept]


def _reaches(parent: Organization | None, scope: Organization) -> bool:
    return parent is None or (parent.path.startswith(scope.path) and parent.closed_on is None)


def _moved_phases(source: Campaign, year: int, starts_on: dt.date | None) -> list[Row]:
    """The same days of the new year, or all moved so that the first phase begins on ``starts_on``."""
    phases = list(source.phases.order_by("position"))
    if not phases:
        return []
    first = timezone.localtime(phases[0].starts_at)
    delta = (starts_on - first.date()) if starts_on else None
    return [
        Row(
            kind=phase.kind,
            name=phase.name,
            starts_at=_moved(phase.starts_at, delta, year - source.year),
            ends_at=_moved(phase.ends_at, delta, year - source.year),
        )
        for phase in phases
    ]


def _moved(moment: dt.datetime, delta: dt.timedelta | None, years: int) -> dt.datetime:
    """Moved by days, or to the same day of another year, as the calendar in Asia/Shanghai has it."""
    moment = timezone.localtime(moment)
    if delta is not None:
        return moment + delta
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:  # 29 February
        return moment.replace(year=moment.year + years, day=28)

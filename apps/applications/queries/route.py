"""The route of an application: 隶属关系 from the parent to the issuer, as the campaign's rules change it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from apps.campaigns.choices import CountersignMode, RouteAct
from apps.campaigns.models import Campaign, RouteRule
from apps.organizations.choices import Level
from apps.organizations.models import Organization

from ..choices import StepKind

#: Levels from below upwards.
UPWARDS = (Level.GRASSROOTS, Level.TOWNSHIP, Level.DISTRICT, Level.CITY)


@dataclass(frozen=True)
class Stop:
    """A signature to be given. Stops of one position are open together."""

    position: int
    branch: int
    kind: str
    organization: Organization
    is_final: bool = False


def ladder_of(campaign: Campaign, organization: Organization) -> list[Organization]:
    """Every organization above the applicant up to the one that issued the campaign, in order.

    An issuer that stands outside the applicant's line (a department for its whole system) comes last, after
    those above the applicant inside the campaign's scope.
    """
    above = Organization.objects.active().filter(path__in=organization.ancestor_paths()).order_by("-path")
    issuer = campaign.organization
    if organization.path.startswith(issuer.path) and organization.pk != issuer.pk:
        return list(above.filter(path__startswith=issuer.path))
    inside = above.filter(path__startswith=campaign.scope_path).exclude(pk=issuer.pk)
    return [*inside, issuer]


def route_of(campaign: Campaign, organization: Organization) -> list[Stop]:
    """Who signs, in order, as the campaign is set up today. Two statements."""
    rules = list(campaign.route_rules.select_related("organization"))
    levels = _unskipped(ladder_of(campaign, organization), rules)
    signs = [rule for rule in rules if rule.act == RouteAct.COUNTERSIGN and _concerns(rule, organization)]
    stops: list[Stop] = []
    for at, office in enumerate(levels):
        own = [rule for rule in signs if _stands_at(rule, levels) == at and rule.organization_id != office.pk]
        stops += _stage(len({stop.position for stop in stops}), office, own, is_final=at == len(levels) - 1)
    return stops


def _unskipped(levels: Sequence[Organization], rules: Iterable[RouteRule]) -> list[Organization]:
    """Without the levels that the campaign skips; the issuer always reviews."""
    skipped = {rule.level for rule in rules if rule.act == RouteAct.SKIP}
    return [office for office in levels[:-1] if office.level not in skipped] + list(levels[-1:])


def _concerns(rule: RouteRule, organization: Organization) -> bool:
    """A department signs for those below the organization to which it belongs, never for itself."""
    department = rule.organization
    if department is None or department.closed_on is not None or department.pk == organization.pk:
        return False
    above = department.ancestor_paths()
    return not above or organization.path.startswith(above[-1])


def _stands_at(rule: RouteRule, levels: Sequence[Organization]) -> int:
    """At its level, else at the next higher one that reviews, at last at the issuer."""
    wanted = UPWARDS.index(Level(rule.level))
    reached = (at for at, office in enumerate(levels) if UPWARDS.index(Level(office.level)) >= wanted)
    return next(reached, len(levels) - 1)


def _stage(before: int, office: Organization, rules: Iterable[RouteRule], *, is_final: bool) -> list[Stop]:
    """The departments that sign first, one after the other, then the level with those beside it."""
    chosen = sorted(rules, key=lambda rule: rule.pk)
    first = [rule for rule in chosen if rule.mode == CountersignMode.IN_TURN]
    beside = [rule for rule in chosen if rule.mode == CountersignMode.PARALLEL]
    stops = [Stop(before + n, 0, StepKind.COUNTERSIGN, rule.organization) for n, rule in enumerate(first, 1)]  # type: ignore[arg-type]
    position = before + len(first) + 1
    stops.append(Stop(position, 0, StepKind.LEVEL, office, is_final))
    stops += [Stop(position, n, StepKind.COUNTERSIGN, rule.organization) for n, rule in enumerate(beside, 1)]  # type: ignore[arg-type]
    return stops

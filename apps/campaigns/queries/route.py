"""The way of an application through the levels as a campaign sets it up, in words that fit every applicant."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from apps.organizations.choices import Level

from ..choices import CountersignMode, RouteAct
from ..models import Campaign, RouteRule

#: Levels from below upwards.
UPWARDS = (Level.GRASSROOTS, Level.TOWNSHIP, Level.DISTRICT, Level.CITY)


@dataclass
class RouteStage:
    """A level that reviews, with the departments that sign before it and beside it."""

    label: str
    level: Level
    is_final: bool = False
    before: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)

    @property
    def act(self) -> str:
        return "审定" if self.is_final else "审核"


@dataclass(frozen=True)
class RouteInWords:
    stages: list[RouteStage]
    skipped: list[str]


def route_in_words(campaign: Campaign) -> RouteInWords:
    """Who reviews in which order. One statement; reads the campaign's organization and scope."""
    rules = list(campaign.route_rules.select_related("organization"))
    skipped = {rule.level for rule in rules if rule.act == RouteAct.SKIP}
    between = [level for level in _between(campaign) if level not in skipped]
    stages = [RouteStage(f"{level.label}党组织", level) for level in between]
    issuer = campaign.organization
    stages.append(RouteStage(issuer.short_name, Level(issuer.level), is_final=True))
    _countersign(stages, rules)
    return RouteInWords(stages, [level.label for level in UPWARDS if level in skipped])


def _between(campaign: Campaign) -> list[Level]:
    """The levels above the lowest applicants and below the issuer; a department of the top leaves the scope's own."""
    lowest = min((UPWARDS.index(Level(level)) for level in campaign.levels), default=0)
    top = UPWARDS.index(Level(campaign.scope.level))
    is_outside = not campaign.scope_path.startswith(campaign.organization.path)
    return list(UPWARDS[lowest + 1 : top + 1 if is_outside else UPWARDS.index(Level(campaign.organization.level))])


def _countersign(stages: list[RouteStage], rules: Iterable[RouteRule]) -> None:
    """Each department at its level, else at the next higher one that reviews, at last at the issuer."""
    for rule in rules:
        if rule.act != RouteAct.COUNTERSIGN or rule.organization is None or rule.organization.closed_on:
            continue
        wanted = UPWARDS.index(Level(rule.level))
        stage = next((each for each in stages if UPWARDS.index(each.level) >= wanted), stages[-1])
        chosen = stage.before if rule.mode == CountersignMode.IN_TURN else stage.beside
        chosen.append(rule.organization.short_name)

"""Rows of mass surveys: how many answered while one runs, what they said once it has ended."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

from apps.core.components.text import date_short

from ..choices import BallotSource, SurveyStatus
from ..models import Ballot, Survey, SurveyCode, SurveySite
from .questionnaire import OVERALL, TEXT
from .results import method_of
from .tallies import EMPTY, MIN_BALLOTS, QuestionResult, added, ballots_of, hidden_below, results_by, shown_of

#: Words of people, at most so many on a page.
MOST_TEXTS = 200


@dataclass
class Turnout:
    """Ballots of one site while the survey runs: by group in words, small numbers hidden."""

    site: SurveySite
    groups: list[str] = field(default_factory=list)
    total: str = ""


@dataclass
class SiteResult:
    """One site of a survey that has ended."""

    site: SurveySite
    ballots: int
    paper: int
    overall: QuestionResult
    #: None without a pass mark or a figure.
    passed: bool | None = None

    @property
    def value(self) -> Decimal | None:
        return self.overall.value


def survey_rows(user: Any) -> QuerySet[Survey]:
    """Surveys of the user's reach with the number of their sites."""
    rows = Survey.objects.visible_to(user).select_related("campaign", "organization")
    found: QuerySet[Survey] = rows.annotate(site_count=Count("sites"))
    return found.order_by("-opens_at", "-pk")


def sites_of(survey: Survey, text: str = "") -> QuerySet[SurveySite]:
    """The survey's sites in the tree's order."""
    rows: QuerySet[SurveySite] = SurveySite.objects.filter(survey=survey).select_related("application__organization")
    if text := text.strip():
        named = Q(application__organization__name__icontains=text)
        rows = rows.filter(named | Q(application__organization__initials__istartswith=text.lower()))
    return rows.order_by("organization_path", "pk")


def turnouts(survey: Survey, sites: Sequence[SurveySite]) -> list[Turnout]:
    """How many ballots came in, for the sites of one page; one statement."""
    rows = Ballot.objects.filter(site__in=[site.pk for site in sites]).order_by()
    counts = {(site, group): count for site, group, count in rows.values_list("site", "group").annotate(n=Count("pk"))}
    found = []
    for site in sites:
        each = [counts.get((site.pk, row["code"]), 0) for row in survey.groups]
        # A total beside all groups but one would tell that one.
        small = any(0 < count < MIN_BALLOTS for count in each)
        total = "" if small and len(each) > 1 else hidden_below(sum(each)) if sum(each) else "0 张"
        found.append(Turnout(site, [hidden_below(count) if count else "0 张" for count in each], total))
    return found


def site_results(survey: Survey, sites: Sequence[SurveySite]) -> list[SiteResult]:
    """What the sites' ballots said, highest satisfaction first; pure once the sites are read."""
    method, floor = method_of(survey), survey.campaign.satisfaction_pass
    found = []
    for site in sites:
        tally = site.tally or EMPTY
        overall = next(row for row in results_by(method, tally) if row.code == OVERALL)
        passed = None if floor is None or overall.value is None else overall.value >= floor
        found.append(SiteResult(site, ballots_of(tally), tally.get("paper", 0), overall, passed))
    return sorted(found, key=lambda row: (row.value is None, -(row.value or 0)))


def whole_results(survey: Survey, sites: Sequence[SurveySite]) -> list[QuestionResult]:
    """All sites of the survey as one: of each site only what its own page shows, so that no difference tells more."""
    method = method_of(survey)
    return results_by(method, added([shown_of(method, site.tally or EMPTY) for site in sites]))


def results_of_site(survey: Survey, site: SurveySite) -> list[QuestionResult]:
    return results_by(method_of(survey), site.tally or EMPTY)


def void_words(survey: Survey, site: SurveySite) -> list[str]:
    """Meetings that were left out, in words."""
    titles = {row["code"]: row["title"] for row in survey.groups}
    return [
        f"{titles.get(group, group)}（{date_short(dt.date.fromisoformat(day))}）收回 {received} 张，多于发出 {issued} 张，该次测评无效，未计入"
        for group, day, issued, received in (site.tally or EMPTY)["void"]
    ]


def words_of(survey: Survey, site: SurveySite) -> list[tuple[str, list[str]]]:
    """What people wrote at a site, by question: nothing before the end, nothing below five, in no order of giving.

    Ballots got new random keys when the survey ended; their order is the order of these.
    """
    found = []
    for row in survey.questions:
        if row["kind"] != TEXT or survey.status != SurveyStatus.CLOSED:
            continue
        said = Ballot.objects.filter(site=site, answers__has_key=row["code"]).order_by("pk")
        for group, day, *_ in (site.tally or EMPTY)["void"]:
            said = said.exclude(source=BallotSource.PAPER, group=group, given_on=day)
        texts = list(said.values_list(KeyTextTransform(row["code"], "answers"), flat=True)[:MOST_TEXTS])
        found.append((row["title"], texts if len(texts) >= MIN_BALLOTS else []))
    return found


def code_counts(survey: Survey, site: SurveySite) -> list[tuple[str, int, str]]:
    """By group: title, codes issued, codes used in words."""
    rows = SurveyCode.objects.filter(site=site).order_by().values_list("group").annotate(
        all=Count("pk"), used=Count("pk", filter=Q(used=True))
    )  # fmt: skip
    counts = {group: (issued, used) for group, issued, used in rows}
    found = []
    for row in survey.groups:
        issued, used = counts.get(row["code"], (0, 0))
        found.append((row["title"], issued, hidden_below(used) if used else "0 张"))
    return found

"""Places and grades of evaluations in memory, by the engine's ``rank``; nothing is stored here."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from apps.campaigns.models import Campaign
from apps.standards.engine import Contender, GradeBand, RankRules, Standing, rank
from apps.standards.queries import engine_version

from ..models import Evaluation

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def rows_to_place(campaign: Campaign) -> list[Evaluation]:
    """All evaluations of a campaign with what places and grades are given by. One statement."""
    related = ("application__standard_version", "application__organization")
    return list(Evaluation.objects.filter(campaign=campaign).select_related(*related).defer("inputs"))


def place(rows: Sequence[Evaluation]) -> None:
    """Places in each quota group, then the grades of each standard within their shares; all rows of a campaign.

    Ties are broken by the organizational score, then satisfaction, then earlier submission (domain:
    Evaluation). Rows frozen by a notice keep place and grade; their grades still use up shares.
    """
    running = [row for row in rows if row.frozen_at is None]
    places = rank(contender(row) for row in running).by_key
    for row in running:
        row.rank = places[row.pk].place
    _grade(rows)


def contender(row: Evaluation, *, frozen_grade: bool = False, by_hour: bool = True) -> Contender:
    """One evaluation as the engine ranks it.

    Args:
        by_hour: whether the earlier submission breaks a tie. It does for places; a grade's quota waits for a decision.
    """
    submitted = row.application.submitted_at
    earlier = None if submitted is None else Decimal(-((submitted - EPOCH) // dt.timedelta(microseconds=1)))
    return Contender(
        key=row.pk,
        score=row.total,
        tie_breakers=(row.organization_score, row.mass_score, *([earlier] if by_hour else [])),
        group=row.quota_group,
        eligible=row.eligible,
        grade=row.merit_grade,
        decision=row.grade if frozen_grade else row.given_grade,
    )


def _grade(rows: Iterable[Evaluation]) -> None:
    by_version = defaultdict(list)
    for row in rows:
        by_version[row.application.standard_version_id].append(row)
    for found in by_version.values():
        ladder = engine_version(found[0].application.standard_version).whole.ladder
        if ladder:
            _grade_version(found, ladder)


def _grade_version(rows: list[Evaluation], ladder: tuple[GradeBand, ...]) -> None:
    contenders = [contender(row, frozen_grade=row.frozen_at is not None, by_hour=False) for row in rows]
    standings = rank(contenders, RankRules(ladder)).by_key
    titles = {band.code: band.title for band in ladder}
    for row in rows:
        if row.frozen_at is None:
            _set_grade(row, standings[row.pk], titles)


def _set_grade(row: Evaluation, standing: Standing, titles: dict[str, str]) -> None:
    row.tied_for = standing.tied_for
    if not row.merit_grade and not row.given_grade:
        return  # open, or none: the note of the evaluation stays
    row.grade = standing.grade
    row.grade_title = titles.get(standing.grade, "")
    row.grade_note = ""
    if standing.tied_for:
        row.grade_note = f"与他人同分，跨“{titles[standing.tied_for]}”名额线，须作出决定"
    elif row.given_grade:
        row.grade_note = "由人工确定"
    elif standing.grade != standing.merit:
        row.grade_note = f"达到{titles[standing.merit]}，名额已满"

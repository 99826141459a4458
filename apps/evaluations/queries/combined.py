"""Combined scores, places and grades as they would stand if applications were under another version."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from decimal import Decimal

from apps.applications.models import Application
from apps.applications.queries.assessment_inputs import assessment_of
from apps.campaigns.models import Campaign
from apps.standards.engine import Inputs, evaluate_version, rounded
from apps.standards.models import StandardVersion
from apps.standards.queries import engine_version

from .. import inputs
from ..combining import kept
from ..models import Evaluation
from .figures import figures_of
from .placing import place, rows_to_place
from .scores import READY, group_limits

#: What the move computes anew for an evaluation, beside place and grade.
FIGURES = (
    "self_score", "mass_score", "organization_score", "total", "eligible", "reasons", "quota_group", "merit_grade",
    "grade", "grade_title", "grade_note",
)  # fmt: skip


@dataclass(frozen=True)
class CombinedChange:
    """One evaluation as it stands and as it would stand."""

    before: Evaluation
    after: Evaluation

    @property
    def application(self) -> Application:
        return self.before.application

    @property
    def difference(self) -> Decimal | None:
        """Of the totals as shown; None where one of them is missing."""
        was, now = self.before.total, self.after.total
        return None if was is None or now is None else rounded(now) - rounded(was)

    @property
    def total_changes(self) -> bool:
        return self.difference != 0 and self.before.total != self.after.total

    @property
    def grade_changes(self) -> bool:
        return self.grade_before != self.grade_after

    @property
    def grade_before(self) -> str:
        return self.before.grade_title or self.before.grade_note

    @property
    def grade_after(self) -> str:
        return self.after.grade_title or self.after.grade_note

    @property
    def rank_changes(self) -> bool:
        return self.before.rank != self.after.rank

    @property
    def fitness_changes(self) -> bool:
        """Whether it may be named becomes another."""
        return self.before.eligible != self.after.eligible

    @property
    def changes(self) -> bool:
        return self.total_changes or self.grade_changes or self.rank_changes or self.fitness_changes


def combined_changes(
    campaign: Campaign, applications: Sequence[Application], version: StandardVersion, read: Mapping[int, Inputs]
) -> tuple[CombinedChange, ...]:
    """Every evaluation of the campaign before and after, those of others too: their places may change.

    Args:
        applications: those that would move, with organization and self-assessment loaded.
        read: what their self-assessments would read, by application.
    """
    rows = rows_to_place(campaign)
    known = {row.application_id: row for row in rows}
    scored = [_under(row, campaign, version, read) for row in applications if row.pk in known and row.status in READY]
    figures = _figures(campaign, scored, known, read, [row.pk for row in applications])
    after = [_restated(row, figures.get(row.application_id)) for row in rows]
    place(after)
    return tuple(map(CombinedChange, rows, after))


def _under(
    application: Application, campaign: Campaign, version: StandardVersion, read: Mapping[int, Inputs]
) -> Application:
    """A copy that stands under the version, its self-assessment scored by it."""
    moved = copy(application)
    moved.campaign, moved.standard_version = campaign, version
    assessment = assessment_of(application)
    if assessment is not None and application.pk in read:
        score = evaluate_version(engine_version(version), read[application.pk]).score
        moved.self_assessment = copy(assessment)
        moved.self_assessment.score = None if score is None else kept(score)
    return moved


def _figures(
    campaign: Campaign,
    scored: Sequence[Application],
    known: Mapping[int, Evaluation],
    read: Mapping[int, Inputs],
    joining: Sequence[int],
) -> dict[int, Evaluation]:
    if not scored:
        return {}
    said, limits = inputs.people_said(scored, known), group_limits(campaign)
    return {
        application.pk: figures_of(application, found, said.satisfaction.get(application.pk), limits)
        for application, found in inputs.organization_inputs(scored, said, read, joining)
    }


def _restated(row: Evaluation, figures: Evaluation | None) -> Evaluation:
    after = copy(row)
    if figures is not None:
        after.application = figures.application
        for name in FIGURES:
            setattr(after, name, getattr(figures, name))
    return after

"""What a campaign's move to another version of its standard would change, before anybody decides it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q

from apps.applications.models import Application
from apps.applications.queries import Leaves, compared_leaves_of, moved_inputs
from apps.applications.queries.application import DROPPED
from apps.campaigns.models import Campaign, CampaignStandard
from apps.standards.choices import VersionStatus
from apps.standards.engine import VersionOutcome, evaluate_version
from apps.standards.models import StandardVersion
from apps.standards.queries import engine_version

from .combined import CombinedChange, combined_changes


@dataclass(frozen=True)
class ScoreChange:
    """One self-assessment by the old version and by the new one."""

    application: Application
    before: VersionOutcome
    after: VersionOutcome
    answers: int
    carried: int
    signed: bool

    @property
    def difference(self) -> Decimal | None:
        """Of the figures as shown, so that the table adds up; None where one of them is missing."""
        was, now = self.before.shown_score, self.after.shown_score
        return None if was is None or now is None else now - was

    @property
    def result_changes(self) -> bool:
        """Whether the grade or the pass becomes another."""
        return results_of(self.before) != results_of(self.after)

    @property
    def changes(self) -> bool:
        return self.before.shown_score != self.after.shown_score or self.result_changes

    @property
    def result_before(self) -> str:
        return results_of(self.before)

    @property
    def result_after(self) -> str:
        return results_of(self.after)


@dataclass(frozen=True)
class Effect:
    """The whole effect: every self-assessment, every combined score, and the leaves by which the versions differ."""

    standard: CampaignStandard
    version: StandardVersion
    leaves: Leaves
    affected: int
    rows: tuple[ScoreChange, ...]
    combined: tuple[CombinedChange, ...] = ()

    @property
    def moving(self) -> list[CombinedChange]:
        """Whose total, grade, place or fitness to be named becomes another."""
        return [row for row in self.combined if row.changes]

    @property
    def changing(self) -> list[ScoreChange]:
        return [row for row in self.rows if row.changes]

    @property
    def rising(self) -> int:
        return sum((row.difference or 0) > 0 for row in self.rows)

    @property
    def falling(self) -> int:
        return sum((row.difference or 0) < 0 for row in self.rows)

    @property
    def answers(self) -> int:
        return sum(row.answers for row in self.rows)

    @property
    def carried(self) -> int:
        return sum(row.carried for row in self.rows)


def results_of(outcome: VersionOutcome) -> str:
    """The grade, else whether it passes; empty for a standard that knows neither, or while it is open."""
    if outcome.grade is not None:
        return outcome.grade.title
    if outcome.version is not None and outcome.version.is_gate:
        return {True: "达标", False: "未达标", None: "待定"}[outcome.passed]
    return ""


def choices_for_moving(campaign: Campaign) -> list[tuple[CampaignStandard, list[StandardVersion]]]:
    """Each standard of the campaign with the versions that it may take, newest first. Two queries."""
    rows = list(campaign.standards.select_related("version__standard"))
    used = [row.version.standard_id for row in rows]
    found = StandardVersion.objects.for_campaign(campaign).filter(status=VersionStatus.PUBLISHED)
    found = found.filter(Q(standard__in=used) | Q(standard__base__in=used)).select_related("standard")
    offered = list(found.order_by("standard__base_id", "standard_id", "-number"))
    return [(row, [version for version in offered if follows(version, row.version)]) for row in rows]


def follows(version: StandardVersion, held: StandardVersion) -> bool:
    """A newer version of the same standard, or an adaptation of it."""
    if version.standard_id == held.standard_id:
        return version.number > held.number
    return version.standard.base_id == held.standard_id


def affected_by(standard: CampaignStandard) -> Any:
    """The running applications that stand under a row of the campaign's standards."""
    rows = Application.objects.filter(campaign=standard.campaign_id, standard_version=standard.version_id)
    rows = rows.exclude(status__in=DROPPED)
    others = CampaignStandard.objects.filter(campaign=standard.campaign_id, version=standard.version_id)
    others = others.exclude(pk=standard.pk)
    if not standard.sector:
        return rows.exclude(organization__sector__in=others.values("sector"))
    # Where two rows hold one version the sector decides; alone, the row has all who stand under it.
    return rows.filter(organization__sector=standard.sector) if others.exists() else rows


def effect_of_moving(campaign: Campaign, standard: CampaignStandard, version: StandardVersion) -> Effect:
    """Scores before and after for everybody with a self-assessment; the statements do not grow with them."""
    related = ("organization", "self_assessment")
    applications = list(affected_by(standard).select_related(*related).order_by("organization_path", "pk"))
    old, new = engine_version(standard.version), engine_version(version)
    moved = moved_inputs(applications, standard.version, version)
    rows = tuple(
        ScoreChange(
            each.application,
            evaluate_version(old, each.before),
            evaluate_version(new, each.after),
            each.answers,
            each.carried,
            each.signed,
        )
        for each in moved
    )
    combined = combined_changes(campaign, applications, version, {each.application.pk: each.after for each in moved})
    leaves = compared_leaves_of(old, new)
    return Effect(
        standard, version, leaves, len(applications), tuple(sorted(rows, key=_loss)), tuple(sorted(combined, key=_loss))
    )


def _loss(row: ScoreChange | CombinedChange) -> tuple[bool, Decimal]:
    """Those who lose most first."""
    return row.difference is None, row.difference or Decimal(0)

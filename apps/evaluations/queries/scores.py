"""Reading for the board: inputs, outcomes, groups and the cut line."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Sum

from apps.applications.models import Application, Response
from apps.applications.queries.assessment_inputs import assessment_of, is_signed
from apps.campaigns.choices import QuotaDimension
from apps.campaigns.models import Campaign
from apps.core.models import StateChange
from apps.organizations.choices import Sector
from apps.standards.engine import (
    STATE_LABELS,
    VERDICT_LABELS,
    Contender,
    Inputs,
    QuotaUse,
    RankRules,
    State,
    VersionOutcome,
    evaluate_version,
    rank,
    thaw,
)
from apps.standards.models import StandardVersion
from apps.standards.queries import engine_version

from ..choices import Decision, NoticeStatus, RunStatus
from ..combining import Parts, Weights
from ..models import Evaluation, NoticeEntry, ScoringRun

READY = ("inspected", "scored")
#: Notices that hold their sites: a site is named by one of them at a time.
NAMING = (NoticeStatus.DRAFT, NoticeStatus.PUBLISHED)


def awaiting_score(campaign: Campaign) -> Any:
    """Applications of the campaign that were inspected and may be scored (again)."""
    related = ("organization", "campaign", "standard_version", "self_assessment")
    return campaign.applications.filter(status__in=READY).select_related(*related)


def running_of(campaign: Campaign) -> ScoringRun | None:
    """The computation of scores that is under way."""
    return ScoringRun.objects.filter(campaign=campaign, status=RunStatus.RUNNING).first()


def newest_run(campaign: Campaign) -> ScoringRun | None:
    """The run under way, else the one before."""
    return campaign.scoring_runs.order_by("-pk").first()


def scored_so_far(run: ScoringRun) -> int:
    """How many applications a run has scored."""
    return run.chunks.exclude(finished_at=None).aggregate(done=Sum("size"))["done"] or 0


def why_failed(run: ScoringRun) -> str:
    """The sentence with which a run ended."""
    failure = StateChange.objects.of(run).filter(verb="fail").last()
    return failure.reason if failure else ""


def to_publicise(campaign: Campaign) -> Any:
    """Scores proposed for naming that no draft and no running notice names yet."""
    rows = Evaluation.objects.filter(campaign=campaign, decision=Decision.PROPOSED, application__status="scored")
    return rows.exclude(application__notice_entries__notice__status__in=NAMING)


def organization_outcome(application: Application, inputs: Inputs) -> VersionOutcome:
    return evaluate_version(engine_version(application.standard_version), inputs)


def frozen_outcome(evaluation: Evaluation) -> VersionOutcome | None:
    """The outcome tree again, from the frozen inputs alone."""
    frozen = evaluation.inputs.get("organization")
    if not frozen:
        return None
    return evaluate_version(engine_version(evaluation.application.standard_version), thaw(frozen))


def weights_of(campaign: Campaign) -> Weights:
    return Weights(campaign.weight_self, campaign.weight_mass, campaign.weight_organization)


def parts_of(application: Application, outcome: VersionOutcome, satisfied: Decimal | None) -> Parts:
    """The three scores; the self score is the one signed at submission."""
    assessment = getattr(application, "self_assessment", None)
    return Parts(assessment.score if assessment else None, satisfied, outcome.score)


@dataclass
class Group:
    """One quota group of the board: who stands in it, and how many places there are."""

    code: str
    label: str
    limit: int | None
    rows: list[Evaluation] = field(default_factory=list)
    unranked: list[Evaluation] = field(default_factory=list)
    uses: list["GradeUse"] = field(default_factory=list)

    @property
    def has_grades(self) -> bool:
        return any(row.grade_title or row.grade_note for row in [*self.rows, *self.unranked])

    @property
    def ties(self) -> list[Evaluation]:
        """Equal scores on the boundary of a grade's share, which wait for a decision."""
        return [row for row in self.rows if row.tied_for]

    @property
    def proposed(self) -> int:
        return sum(row.decision == "proposed" for row in self.rows)

    @property
    def left(self) -> int | None:
        """Places that earlier notices left; None without a bound."""
        frozen = sum(row.decision == Decision.PROPOSED for row in self.rows if row.frozen_at is not None)
        return None if self.limit is None else self.limit - frozen

    def last_place(self, row: Evaluation) -> int:
        """The place that the last of all who share a running row's rank takes."""
        return (row.rank or 0) + sum(each.rank == row.rank for each in self.rows if each.frozen_at is None) - 1

    @property
    def across(self) -> list[Evaluation]:
        """Equal ranks on both sides of the last place that wait for a decision while a place is free."""
        left = self.left
        if left is None or self.limit is None or self.proposed >= self.limit:
            return []
        running = (row for row in self.rows if row.frozen_at is None and row.decision == Decision.PENDING)
        return [row for row in running if (row.rank or 0) <= left < self.last_place(row)]

    @property
    def unpublished(self) -> int:
        """Proposed for naming and in no draft and no running notice yet; for rows of :func:`board`."""
        return sum(
            row.decision == Decision.PROPOSED and row.application.status == "scored" and not row.in_notice  # type: ignore[attr-defined]
            for row in [*self.rows, *self.unranked]
        )

    @property
    def cut_line(self) -> Evaluation | None:
        """The first row outside the quota."""
        return next((row for row in self.rows if self.limit is not None and (row.rank or 0) > self.limit), None)

    @property
    def cut_score(self) -> Decimal | None:
        """The lowest total inside the quota."""
        inside = [row.total for row in self.rows if self.limit is None or (row.rank or 0) <= self.limit]
        return min((total for total in inside if total is not None), default=None)


def group_limits(campaign: Campaign) -> dict[str, int]:
    """Places per quota group: by sector where the campaign has sector quotas, else in total (key ``""``)."""
    quotas = campaign.quotas.all()
    by_sector = {quota.sector: quota.limit for quota in quotas if quota.dimension == QuotaDimension.SECTOR}
    if by_sector:
        return by_sector
    total = next((quota.limit for quota in quotas if quota.dimension == QuotaDimension.TOTAL), None)
    return {} if total is None else {"": total}


def total_limit(campaign: Campaign) -> int | None:
    """Places of the whole campaign; None without a bound."""
    return next((quota.limit for quota in campaign.quotas.all() if quota.dimension == QuotaDimension.TOTAL), None)


def _with_versions(campaign: Campaign, rows: list[Any]) -> list[Any]:
    """The rows with the campaign and the few versions that all of them share, read once instead of joined to each."""
    ids = {row.application.standard_version_id for row in rows}
    versions = StandardVersion.objects.select_related("standard").in_bulk(ids)
    for row in rows:
        row.campaign = row.application.campaign = campaign
        row.application.standard_version = versions[row.application.standard_version_id]
    return rows


def board(campaign: Campaign) -> list[Group]:
    """The ranked board by quota group, best first; the ineligible stand apart with their reasons."""
    limits = group_limits(campaign)
    labels = dict(Sector.choices)
    groups: dict[str, Group] = {}
    noticed = NoticeEntry.objects.filter(application=OuterRef("application"), notice__status__in=NAMING)
    rows = Evaluation.objects.filter(campaign=campaign).select_related("application__organization").defer("inputs")
    evaluations = _with_versions(campaign, list(rows.annotate(in_notice=Exists(noticed))))
    for evaluation in evaluations:
        code = evaluation.quota_group
        group = groups.setdefault(code, Group(code, labels.get(code, "全部领域"), limits.get(code)))
        (group.rows if evaluation.rank else group.unranked).append(evaluation)
    uses = grade_uses(evaluations)
    for code, group in groups.items():
        group.uses = uses.get(code, [])
    return [groups[code] for code in sorted(groups)]


@dataclass(frozen=True)
class ComparedLeaf:
    """One leaf with the branch's own points beside what the assessment gave."""

    code: str
    section: str
    title: str
    clause: str
    self_points: Decimal | None
    outcome: Any
    #: Two places, such that the leaves add up to the sums above them.
    points: Decimal = Decimal(0)

    @property
    def scored(self) -> bool:
        """Whether the leaf carries points; of the others only the verdict means something."""
        outcome = self.outcome
        return bool(outcome.max or outcome.extra or outcome.points or self.self_points or self.spared)

    @property
    def spared(self) -> bool:
        """Whether it carries points and earns none because it does not apply: shown as such, and not as zero."""
        outcome = self.outcome
        return outcome.state is State.NOT_APPLICABLE and bool(outcome.full) and not outcome.points

    @property
    def verdict_words(self) -> str:
        """The verdict, or why there is none."""
        verdict = self.outcome.verdict
        return STATE_LABELS[self.outcome.state] if verdict is None else VERDICT_LABELS[verdict]

    @property
    def difference(self) -> Decimal | None:
        """Assessment minus self; None while either has no figure."""
        return None if self.self_points is None else self.points - self.self_points


def compared_leaves(evaluation: Evaluation, outcome: VersionOutcome | None) -> list[ComparedLeaf]:
    """All leaves in order, self beside assessment."""
    if outcome is None:
        return []
    own, shown = _own_points(evaluation.application), outcome.shown_points()
    return [
        ComparedLeaf(
            leaf.code,
            section.title,
            leaf.title,
            getattr(leaf.criterion, "clause", ""),
            own.get(leaf.code),
            leaf,
            shown[leaf.code],
        )
        for section in outcome.children
        for leaf in section.leaves()
    ]


def _own_points(application: Application) -> dict[str, Decimal | None]:
    """What the branch gave itself, by leaf, as its own pages show it."""
    assessment = assessment_of(application)
    if assessment is None or not is_signed(assessment):
        responses = Response.objects.filter(self_assessment__application=application)
        return dict(responses.values_list("criterion__code", "points"))
    outcome = evaluate_version(engine_version(application.standard_version), thaw(assessment.inputs))
    shown = outcome.shown_points()
    decided = (State.SCORED, State.NOT_APPLICABLE)
    return {leaf.code: shown[leaf.code] for leaf in outcome.leaves() if leaf.state in decided}


def veto_choices(evaluation: Evaluation) -> list[tuple[str, str]]:
    """The vetoes of the standard, by code and title with their effect."""
    rules = engine_version(evaluation.application.standard_version).whole.vetoes
    return [(rule.code, rule.title) for rule in rules]


def grade_choices(evaluation: Evaluation) -> list[tuple[str, str]]:
    """The grades of the standard, best first."""
    ladder = engine_version(evaluation.application.standard_version).whole.ladder
    return [(band.code, band.title) for band in ladder]


@dataclass(frozen=True)
class GradeUse:
    """How one grade's share is used in one group of the board."""

    standard: str
    grade: str
    use: QuotaUse
    hard: bool

    @property
    def percent(self) -> Decimal:
        """The share in per cent."""
        return (self.use.share * 100).normalize()


def grade_uses(rows: Iterable[Evaluation]) -> dict[str, list[GradeUse]]:
    """Quota shares of grades by quota group, for rows with their standard version loaded."""
    by_version: dict[int, list[Evaluation]] = {}
    for row in rows:
        by_version.setdefault(row.application.standard_version_id, []).append(row)
    found: dict[str, list[GradeUse]] = {}
    for members in by_version.values():
        version = members[0].application.standard_version
        ladder = engine_version(version).whole.ladder
        titles = {band.code: band.title for band in ladder}
        contenders = [
            Contender(row.pk, row.total, group=row.quota_group, eligible=row.eligible, decision=row.grade)
            for row in members
        ]
        for use in rank(contenders, RankRules(ladder)).quotas:
            item = GradeUse(version.standard.name, titles[use.grade], use, use.hard)
            found.setdefault(use.group, []).append(item)
    return found

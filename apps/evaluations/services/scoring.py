"""Combine the three scores, rank within quotas, take decisions. Frozen once publicised."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import JSONField, Value

from apps.applications.models import Application
from apps.applications.services import move_applications
from apps.campaigns.models import Campaign
from apps.core.exceptions import Invalid, OutOfTurn, QuotaFull
from apps.core.states import record
from apps.core.verdicts import Acting, require

from .. import inputs, queries
from ..choices import Decision
from ..combining import Parts, Weights, combine
from ..models import Evaluation
from ..rules import can_evaluate
from .ranking import rank_campaign


@transaction.atomic
def compute_evaluations(*, actor: Any, campaign: Campaign) -> list[Evaluation]:
    """Score every inspected application of the campaign anew, rank them all and give the grades.

    Decisions already taken stay; evaluations frozen by a public notice are not touched.

    Raises:
        Refused: not the issuer's office, or outside the assessment phase. OutOfTurn: a run is under way.
    """
    acting = require(can_evaluate(actor, campaign))
    lock_scores(campaign)
    score_applications(campaign, list(queries.awaiting_score(campaign)), acting)
    rank_campaign(campaign)
    return list(Evaluation.objects.filter(campaign=campaign).for_table())


def lock_scores(campaign: Campaign) -> None:
    """One act on the scores of a campaign at a time, and none while they are being computed.

    Raises:
        OutOfTurn: a run is under way.
    """
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    if queries.running_of(campaign) is not None:
        raise OutOfTurn("正在计算得分，请等待完成或先取消。")


def score_applications(campaign: Campaign, applications: list[Application], acting: Acting) -> None:
    """Evaluate these applications from what is known now; the number of statements does not grow with them.

    A figure that stays is not written again. What moves for the first time from inspected to scored writes
    its own step of the chain.
    """
    known = {row.application_id: row for row in Evaluation.objects.filter(application__in=applications).defer("inputs")}
    for application in applications:
        application.campaign = campaign
    said = inputs.people_said(applications, known)
    limits = queries.group_limits(campaign)
    changed = []
    for application, read in inputs.organization_inputs(applications, said):
        row = queries.figures_of(application, read, said.satisfaction.get(application.pk), limits)
        before = known.get(application.pk)
        if before is None or any(getattr(row, name) != getattr(before, name) for name in COMPARED):
            changed.append(row)
    _store(changed)
    move_applications([row for row in applications if row.status != "scored"], "score", acting=acting)


#: What tells whether a score is another one; the digest stands for everything that was read.
COMPARED = [
    "campaign_id", "organization_path", "self_score", "mass_score", "organization_score", "total", "eligible",
    "reasons", "quota_group", "digest", "merit_grade",
]  # fmt: skip
#: What a computation writes. Place, grade within the shares and decisions are others' business.
FIGURES = [
    "campaign", *COMPARED[1:], "inputs", "grade", "grade_title", "grade_note", "tied_for", "rank", "computed_at",
]  # fmt: skip


def _store(rows: list[Evaluation]) -> None:
    """New rows are inserted, known ones updated, in one statement each piece.

    The large inputs are handed over as expressions: as one array of all rows, which Django makes of literals,
    their text would be escaped once more, character by character.
    """
    for row in rows:
        row.inputs = Value(row.inputs, JSONField())
    Evaluation.objects.bulk_create(
        rows, batch_size=200, update_conflicts=True, unique_fields=["application"], update_fields=FIGURES
    )


@transaction.atomic
def propose_by_quota(*, actor: Any, campaign: Campaign) -> int:
    """Propose everybody ranked inside the quota of their group who was not decided by hand.

    Returns the number of proposals. Equal ranks across the cut line stay undecided: they need a
    recorded decision (practice B12).
    """
    acting = require(can_evaluate(actor, campaign))
    lock_scores(campaign)
    proposed = 0
    for group in queries.board(campaign):
        for row in group.rows:
            if row.decision == Decision.PENDING and row.frozen_at is None and _inside(row, group):
                _set(row, Decision.PROPOSED, "按名次在名额以内", acting)
                proposed += 1
    _check_total(campaign)
    return proposed


def _inside(row: Evaluation, group: queries.Group) -> bool:
    """Ranked within the places left by earlier notices, with everybody who shares the rank; and one is free."""
    if group.limit is None or group.left is None:
        return True
    return group.last_place(row) <= group.left and group.proposed < group.limit


@transaction.atomic
def decide(*, actor: Any, evaluation: Evaluation, decision: str, reason: str) -> Evaluation:
    """Propose or pass over one application by hand, with the reason.

    Raises:
        OutOfTurn: already publicised. Invalid: no reason, or proposing an ineligible one.
        QuotaFull: the group's or the campaign's places are all taken.
    """
    acting = require(can_evaluate(actor, evaluation.campaign))
    lock_scores(evaluation.campaign)
    evaluation.refresh_from_db()
    if evaluation.frozen_at is not None:
        raise OutOfTurn("已进入公示，不能再调整；如需调整请先撤销公示。")
    if not reason.strip():
        raise Invalid("请填写拟办理由。", code="reason_missing")
    if decision == Decision.PROPOSED and not evaluation.eligible:
        raise Invalid("不符合命名条件，不能拟命名：" + "".join(evaluation.reasons))
    _set(evaluation, decision, reason, acting)
    _check_group(evaluation)
    _check_total(evaluation.campaign)
    return evaluation


def _set(evaluation: Evaluation, decision: str, reason: str, acting: Acting) -> None:
    evaluation.decision = decision
    evaluation.decision_reason = reason.strip()
    evaluation.decided_by = acting.user
    evaluation.save(update_fields=["decision", "decision_reason", "decided_by"])
    record(evaluation, "decide", acting=acting, reason=reason, target=decision)


def _check_group(evaluation: Evaluation) -> None:
    limit = queries.group_limits(evaluation.campaign).get(evaluation.quota_group)
    proposed = Evaluation.objects.filter(
        campaign=evaluation.campaign, quota_group=evaluation.quota_group, decision=Decision.PROPOSED
    ).count()
    if limit is not None and proposed > limit:
        raise QuotaFull(f"本组名额 {limit} 个已全部拟定，不能再增加。")


def _check_total(campaign: Campaign) -> None:
    limit = queries.total_limit(campaign)
    proposed = Evaluation.objects.filter(campaign=campaign, decision=Decision.PROPOSED).count()
    if limit is not None and proposed > limit:
        raise QuotaFull(f"活动总名额为 {limit} 个，拟命名 {proposed} 个，已超出。")


def recompute(evaluation: Evaluation) -> Decimal | None:
    """The total again, from the frozen inputs alone; equals ``evaluation.total`` to the last place.

    The parts of self-assessment and mass survey are figures; the organizational part is evaluated anew.
    """
    outcome = queries.frozen_outcome(evaluation)
    self_score, mass_score, _ = (None if part is None else Decimal(part) for part in evaluation.inputs["parts"])
    parts = Parts(self_score, mass_score, outcome.score if outcome else None)
    weights = Weights(*(Decimal(weight) for weight in evaluation.inputs["weights"]))
    return combine(parts, weights)

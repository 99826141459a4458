"""择优推荐: each office puts its candidates in order and recommends from the top."""

from collections.abc import Sequence

from django.db import transaction

from apps.accounts.models import User
from apps.campaigns.models import Campaign
from apps.core.exceptions import Invalid, OutOfTurn, StaleVersion
from apps.core.states import record
from apps.core.verdicts import require
from apps.organizations.models import Organization

from ... import rules
from ...choices import StepKind, StepStatus
from ...models import Application, ReviewStep
from ...queries.ranking import candidates_of, free_ranks

#: What an office still has to decide or keeps in reserve stands in its order.
RANKED = (StepStatus.PENDING, StepStatus.RESERVED)


@transaction.atomic
def rank_candidates(
    *, actor: User, campaign: Campaign, organization: Organization, order: Sequence[int], seen: str
) -> None:
    """Put the office's candidates in order.

    Args:
        order: keys of the steps, the best first; all candidates, each once.
        seen: ``queries.ranking.digest_of`` the order that was read.

    Raises:
        Refused: not the office. Invalid: a candidate is missing or named twice.
        StaleVersion: a colleague ordered them, or one came or went meanwhile.
    """
    acting = require(rules.can_rank(actor, campaign, organization))
    Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    candidates = candidates_of(campaign, organization)
    steps = {step.pk: step for step in candidates}
    if digest_of(candidates) != seen:
        raise StaleVersion("候选名单或排序刚有变动，您的排序没有覆盖，请刷新后再排。")
    if sorted(order) != sorted(steps):
        raise Invalid("排序应包括全部候选，每个一次，请刷新后再排。")
    ranks = dict(zip(order, free_ranks(campaign, organization, len(order)), strict=True))
    changed = [step for pk, step in steps.items() if step.rank != ranks[pk]]
    for step in changed:
        step.rank = ranks[step.pk]
    ReviewStep.objects.bulk_update(changed, ["rank"])
    for step in changed:
        record(step, "rank", acting=acting, reason=f"排在第 {step.rank} 位，共 {len(order)} 个候选")


def digest_of(candidates: Sequence[ReviewStep]) -> str:
    """Tells two orders of candidates apart."""
    return ".".join(f"{step.pk}:{step.rank or 0}" for step in candidates)


def check_rank(row: Application, step: ReviewStep) -> None:
    """In a campaign that wants the best, nobody is recommended before those whom the office ranked better.

    Raises:
        OutOfTurn: it has no rank yet, or a better one still waits.
    """
    if not row.campaign.ranked:
        return
    if step.rank is None:
        raise OutOfTurn("本活动择优推荐，请先对本级候选排序，再从前往后推荐。")
    better = ReviewStep.objects.filter(
        application__campaign=row.campaign,
        organization=step.organization,
        kind=StepKind.LEVEL,
        status=StepStatus.PENDING,
        rank__lt=step.rank,
    )
    first = better.select_related("application__organization").order_by("rank").first()
    if first is not None:
        raise OutOfTurn(f"本活动择优推荐，排在前面的“{first.application}”（第 {first.rank} 位）尚未办理。")

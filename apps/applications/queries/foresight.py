"""What a decision over many applications would bring about, row by row, before anything is done."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from apps.campaigns.choices import QuotaDimension
from apps.campaigns.models import Quota

from .. import rules
from ..choices import BatchVerb, StepKind, StepStatus
from ..models import ReviewStep
from .application import COUNTED, DROPPED

WORDS = {
    BatchVerb.RETURN: "退回申报单位修改，再次提交后回到本级",
    BatchVerb.REJECT: "不予推荐，本次申报终止",
    BatchVerb.RESERVE: "列为备选，有名额空出时提醒本级决定",
}


@dataclass(frozen=True)
class Foreseen:
    """One row of a selection: whether it may be done, and what would come of it or why not."""

    step: ReviewStep
    may: bool
    told: str


def foreseen(user: Any, steps: Sequence[ReviewStep], verb: str) -> list[Foreseen]:
    """What would come of each, in the order in which they are worked off: the office's own order, then by arrival.

    Four statements for any number of rows.

    Args:
        steps: with application, its campaign with phases, and organizations at hand.
    """
    ordered = sorted(steps, key=lambda step: (step.rank is None, step.rank or 0, step.pending_since, step.pk))
    if verb != BatchVerb.RECOMMEND:
        return [_one(user, step, verb) for step in ordered]
    shares, following = _Shares(ordered), _following(ordered)
    return [_recommended(user, step, shares, following) for step in ordered]


def _one(user: Any, step: ReviewStep, verb: str) -> Foreseen:
    verdict = rules.can_review(user, step)
    if not verdict:
        return Foreseen(step, False, verdict.reason)
    if step.kind == StepKind.COUNTERSIGN and verb != BatchVerb.RETURN:
        return Foreseen(step, False, "会签意见请单独办理：同意、不同意或退回。")
    return Foreseen(step, True, WORDS[BatchVerb(verb)])


def _recommended(user: Any, step: ReviewStep, shares: "_Shares", following: Mapping[int, str]) -> Foreseen:
    verdict = rules.can_review(user, step)
    reason = verdict.reason if not verdict else shares.why_not(step)
    if reason:
        return Foreseen(step, False, reason)
    shares.take(step)
    if step.is_final:
        return Foreseen(step, True, "同意创建，占用 1 个名额")
    word = "会签同意" if step.kind == StepKind.COUNTERSIGN else "推荐"
    names = following[step.pk]
    return Foreseen(step, True, f"{word}，转{names}" if names else word)


def _following(steps: Sequence[ReviewStep]) -> dict[int, str]:
    """To whom each goes on."""
    rows = ReviewStep.objects.filter(application__in={step.application_id for step in steps})
    above: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    ladder = rows.order_by("position", "branch").values_list("application_id", "position", "organization__short_name")
    for application, position, name in ladder:
        above[application].append((position, name))
    found = {}
    for step in steps:
        later = [(position, name) for position, name in above[step.application_id] if position > step.position]
        found[step.pk] = "、".join(name for position, name in later if position == later[0][0])
    return found


Key = tuple[int, int]


class _Shares:
    """Places that are left and candidates that stand before others, counted down as the rows are gone through."""

    def __init__(self, steps: Sequence[ReviewStep]) -> None:
        campaigns = {step.application.campaign_id for step in steps}
        offices = {step.organization_id for step in steps}
        quotas = Quota.objects.filter(campaign__in=campaigns, dimension=QuotaDimension.PARENT, organization__in=offices)
        self.limits: dict[Key, int] = {(quota.campaign_id, quota.organization_id or 0): quota.limit for quota in quotas}
        level = ReviewStep.objects.filter(
            application__campaign__in=campaigns, organization__in=offices, kind=StepKind.LEVEL
        )
        sent = level.filter(status__in=COUNTED).exclude(application__status__in=DROPPED).order_by()
        counted = sent.values_list("application__campaign_id", "organization_id").annotate(number=Count("pk"))
        self.sent: Counter[Key] = Counter({(campaign, office): number for campaign, office, number in counted})
        waiting = level.filter(status=StepStatus.PENDING, application__campaign__ranked=True, rank__isnull=False)
        self.ranks: defaultdict[Key, set[int]] = defaultdict(set)
        for campaign, office, rank in waiting.values_list("application__campaign_id", "organization_id", "rank"):
            self.ranks[campaign, office].add(rank or 0)

    def why_not(self, step: ReviewStep) -> str:
        if step.kind == StepKind.COUNTERSIGN or step.is_final:
            return ""
        key = (step.application.campaign_id, step.organization_id)
        limit = self.limits.get(key)
        if limit is not None and self.sent[key] >= limit:
            return f"{step.organization.short_name}名额 {limit} 个已用完，可列为备选。"
        if not step.application.campaign.ranked:
            return ""
        if step.rank is None:
            return "本活动择优推荐，这一件尚未排序。"
        ahead = [rank for rank in self.ranks[key] if rank < step.rank]
        return f"本活动择优推荐，排在前面的第 {min(ahead)} 位尚未办理。" if ahead else ""

    def take(self, step: ReviewStep) -> None:
        if step.kind == StepKind.COUNTERSIGN or step.is_final:
            return
        key = (step.application.campaign_id, step.organization_id)
        self.sent[key] += 1
        self.ranks[key].discard(step.rank or 0)

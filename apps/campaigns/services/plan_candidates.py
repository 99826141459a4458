"""从计划图带入: what the programme plans for a campaign's year becomes its candidates."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import QuotaFull
from apps.core.states import record
from apps.core.verdicts import require

from ..choices import Exemplar
from ..models import Campaign, Candidate, Quota
from ..queries.plan_board import demonstrated_before, planned_for
from ..queries.scope import eligible
from ..rules import can_take_from_plan
from .candidates import check_quota


@dataclass
class Taken:
    """Numbers of organizations: taken over, on the list already, outside the scope, beyond a quota."""

    taken: int = 0
    listed: int = 0
    outside: int = 0
    beyond: int = 0

    @property
    def words(self) -> str:
        """已带入 12 家；3 家已在名单。"""
        rest = [(self.listed, "家已在名单"), (self.outside, "家不在实施范围"), (self.beyond, "家超过名额")]
        more = "，".join(f"{count} {label}" for count, label in rest if count)
        return f"已从计划图带入 {self.taken} 家" + (f"；{more}。" if more else "。")


@transaction.atomic
def take_from_plan(*, actor: User, campaign: Campaign) -> Taken:
    """Propose every organization that the programme's board plans for the campaign's year and that is confirmed there.

    The committee that planned it stands as its proposer; the organizer confirms each as usual. Safe to repeat: who is
    on the list in whatever state stays as it is. Of a 示范创建 those planned as 规划创建 or 示范 are taken, of other
    activities 规划创建 or 达标.

    Raises:
        Refused, OutOfPhase: not the organizer's office, no programme, or not now.
    """
    acting = require(can_take_from_plan(actor, campaign))
    quotas = list(Quota.objects.select_for_update(of=("self",)).filter(campaign=campaign).order_by("pk"))
    planned = list(planned_for(campaign))
    listed = set(Candidate.objects.filter(campaign=campaign).values_list("organization_id", flat=True))
    ids = [each.organization_id for each in planned]
    inside = set(eligible(campaign).filter(pk__in=ids).values_list("pk", flat=True))
    seasoned = demonstrated_before(campaign, ids)
    result = Taken()
    for each in planned:
        if each.organization_id in listed:
            result.listed += 1
        elif each.organization_id not in inside:
            result.outside += 1
        elif not _fits(quotas, each.organization):
            result.beyond += 1
        else:
            exemplar = Exemplar.OLD if each.organization_id in seasoned else Exemplar.NEW
            record(_candidate(campaign, each, exemplar), "create", acting=acting, reason="从计划图带入")
            result.taken += 1
    return result


def _fits(quotas: list[Quota], organization: Any) -> bool:
    try:
        for quota in quotas:
            check_quota(quota, organization)
    except QuotaFull:
        return False
    return True


def _candidate(campaign: Campaign, planned: Any, exemplar: str) -> Candidate:
    return Candidate.objects.create(
        campaign=campaign,
        organization=planned.organization,
        organization_path=planned.organization_path,
        exemplar=exemplar,
        reason=f"列入“{planned.programme}”{planned.year}年计划（{planned.get_goal_display()}）",
        proposer=planned.proposer,
        proposed_by=planned.proposed_by,
        proposed_at=clock.now(),
    )

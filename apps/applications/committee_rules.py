"""Whether a campaign asks committees for a plan of their own, and whether a branch's committee has filed it."""

from typing import Any

from apps.organizations.querysets import lineage

from .choices import CommitteePlanStatus
from .models import CommitteePlan

#: What a campaign's template says of committees' plans: ``told`` warns the branch, ``required`` stops it.
TOLD, REQUIRED = "told", "required"


def plan_demand(campaign: Any) -> str:
    """Whether the campaign asks committees for a plan: ``told``, ``required`` or nothing."""
    plan = campaign.plan if isinstance(campaign.plan, dict) else {}
    return str(plan.get("committee_plan") or "")


def filed_plan_above(campaign: Any, organization: Any) -> CommitteePlan | None:
    """The plan that a committee above the organization has handed in, the nearest one."""
    plans = CommitteePlan.objects.filter(campaign=campaign, organization_path__in=lineage(organization.path)[:-1])
    filed = plans.filter(status__in=[CommitteePlanStatus.SUBMITTED, CommitteePlanStatus.APPROVED])
    return filed.select_related("organization").order_by("-organization_path").first()


def lacking_plan(campaign: Any, organization: Any) -> str:
    """The sentence for a branch whose committee filed no plan; empty when there is nothing to say."""
    demand = plan_demand(campaign)
    if not demand or filed_plan_above(campaign, organization) is not None:
        return ""
    ask = "上级党委尚未报送创建计划"
    return f"{ask}，报送后方可申报。" if demand == REQUIRED else f"{ask}，可先填写申报，并请上级党委尽快报送。"

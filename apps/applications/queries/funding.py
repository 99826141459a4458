"""Money of sites and campaigns, summed so that rows, committees and the whole tie out. All in 万元."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Subquery, Sum

from ..choices import EntryStatus
from ..models import Application, CampaignFunding, FundingExpense, FundingGrant, PartnerSupport
from ..money import ZERO, Money, to_wan, wan

#: A budget used beyond this share is pointed out.
NEARLY = Decimal("0.9")


def money_of(application: Application) -> Money:
    """One site's money. One statement."""
    return moneys({application.pk: application.funding_amount})[application.pk]


def moneys(requested: Mapping[int, Decimal | None]) -> dict[int, Money]:
    """Money of many sites by their key. One statement.

    Args:
        requested: what each asked for, in 万元.
    """
    rows = with_money(Application.objects.filter(pk__in=list(requested))).values_list("pk", *SUMS)
    return {
        pk: Money(requested[pk] or ZERO, granted or ZERO, to_wan(spent), supported or ZERO)
        for pk, granted, spent, supported in rows
    }


SUMS = ("granted_sum", "spent_sum", "supported_sum")


def with_money(rows: Any) -> Any:
    """Applications with the sums of what stands: granted and supported in 万元, spent in 元."""
    sums = {name: Subquery(_standing(model)) for name, model in zip(SUMS, ENTRIES, strict=True)}
    return rows.order_by().annotate(**sums)


ENTRIES: tuple[Any, ...] = (FundingGrant, FundingExpense, PartnerSupport)


def _standing(model: Any) -> Any:
    rows = model.objects.filter(application=OuterRef("pk"), status=EntryStatus.STANDING).order_by()
    return rows.values("application").annotate(total=Sum("amount")).values("total")


def whole_of(rows: Any) -> tuple[Money, int]:
    """The sum over a queryset of applications, and how many they are. One statement."""
    told = with_money(rows).aggregate(
        requested=Sum("funding_amount"),
        granted=Sum(SUMS[0]),
        spent=Sum(SUMS[1]),
        supported=Sum(SUMS[2]),
        number=Count("pk"),
    )
    whole = Money(told["requested"] or ZERO, told["granted"] or ZERO, to_wan(told["spent"]), told["supported"] or ZERO)
    return whole, told["number"]


def total(rows: Iterable[Money]) -> Money:
    return sum(rows, Money())


def budget_of(campaign: Any) -> CampaignFunding | None:
    return CampaignFunding.objects.filter(campaign=campaign).first()


def granted_in(campaign: Any) -> Decimal:
    """Everything granted in the campaign, whoever asks."""
    rows = FundingGrant.objects.filter(application__campaign=campaign, status=EntryStatus.STANDING)
    return rows.aggregate(total=Sum("amount"))["total"] or ZERO


def alerts_for(application: Application, more: Decimal = ZERO) -> list[str]:
    """Why a grant asks for a second look: beyond the request, the ceiling, the budget."""
    money, limits = money_of(application), budget_of(application.campaign_id)
    after, told = money.granted + more, []
    if after > money.requested:
        told.append(f"批复合计 {wan(after)}，超过申请的 {wan(money.requested)}")
    if limits and limits.ceiling is not None and after > limits.ceiling:
        told.append(f"批复合计 {wan(after)}，超过单点上限 {wan(limits.ceiling)}")
    if limits and limits.budget is not None:
        whole = granted_in(application.campaign_id) + more
        if whole > limits.budget:
            told.append(f"活动批复合计 {wan(whole)}，超过经费总额 {wan(limits.budget)}")
    return told


def budget_alert(limits: CampaignFunding | None, granted: Decimal) -> tuple[str, str]:
    """Tone and sentence about the campaign's budget; empty where all is well."""
    if limits is None or not limits.budget:
        return "", ""
    if granted > limits.budget:
        return "bad", f"批复合计 {wan(granted)}，已超过经费总额 {wan(limits.budget)}。"
    if granted >= limits.budget * NEARLY:
        return "warn", f"批复合计 {wan(granted)}，已用到经费总额 {wan(limits.budget)} 的九成以上。"
    return "", ""

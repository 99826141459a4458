"""Money: the campaign's budget, what a site was granted and what it spent, and the support of partners.

Requests, budgets and grants are in 万元, as documents state them; spending is in 元, as vouchers do.
"""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from apps.campaigns.models import Campaign
from apps.core import clock
from apps.core.history import tracked
from apps.organizations.models import Organization
from apps.organizations.querysets import ScopedQuerySet

from ..choices import EntryStatus, SupportKind
from ..transitions import ENTRY_TRANSITIONS
from .application import Application

CENT = Decimal("0.01")


@tracked()
class CampaignFunding(models.Model):
    """What a campaign may spend, and the ceiling for one site; reaching either warns (花少钱办大事)."""

    campaign = models.OneToOneField(Campaign, on_delete=models.CASCADE, related_name="funding")
    organization_path = models.CharField(max_length=255, db_collation="C")
    budget = models.DecimalField("经费总额（万元）", max_digits=10, decimal_places=2, null=True, blank=True)
    ceiling = models.DecimalField("单点上限（万元）", max_digits=10, decimal_places=2, null=True, blank=True)
    note = models.CharField("经费来源和说明", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(budget__isnull=True) | Q(budget__gte=0)) & (Q(ceiling__isnull=True) | Q(ceiling__gte=0)),
                name="campaignfunding_not_negative",
            )
        ]

    def __str__(self) -> str:
        return f"{self.campaign}经费"


@tracked()
class FundingGrant(models.Model):
    """批复: an amount approved for a site, whole or in part, with its document."""

    transitions = ENTRY_TRANSITIONS

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="grants")
    organization_path = models.CharField(max_length=255, db_collation="C")
    status = models.CharField("状态", max_length=20, choices=EntryStatus, default=EntryStatus.STANDING)
    amount = models.DecimalField(
        "批复金额（万元）", max_digits=10, decimal_places=2, validators=[MinValueValidator(CENT)]
    )
    document_number = models.CharField("批复文号", max_length=60)
    granted_on = models.DateField("批复日期")
    source = models.CharField("资金来源", max_length=60, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="批复单位")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=clock.now)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["granted_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="fundinggrant_positive"),
            models.UniqueConstraint(
                fields=["application", "document_number"], condition=Q(status="standing"), name="fundinggrant_once"
            ),
        ]

    def __str__(self) -> str:
        return f"批复 {self.amount} 万元"


@tracked()
class FundingExpense(models.Model):
    """支出: one voucher's amount in 元, what it was for; the vouchers are files of the row."""

    transitions = ENTRY_TRANSITIONS

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="expenses")
    organization_path = models.CharField(max_length=255, db_collation="C")
    status = models.CharField("状态", max_length=20, choices=EntryStatus, default=EntryStatus.STANDING)
    #: Made by the form, so that one sent twice is stored once.
    key = models.UUIDField()
    spent_on = models.DateField("支出日期")
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2, validators=[MinValueValidator(CENT)])
    use = models.CharField("用途", max_length=100)
    payee = models.CharField("收款单位", max_length=60, blank=True)
    voucher_number = models.CharField("凭证号", max_length=40, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=clock.now)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["spent_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="fundingexpense_positive"),
            models.UniqueConstraint(fields=["application", "key"], name="fundingexpense_once"),
        ]

    def __str__(self) -> str:
        return f"{self.use} {self.amount} 元"


@tracked()
class PartnerSupport(models.Model):
    """Support that a partner gave during creation: who, what, how much."""

    transitions = ENTRY_TRANSITIONS

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="supports")
    organization_path = models.CharField(max_length=255, db_collation="C")
    status = models.CharField("状态", max_length=20, choices=EntryStatus, default=EntryStatus.STANDING)
    key = models.UUIDField()
    partner = models.CharField("支持单位", max_length=60)
    kind = models.CharField("支持方式", max_length=20, choices=SupportKind)
    content = models.CharField("支持内容", max_length=200)
    amount = models.DecimalField(
        "折合金额（万元）", max_digits=10, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    supported_on = models.DateField("日期")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=clock.now)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["supported_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__isnull=True) | Q(amount__gte=0), name="partnersupport_amount"),
            models.UniqueConstraint(fields=["application", "key"], name="partnersupport_once"),
        ]

    def __str__(self) -> str:
        return f"{self.partner}：{self.content[:30]}"

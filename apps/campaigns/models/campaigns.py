"""A campaign: its decision, scope, standards, weights, phases and quotas."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from apps.core import clock
from apps.core.history import append_only, tracked
from apps.organizations.choices import Level, Sector
from apps.organizations.models import Organization
from apps.organizations.querysets import ScopedQuerySet
from apps.standards.models import StandardVersion

from ..choices import ActivityType, CampaignKind, CampaignStatus, PhaseKind, PhaseStatus, QuotaDimension
from ..querysets import CampaignQuerySet, PhaseQuerySet
from ..transitions import CAMPAIGN_TRANSITIONS, PHASE_TRANSITIONS
from .programmes import Programme

PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


@tracked()
class Campaign(models.Model):
    """创建活动. Frozen from the moment it opens: standards, weights and scope change no more."""

    transitions = CAMPAIGN_TRANSITIONS

    name = models.CharField("活动名称", max_length=100)
    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("创建类型", max_length=20, choices=CampaignKind)
    activity_type = models.CharField("活动性质", max_length=20, choices=ActivityType)
    status = models.CharField("状态", max_length=20, choices=CampaignStatus, default=CampaignStatus.DRAFT)
    template_code = models.CharField(max_length=60, blank=True)
    #: The template's own mapping at creation time: form parts, cadences, documents, clauses.
    plan = models.JSONField(default=dict, blank=True)
    summary = models.TextField("活动说明", blank=True, max_length=2000)

    programme = models.ForeignKey(
        Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="campaigns", verbose_name="所属计划"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="campaigns", verbose_name="主办党组织"
    )
    organization_path = models.CharField(max_length=255, db_collation="C")
    scope = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="实施范围")
    scope_path = models.CharField(max_length=255, db_collation="C", db_index=True)
    sectors = models.JSONField("领域", default=list, help_text="empty: all")
    kinds = models.JSONField("组织类别", default=list, blank=True, help_text="empty: all")
    levels = models.JSONField("层级", default=list, blank=True, help_text="empty: all")

    decision_body = models.CharField("决定机关", max_length=100, blank=True)
    decision_number = models.CharField("文号", max_length=60, blank=True)
    decision_date = models.DateField("决定日期", null=True, blank=True)
    approval_basis = models.CharField("批准依据", max_length=200, blank=True)
    authorization = models.CharField("授权说明", max_length=200, blank=True)
    no_fee = models.BooleanField("承诺不向基层和创建单位收取任何费用", default=False)

    weight_self = models.DecimalField("自评权重", max_digits=5, decimal_places=2, default=20, validators=PERCENT)
    weight_mass = models.DecimalField("群众测评权重", max_digits=5, decimal_places=2, default=30, validators=PERCENT)
    weight_organization = models.DecimalField(
        "组织考评权重", max_digits=5, decimal_places=2, default=50, validators=PERCENT
    )
    satisfaction_pass = models.DecimalField(
        "群众满意度不低于", max_digits=5, decimal_places=2, null=True, blank=True, validators=PERCENT
    )

    notice_working_days = models.PositiveSmallIntegerField(
        "公示工作日", default=5, validators=[MinValueValidator(3), MaxValueValidator(20)]
    )
    validity_years = models.PositiveSmallIntegerField(
        "命名有效期（年）", default=3, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )

    #: 择优推荐: each level puts its candidates in order and recommends from the top.
    ranked = models.BooleanField("择优推荐（各级先排序，从前往后推荐）", default=False)
    review_working_days = models.PositiveSmallIntegerField(
        "逐级审核时限（个工作日）", default=5, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )

    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    opened_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="campaign_has_name"),
            models.CheckConstraint(
                condition=Q(weight_self=100 - F("weight_mass") - F("weight_organization")),
                name="campaign_weights_make_hundred",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "cancelled"])
                | (
                    ~Q(decision_body="")
                    & ~Q(decision_number="")
                    & Q(decision_date__isnull=False)
                    & ~Q(approval_basis="")
                    & Q(no_fee=True)
                ),
                name="campaign_opens_with_decision",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CampaignStandard(models.Model):
    """Which immutable version holds for which sector; ``sector`` empty means every other sector."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="standards")
    sector = models.CharField("领域", max_length=30, choices=Sector, blank=True)
    version = models.ForeignKey(StandardVersion, on_delete=models.PROTECT, related_name="campaign_uses")

    class Meta:
        ordering = ["sector"]
        constraints = [models.UniqueConstraint(fields=["campaign", "sector"], name="campaignstandard_once")]

    def __str__(self) -> str:
        return f"{self.campaign} {self.version}"


@tracked()
class Phase(models.Model):
    """A dated stage. ``status`` follows the dates through the minute job; rules read the dates."""

    transitions = PHASE_TRANSITIONS

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="phases")
    kind = models.CharField("阶段", max_length=20, choices=PhaseKind)
    name = models.CharField("名称", max_length=40)
    position = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("截止")
    status = models.CharField(max_length=10, choices=PhaseStatus, default=PhaseStatus.PLANNED)

    objects = PhaseQuerySet.as_manager()

    class Meta:
        ordering = ["campaign", "position"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="phase_ends_after_start"),
            models.UniqueConstraint(fields=["campaign", "kind"], name="phase_kind_once"),
            models.UniqueConstraint(
                fields=["campaign", "position"], name="phase_position_once", deferrable=models.Deferrable.DEFERRED
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign.name}·{self.name}"

    @property
    def organization_path(self) -> str:
        return self.campaign.organization_path


@tracked()
class PhaseExtension(models.Model):
    """A later deadline for one organization, with the reason. Never edited: the latest one counts."""

    phase = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="extensions")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    organization_path = models.CharField(max_length=255, db_collation="C")
    until = models.DateTimeField("延至")
    reason = models.CharField("理由", max_length=300)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(default=clock.now)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-granted_at", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="phaseextension_has_reason")]
        triggers = [append_only("phaseextension_append_only")]

    def __str__(self) -> str:
        return f"{self.organization} {self.phase}"


@tracked()
class Quota(models.Model):
    """An upper bound (成熟一个打造一个): in total, under one parent, for one sector or one level."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="quotas")
    dimension = models.CharField("口径", max_length=10, choices=QuotaDimension)
    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="党组织"
    )
    sector = models.CharField("领域", max_length=30, choices=Sector, blank=True)
    level = models.CharField("层级", max_length=20, choices=Level, blank=True)
    limit = models.PositiveIntegerField("名额")

    class Meta:
        ordering = ["campaign", "dimension", "organization__path", "sector"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(dimension="total", organization=None, sector="", level=""))
                | (Q(dimension="parent", organization__isnull=False, sector="", level=""))
                | (Q(dimension="sector", organization=None, level="") & ~Q(sector=""))
                | (Q(dimension="level", organization=None, sector="") & ~Q(level="")),
                name="quota_names_its_key",
            ),
            models.UniqueConstraint(
                fields=["campaign", "dimension", "organization", "sector", "level"],
                nulls_distinct=False,
                name="quota_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_dimension_display()} {self.limit}"


@tracked()
class Place(models.Model):
    """A place of the quotas that an organization holds. Taken under the lock of the quota rows."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="places")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    organization_path = models.CharField(max_length=255, db_collation="C")
    sector = models.CharField("领域", max_length=30, choices=Sector)
    level = models.CharField("层级", max_length=20, choices=Level)
    taken_at = models.DateTimeField(default=clock.now)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["campaign", "organization_path"]
        constraints = [models.UniqueConstraint(fields=["campaign", "organization"], name="place_once")]

    def __str__(self) -> str:
        return f"{self.campaign} {self.organization}"

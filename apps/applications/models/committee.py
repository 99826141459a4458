"""What a committee does for its branches: its own plan at the start, the request for acceptance at the end."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from apps.campaigns.models import Campaign
from apps.core import clock
from apps.core.history import tracked
from apps.organizations.models import Organization
from apps.organizations.querysets import ScopedQuerySet

from ..choices import AcceptanceStatus, CommitteePlanStatus
from ..transitions import ACCEPTANCE_TRANSITIONS, COMMITTEE_PLAN_TRANSITIONS
from .application import Application


@tracked()
class CommitteePlan(models.Model):
    """创建计划 of a committee: which of its branches, when, goals, measures, funds; the issuing office approves it."""

    transitions = COMMITTEE_PLAN_TRANSITIONS

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="committee_plans")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="committee_plans", verbose_name="党委"
    )
    organization_path = models.CharField(max_length=255, db_collation="C")
    status = models.CharField("状态", max_length=20, choices=CommitteePlanStatus, default=CommitteePlanStatus.DRAFT)
    goals = models.TextField("创建目标", blank=True, max_length=1000)
    measures = models.TextField("工作措施", blank=True, max_length=1000)
    funds = models.DecimalField(
        "安排经费（万元）", max_digits=10, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    funds_note = models.CharField("经费说明", max_length=200, blank=True)
    opinion = models.CharField("批复意见", max_length=500, blank=True)
    submitted_at = models.DateTimeField("报送时间", null=True, blank=True)
    decided_at = models.DateTimeField("批复时间", null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["campaign", "organization_path"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "organization"], name="committeeplan_once"),
            models.CheckConstraint(condition=Q(funds__isnull=True) | Q(funds__gte=0), name="committeeplan_funds"),
        ]

    def __str__(self) -> str:
        return f"{self.organization.short_name}创建计划"


@tracked()
class CommitteePlanLine(models.Model):
    """One branch of the plan: when it is to be done and what it is to become."""

    plan = models.ForeignKey(CommitteePlan, on_delete=models.CASCADE, related_name="lines")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="党支部")
    due_on = models.DateField("创建时限")
    goal = models.CharField("创建目标", max_length=100, blank=True)

    class Meta:
        ordering = ["plan", "due_on", "organization__path"]
        constraints = [models.UniqueConstraint(fields=["plan", "organization"], name="committeeplanline_once")]

    def __str__(self) -> str:
        return f"{self.plan}·{self.organization.short_name}"

    @property
    def organization_path(self) -> str:
        return self.plan.organization_path


@tracked()
class AcceptanceRequest(models.Model):
    """申请验收: a committee asks the issuing office to inspect sites of its own that are ready."""

    transitions = ACCEPTANCE_TRANSITIONS

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="acceptance_requests")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="acceptance_requests", verbose_name="党委"
    )
    organization_path = models.CharField(max_length=255, db_collation="C")
    status = models.CharField("状态", max_length=20, choices=AcceptanceStatus, default=AcceptanceStatus.DRAFT)
    summary = models.TextField("自查情况", max_length=1000)
    wanted_on = models.DateField("希望验收日期", null=True, blank=True)
    opinion = models.CharField("受理意见", max_length=500, blank=True)
    submitted_at = models.DateTimeField("申请时间", null=True, blank=True)
    decided_at = models.DateTimeField("受理时间", null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["campaign", "organization_path", "-created_at"]

    def __str__(self) -> str:
        return f"{self.organization.short_name}验收申请"


@tracked()
class AcceptanceLine(models.Model):
    """A site named by a request; it stands in one request alone."""

    acceptance = models.ForeignKey(AcceptanceRequest, on_delete=models.CASCADE, related_name="lines")
    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="acceptance_line")

    class Meta:
        ordering = ["acceptance", "application__organization_path"]

    def __str__(self) -> str:
        return f"{self.acceptance}·{self.application}"

    @property
    def organization_path(self) -> str:
        return self.acceptance.organization_path

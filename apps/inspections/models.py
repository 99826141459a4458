"""Rounds, visits, findings and rectifications, and the masses' satisfaction."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from apps.applications.models import Application
from apps.campaigns.models import Campaign
from apps.core import clock
from apps.core.history import tracked
from apps.organizations.models import Organization
from apps.standards.models import Criterion

from .choices import FindingStatus, Method, ResultVerdict, RoundKind, RoundStatus, Severity, VisitStatus
from .querysets import FindingQuerySet, RoundQuerySet, SurveyQuerySet, VisitQuerySet
from .transitions import FINDING_TRANSITIONS, ROUND_TRANSITIONS, VISIT_TRANSITIONS


@tracked()
class Round(models.Model):
    """A quarter's or phase's inspection, run by one organization within one campaign."""

    transitions = ROUND_TRANSITIONS

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="rounds", verbose_name="活动")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="rounds", verbose_name="组织单位"
    )
    organization_path = models.CharField(max_length=255, db_collation="C")
    name = models.CharField("名称", max_length=80)
    kind = models.CharField("类型", max_length=20, choices=RoundKind)
    year = models.PositiveSmallIntegerField("年度")
    quarter = models.PositiveSmallIntegerField("季度")
    theme = models.CharField("主题", max_length=40, blank=True)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    status = models.CharField(max_length=20, choices=RoundStatus, default=RoundStatus.PLANNED)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="round_ends_after_start"),
            models.CheckConstraint(condition=Q(quarter__gte=1) & Q(quarter__lte=4), name="round_quarter_of_year"),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class Visit(models.Model):
    """One team at one site. The id may be made on the phone: sending a visit twice stores it once."""

    transitions = VISIT_TRANSITIONS

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="visits", verbose_name="督查批次")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="visits", verbose_name="申报")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="visits", verbose_name="被检查单位"
    )
    organization_path = models.CharField(max_length=255, db_collation="C")
    scheduled_on = models.DateField("计划日期")
    status = models.CharField(max_length=20, choices=VisitStatus, default=VisitStatus.PLANNED)
    methods = ArrayField(
        models.CharField(max_length=20, choices=Method), verbose_name="检查方式", default=list, blank=True
    )
    counterpart = models.CharField("陪同人员", max_length=80, blank=True)
    summary = models.TextField("总体评价", blank=True, max_length=2000)
    highlights = models.TextField("亮点", blank=True, max_length=1000)
    started_at = models.DateTimeField("到达时间", null=True, blank=True)
    ended_at = models.DateTimeField("离开时间", null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["scheduled_on", "organization_path"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "application"], condition=~Q(status="cancelled"), name="visit_once_a_round"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(started_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="visit_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization.short_name}·{self.round.name}"

    @property
    def method_labels(self) -> list[str]:
        """Chinese names of the methods used."""
        return [Method(method).label for method in self.methods]

    @property
    def is_open(self) -> bool:
        """Whether the team may still write in it."""
        return self.status in (VisitStatus.PLANNED, VisitStatus.UNDER_WAY)


@tracked()
class VisitMember(models.Model):
    """An inspector of a visit's team."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="visit_memberships", verbose_name="督导员"
    )
    is_lead = models.BooleanField("组长", default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "user"], name="visitmember_once"),
            models.UniqueConstraint(fields=["visit"], condition=Q(is_lead=True), name="visitmember_one_lead"),
        ]

    def __str__(self) -> str:
        return self.user.name


@tracked()
class VisitResult(models.Model):
    """What the team verified for one leaf, in typed columns, beside what was claimed at that time."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="results")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField("结论", max_length=20, choices=ResultVerdict)
    value = models.DecimalField("核实值", max_digits=18, decimal_places=4, null=True, blank=True)
    members = models.JSONField("核实具备项", default=list, blank=True)
    #: Numbers of metrics that the leaf reads beside its own value, as text by metric code.
    figures = models.JSONField("核实数据", default=dict, blank=True)
    #: What further jurors gave, beside ``value`` or the level in ``members``: numbers as text, or level codes.
    scores = models.JSONField("其他评委评分", default=list, blank=True)
    note = models.CharField("说明", max_length=500, blank=True)

    class Meta:
        ordering = ["visit", "criterion__position"]
        constraints = [models.UniqueConstraint(fields=["visit", "criterion"], name="visitresult_once")]

    def __str__(self) -> str:
        return f"{self.criterion} {self.get_verdict_display()}"


@tracked()
class Finding(models.Model):
    """A problem found at a site, with a deadline. Overdue is derived from the date, never stored."""

    transitions = FINDING_TRANSITIONS

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="findings")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="findings")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="findings", verbose_name="整改单位"
    )
    organization_path = models.CharField(max_length=255, db_collation="C")
    criterion = models.ForeignKey(
        Criterion, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="对应指标"
    )
    severity = models.CharField("程度", max_length=10, choices=Severity, default=Severity.MINOR)
    description = models.CharField("问题", max_length=500)
    demand = models.CharField("整改要求", max_length=500, blank=True)
    due_on = models.DateField("整改期限")
    status = models.CharField(max_length=20, choices=FindingStatus, default=FindingStatus.OPEN)
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["organization_path", "status", "due_on"], name="finding_ledger")]
        constraints = [models.CheckConstraint(condition=~Q(description=""), name="finding_has_description")]

    def __str__(self) -> str:
        return self.description[:40]

    @property
    def is_owed(self) -> bool:
        """Whether the site has to answer."""
        return self.status in (FindingStatus.OPEN, FindingStatus.SENT_BACK)

    @property
    def is_overdue(self) -> bool:
        """Late by today's date; what waits for a re-check is not late."""
        return self.is_owed and self.due_on < clock.today()


@tracked()
class Rectification(models.Model):
    """One answer to a finding and the re-check of it; a thread of several until closed."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="rectifications")
    text = models.TextField("整改情况", max_length=2000)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(default=clock.now)
    accepted = models.BooleanField("复查通过", null=True, blank=True)
    opinion = models.CharField("复查意见", max_length=500, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["finding", "answered_at", "id"]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def organization_path(self) -> str:
        return self.finding.organization_path


@tracked()
class MassSurvey(models.Model):
    """群众测评 counted on paper and typed in by the office: counts only, never who said what."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="mass_survey")
    organization_path = models.CharField(max_length=255, db_collation="C")
    held_on = models.DateField("测评日期")
    issued = models.PositiveIntegerField("发出票数", validators=[MinValueValidator(1)])
    satisfied = models.PositiveIntegerField("满意")
    fairly_satisfied = models.PositiveIntegerField("基本满意")
    dissatisfied = models.PositiveIntegerField("不满意")
    no_opinion = models.PositiveIntegerField("不了解", default=0)
    counted_by = models.CharField("计票人", max_length=40)
    supervised_by = models.CharField("监票人", max_length=40)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(issued__gte=F("satisfied") + F("fairly_satisfied") + F("dissatisfied") + F("no_opinion")),
                name="masssurvey_returned_within_issued",
            ),
            models.CheckConstraint(condition=~Q(counted_by=F("supervised_by")), name="masssurvey_two_persons"),
        ]

    def __str__(self) -> str:
        return f"{self.application}·群众测评"

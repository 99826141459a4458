"""创建期: what a site reports by its cadence, and what the office says to it."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from apps.core import clock
from apps.core.history import tracked
from apps.organizations.models import Organization
from apps.organizations.querysets import ScopedQuerySet

from ..choices import AdmonitionStatus, ReportKind, ReportStatus
from ..transitions import ADMONITION_TRANSITIONS, REPORT_TRANSITIONS
from .application import Application, PlanTask


@tracked()
class ProgressReport(models.Model):
    """A monthly report or one of the three showings; one per kind and period, with the tasks as of its submission."""

    transitions = REPORT_TRANSITIONS

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="reports")
    organization_path = models.CharField(max_length=255, db_collation="C")
    kind = models.CharField("类型", max_length=20, choices=ReportKind)
    #: ``2026-11`` of a monthly report, ``2026Q4`` of a quarterly one, ``2026`` of a showing.
    period = models.CharField("时期", max_length=7)
    due_on = models.DateField("应报日期")
    status = models.CharField("状态", max_length=20, choices=ReportStatus, default=ReportStatus.DRAFT)
    done = models.TextField("工作进展", blank=True, max_length=1000)
    problems = models.TextField("存在问题", blank=True, max_length=500)
    next_steps = models.TextField("下步打算", blank=True, max_length=500)
    needs = models.TextField("需上级协调事项", blank=True, max_length=300)
    #: Mean of the tasks, frozen at submission.
    progress = models.PositiveSmallIntegerField("总体进度", default=0, validators=[MaxValueValidator(100)])
    late_count = models.PositiveSmallIntegerField("逾期任务", default=0)
    submitted_at = models.DateTimeField("报送时间", null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-due_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["application", "kind", "period"], name="progressreport_once"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="progressreport_at_most_hundred"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.period}"


@tracked()
class ReportLine(models.Model):
    """One task as it stood when the report was submitted; the words of that day stay though the plan changes."""

    report = models.ForeignKey(ProgressReport, on_delete=models.CASCADE, related_name="lines")
    task = models.ForeignKey(PlanTask, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    position = models.PositiveSmallIntegerField()
    title = models.CharField("任务", max_length=100)
    responsible = models.CharField("责任人", max_length=40, blank=True)
    due_on = models.DateField("完成时限")
    before = models.PositiveSmallIntegerField("上期")
    progress = models.PositiveSmallIntegerField("本期")
    note = models.CharField("说明", max_length=300, blank=True)
    is_late = models.BooleanField("逾期", default=False)

    class Meta:
        ordering = ["report", "position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(progress__lte=100) & Q(before__lte=100), name="reportline_at_most_hundred"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def organization_path(self) -> str:
        return self.report.organization_path


@tracked()
class ReportComment(models.Model):
    """What an office says about a report; the site reads it."""

    report = models.ForeignKey(ProgressReport, on_delete=models.CASCADE, related_name="comments")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="点评单位")
    text = models.CharField("点评", max_length=500)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["report", "written_at", "id"]

    def __str__(self) -> str:
        return self.text[:30]

    @property
    def organization_path(self) -> str:
        return self.report.organization_path


@tracked()
class Admonition(models.Model):
    """约谈提醒: an office tells a site that lags behind, why and by when it answers."""

    transitions = ADMONITION_TRANSITIONS

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="admonitions")
    organization_path = models.CharField(max_length=255, db_collation="C")
    issuer = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="约谈单位")
    status = models.CharField("状态", max_length=20, choices=AdmonitionStatus, default=AdmonitionStatus.ISSUED)
    reason = models.CharField("约谈事由", max_length=500)
    demand = models.CharField("工作要求", max_length=500, blank=True)
    due_on = models.DateField("回复期限")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(default=clock.now)
    answer = models.CharField("整改措施和进展", max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(status__in=["issued", "answered"]), name="admonition_one_open"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="admonition_says_why"),
        ]

    def __str__(self) -> str:
        return f"约谈提醒：{self.reason[:30]}"

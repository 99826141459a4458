"""Work lines of a campaign (五大工程, 五项任务) and what was reported on them."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.core import clock
from apps.core.history import append_only, tracked
from apps.organizations.models import Organization

from ..transitions import WORK_LINE_VERBS
from .campaigns import Campaign


@tracked()
class WorkLine(models.Model):
    """工作线: one task of the plan, the department that answers for it, and its last day.

    ``organization`` is set when the department has an office of its own in the portal: that office reports too.
    """

    transitions = WORK_LINE_VERBS

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="work_lines")
    position = models.PositiveSmallIntegerField()
    name = models.CharField("工作线", max_length=80)
    department = models.CharField("责任部门", max_length=80)
    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="报送进展的单位"
    )
    deadline = models.DateField("完成时限", null=True, blank=True)
    summary = models.CharField("任务", max_length=300, blank=True)
    clause = models.CharField("方案条款", max_length=80, blank=True)
    done_on = models.DateField("完成日期", null=True, blank=True)
    #: Since when the office named has had this task with this last day: it confirms within some working days.
    assigned_at = models.DateTimeField("交办时间", null=True, blank=True)
    acknowledged_at = models.DateTimeField("确认收到", null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="确认人",
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["campaign", "position", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(department=""), name="workline_names_department"),
            models.UniqueConstraint(fields=["campaign", "name"], name="workline_once"),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False, organization__isnull=False),
                name="workline_acknowledged_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def organization_path(self) -> str:
        return self.campaign.organization_path

    def is_overdue(self, today: dt.date) -> bool:
        """Not done, and its last day has passed."""
        return self.done_on is None and self.deadline is not None and self.deadline < today


@tracked()
class WorkLineNote(models.Model):
    """进展: what was reported on a line, by whom. Never edited."""

    line = models.ForeignKey(WorkLine, on_delete=models.CASCADE, related_name="notes")
    text = models.CharField("进展", max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_organization = models.CharField(max_length=200)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="worklinenote_has_text")]
        triggers = [append_only("worklinenote_append_only")]

    def __str__(self) -> str:
        return f"{self.line} {self.text[:20]}"

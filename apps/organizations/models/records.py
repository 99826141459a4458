"""What was done and what is planned: dated work records."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models

from apps.core import clock
from apps.core.history import tracked

from ..choices import COMING, Audience, CommitmentResult, RecordKind, RecordStatus
from ..querysets import RecordQuerySet
from ..transitions import RECORD_VERBS
from .pairings import Pairing
from .tree import Organization


@tracked()
class WorkRecord(models.Model):
    """工作记录: a meeting, training, visit … counted where it happens; headcounts, never lists.

    ``held_on`` is the day it is planned for until it was held, then the day on which it took place;
    ``planned_on`` keeps the day of the plan.
    """

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="records", verbose_name="党组织"
    )
    organization_path = models.CharField(max_length=255, db_collation="C")
    kind = models.CharField("类型", max_length=30, choices=RecordKind)
    status = models.CharField("状态", max_length=20, choices=RecordStatus, default=RecordStatus.PLANNED)
    held_on = models.DateField("日期")
    planned_on = models.DateField("计划日期", null=True, blank=True)
    filed_at = models.DateTimeField("备案时间", null=True, blank=True)
    title = models.CharField("主题", max_length=100)
    place = models.CharField("地点", max_length=100, blank=True)
    responsible = models.CharField("责任人", max_length=60, blank=True, help_text="写职务或分工")
    expected = models.PositiveIntegerField("应到人数", null=True, blank=True)
    headcount = models.PositiveIntegerField("参加人数", null=True, blank=True)
    hours = models.DecimalField(
        "学时", max_digits=5, decimal_places=1, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    audiences = models.JSONField("培训对象", default=list, blank=True)
    partner = models.CharField("共建单位", max_length=120, blank=True)
    pairing = models.ForeignKey(
        Pairing, null=True, blank=True, on_delete=models.PROTECT, related_name="records", verbose_name="所属结对"
    )
    #: Whose contact visit it was, where somebody else wrote it down.
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="联系领导",
    )
    result = models.CharField("践诺结果", max_length=20, choices=CommitmentResult, blank=True)
    result_note = models.CharField("践诺情况", max_length=200, blank=True)
    result_on = models.DateField("践诺日期", null=True, blank=True)
    summary = models.TextField("纪实", blank=True, max_length=2000)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField("作废理由", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = RecordQuerySet.as_manager()
    transitions = RECORD_VERBS

    class Meta:
        ordering = ["-held_on", "-id"]
        indexes = [
            models.Index(fields=["organization", "kind", "held_on"], name="workrecord_count"),
            models.Index(fields=["organization_path", "-held_on"], name="workrecord_place"),
            models.Index(fields=["-held_on", "-id"], name="workrecord_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.title}"

    @property
    def is_coming(self) -> bool:
        """Planned or filed, not yet held."""
        return self.status in COMING

    def is_overdue(self, today: dt.date) -> bool:
        """Planned for a day that has passed."""
        return self.is_coming and self.held_on < today

    @property
    def audience_text(self) -> str:
        """Whom a training was for, in words."""
        labels: dict[Any, Any] = dict(Audience.choices)
        return "、".join(labels[each] for each in self.audiences if each in labels)

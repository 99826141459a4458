"""What was done: dated work records."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models

from apps.core import clock
from apps.core.history import tracked

from ..choices import RecordKind
from ..querysets import RecordQuerySet
from ..transitions import RECORD_VERBS
from .tree import Organization


@tracked()
class WorkRecord(models.Model):
    """工作记录: a meeting, training, visit … counted where it happens; headcounts, never lists."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="records", verbose_name="党组织"
    )
    organization_path = models.CharField(max_length=255, db_collation="C")
    kind = models.CharField("类型", max_length=30, choices=RecordKind)
    held_on = models.DateField("日期")
    title = models.CharField("主题", max_length=100)
    headcount = models.PositiveIntegerField("参加人数", null=True, blank=True)
    hours = models.DecimalField(
        "学时", max_digits=5, decimal_places=1, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    summary = models.TextField("纪实", blank=True, max_length=2000)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField("作废理由", max_length=200, blank=True)

    objects = RecordQuerySet.as_manager()
    transitions = RECORD_VERBS

    class Meta:
        ordering = ["-held_on", "-id"]
        indexes = [models.Index(fields=["organization", "kind", "held_on"], name="workrecord_count")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.title}"

"""What is known about organizations: named quantities and their values, entered once."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models

from apps.core import clock
from apps.core.components import text
from apps.core.history import append_only

from ..choices import FactSource, PeriodKind, ValueKind
from ..periods import period_label
from ..querysets import MetricQuerySet, ScopedQuerySet
from .tree import Organization


class Metric(models.Model):
    """A named quantity with a unit: the vocabulary in which facts are told."""

    code = models.CharField("代码", max_length=60, unique=True)
    name = models.CharField("名称", max_length=60)
    unit = models.CharField("单位", max_length=10, blank=True)
    period_kind = models.CharField("周期", max_length=10, choices=PeriodKind)
    value_kind = models.CharField("类型", max_length=10, choices=ValueKind, default=ValueKind.NUMBER)
    decimals = models.PositiveSmallIntegerField("小数位", default=0, validators=[MaxValueValidator(4)])
    sectors = models.JSONField("适用领域", default=list, blank=True)
    description = models.CharField("说明", max_length=200, blank=True)
    position = models.PositiveIntegerField("顺序", default=0)
    #: A region's figure, kept by the offices of city and district and read by everybody below them.
    is_reference = models.BooleanField("地区参照值", default=False)

    objects = MetricQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Fact(models.Model):
    """One observation: an organization's value of a metric for a period. Append-only (trigger)."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="facts")
    organization_path = models.CharField(max_length=255, db_collation="C")
    metric = models.ForeignKey(Metric, on_delete=models.PROTECT, related_name="facts")
    period = models.CharField("时期", max_length=7, blank=True, help_text="2026、2026Q4、2026-11；现状为空")
    value = models.DecimalField("数值", max_digits=18, decimal_places=4)
    source = models.CharField("来源", max_length=20, choices=FactSource)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField("时间", default=clock.now)
    note = models.CharField("说明", max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-said_at", "-id"]
        indexes = [models.Index(fields=["organization", "metric", "period", "-said_at"], name="fact_history")]
        triggers = [append_only("fact_append_only")]

    def __str__(self) -> str:
        return f"{self.metric} {self.value}"

    @property
    def value_text(self) -> str:
        """The value as people read it: 是, 1,200 ㎡."""
        if self.metric.value_kind == ValueKind.BOOLEAN:
            return "是" if self.value else "否"
        amount = text.number(self.value)
        return f"{amount} {self.metric.unit}" if self.metric.unit else amount

    @property
    def period_text(self) -> str:
        return period_label(self.period)


class CurrentFact(models.Model):
    """Pointer to the observation that holds now, one per organization, metric and period."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="current_facts")
    organization_path = models.CharField(max_length=255, db_collation="C")
    metric = models.ForeignKey(Metric, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=7, blank=True)
    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "metric", "period"], name="currentfact_once")]

    def __str__(self) -> str:
        return str(self.fact)

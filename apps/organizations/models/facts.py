"""What is known about organizations: named quantities and their values, entered once."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from apps.core import clock
from apps.core.history import append_only
from apps.core.models import FileUse

from ..choices import FactImportStatus, FactSource, Level, PeriodKind, Sector, ValueKind
from ..fact_values import value_text
from ..periods import period_label
from ..querysets import MetricQuerySet, ScopedQuerySet
from ..transitions import FACT_IMPORT_TRANSITIONS
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
    #: Who can know it: levels of the tree; empty means all of them.
    levels = models.JSONField("填报层级", default=list, blank=True)
    #: The heading under which a page shows it: 党员队伍, 阵地建设, 经费保障.
    group = models.CharField("分组", max_length=20, blank=True)
    description = models.CharField("说明", max_length=200, blank=True)
    #: Beyond these a value is stored all the same, with a request to check it.
    low = models.DecimalField("合理下限", max_digits=18, decimal_places=4, null=True, blank=True)
    high = models.DecimalField("合理上限", max_digits=18, decimal_places=4, null=True, blank=True)
    change_percent = models.PositiveSmallIntegerField("增减超过百分之几提示", null=True, blank=True)
    is_signed = models.BooleanField("可为负数", default=False)
    #: How it follows from records and ledgers; empty when people tell it.
    derived = models.JSONField("自动汇总", default=dict, blank=True)
    position = models.PositiveIntegerField("顺序", default=0)
    #: A region's figure, kept by the offices of city and district and read by everybody below them.
    is_reference = models.BooleanField("地区参照值", default=False)
    #: Whether organizations are asked for it; what an office adds waits for a published standard that reads it.
    asked = models.BooleanField("列入填报", default=True)

    objects = MetricQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(low__lte=F("high")), name="metric_range"
            ),
            models.CheckConstraint(
                condition=Q(is_signed=True)
                | (Q(low__isnull=True) | Q(low__gte=0)) & (Q(high__isnull=True) | Q(high__gte=0)),
                name="metric_sign",
            ),
            models.CheckConstraint(
                condition=Q(change_percent__isnull=True) | Q(change_percent__gt=0), name="metric_change"
            ),
            models.CheckConstraint(condition=Q(decimals__lte=4), name="metric_decimals"),
            models.CheckConstraint(condition=Q(period_kind__in=PeriodKind.values), name="metric_period_kind"),
            models.CheckConstraint(condition=Q(value_kind__in=ValueKind.values), name="metric_value_kind"),
        ]

    def __str__(self) -> str:
        return self.name

    def is_asked_of(self, sector: str, level: str) -> bool:
        """Whether organizations of this sector and level can know it; none named means all."""
        return (not self.sectors or sector in self.sectors) and (not self.levels or level in self.levels)

    def why_not_asked(self, sector: str, level: str) -> str:
        """The sentence for somebody who tells it all the same; empty for those who are asked."""
        if self.is_asked_of(sector, level):
            return ""
        if self.sectors and sector not in self.sectors:
            return f"{dict(Sector.choices).get(sector, '')}领域不填此项"
        return f"{dict(Level.choices).get(level, '')}不填此项，由{self.levels_text}填"

    @property
    def levels_text(self) -> str:
        """县区级、乡镇街道级, from above; empty when all levels tell it."""
        return "、".join(label for value, label in Level.choices if value in self.levels)


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
    #: Why the value asks to be checked, as told when it was stored; empty once somebody confirmed it.
    doubt = models.CharField("待核对", max_length=120, blank=True)

    #: Set by the service: the verified observation that goes on holding in place of this one.
    outranked_by: "Fact | None" = None

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
        return value_text(self.metric, self.value)

    @property
    def is_verified(self) -> bool:
        """Whether a visit found the value on site (已核实)."""
        return self.source == FactSource.INSPECTION

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


class FactImport(models.Model):
    """A workbook of facts that an office confirmed: done at once, or by the worker when it is large."""

    transitions = FACT_IMPORT_TRANSITIONS

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    organization_path = models.CharField(max_length=255, db_collation="C")
    file = models.ForeignKey(FileUse, on_delete=models.PROTECT, related_name="+")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    skip_bad = models.BooleanField("跳过有误的行", default=False)
    status = models.CharField(max_length=10, choices=FactImportStatus, default=FactImportStatus.WAITING)
    total = models.PositiveIntegerField("待写入", default=0)
    done = models.PositiveIntegerField("已写入", default=0)
    outranked = models.PositiveIntegerField("已核实未覆盖", default=0)
    message = models.CharField("说明", max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    progressed_at = models.DateTimeField(default=clock.now)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"导入数据 {self.file.name}"

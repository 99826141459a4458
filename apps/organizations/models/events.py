"""What happened to an organization: awards, honours, cases adopted, accidents, discipline, complaints."""

from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models

from apps.core import clock
from apps.core.history import tracked

from ..choices import EventLevel, EventNature, FactSource
from ..querysets import EventQuerySet
from ..transitions import EVENT_VERBS
from .tree import Organization


class EventKind(models.Model):
    """A kind of events as loaded from ``fixtures/reference/events.yaml``: the vocabulary of the ledger.

    ``levels`` are codes of :class:`EventLevel`; ``codes`` and ``roles`` lists of ``{code, title}``.
    """

    code = models.CharField("代码", max_length=60, unique=True)
    name = models.CharField("名称", max_length=60)
    nature = models.CharField("性质", max_length=20, choices=EventNature)
    unit = models.CharField("单位", max_length=10, default="次")
    levels = models.JSONField("级别", default=list, blank=True)
    codes = models.JSONField("等次", default=list, blank=True)
    roles = models.JSONField("承担角色", default=list, blank=True)
    description = models.CharField("说明", max_length=200, blank=True)
    #: Why rules now bar the kind as assessment content (press coverage, leaders' praise); empty when they do not.
    compliance_note = models.CharField("合规提示", max_length=200, blank=True)
    position = models.PositiveIntegerField("顺序", default=0)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_adverse(self) -> bool:
        return self.nature == EventNature.ADVERSE

    def title_of(self, field: str, code: str) -> str:
        """The word of a code among ``codes`` or ``roles``; the code itself when it is not there any more."""
        rows: list[dict[str, Any]] = getattr(self, field)
        return next((row["title"] for row in rows if row["code"] == code), code)


@tracked()
class Event(models.Model):
    """荣誉和奖惩事项: one dated event; never changed, cancelled with a reason.

    Events with the same ``key`` are one thing that was recognised at several levels: it counts once.
    """

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="ledger_events")
    organization_path = models.CharField(max_length=255, db_collation="C")
    kind = models.ForeignKey(EventKind, on_delete=models.PROTECT, related_name="events", verbose_name="类型")
    happened_on = models.DateField("日期")
    code = models.CharField("等次", max_length=40, blank=True)
    level = models.CharField("级别", max_length=20, choices=EventLevel, blank=True)
    role = models.CharField("承担角色", max_length=40, blank=True)
    title = models.CharField("事项", max_length=120)
    issuer = models.CharField("作出单位", max_length=120, blank=True)
    document_number = models.CharField("文号", max_length=60, blank=True)
    key = models.CharField(max_length=40)
    count = models.PositiveSmallIntegerField("数量", default=1, validators=[MinValueValidator(1)])
    source = models.CharField("来源", max_length=20, choices=FactSource, default=FactSource.SELF)
    note = models.CharField("说明", max_length=200, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField("作废理由", max_length=200, blank=True)

    objects = EventQuerySet.as_manager()
    transitions = EVENT_VERBS

    class Meta:
        ordering = ["-happened_on", "-id"]
        indexes = [
            models.Index(fields=["organization", "kind", "happened_on"], name="event_count"),
            models.Index(fields=["organization_path", "-happened_on"], name="event_place"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(count__gte=1), name="event_counts_something"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.title}"

    @property
    def code_text(self) -> str:
        return self.kind.title_of("codes", self.code)

    @property
    def role_text(self) -> str:
        return self.kind.title_of("roles", self.role)

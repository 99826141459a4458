"""结对共建: two organizations that do things together for a period."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.core import clock
from apps.core.history import tracked

from ..pairing_choices import PairingKind, PairingStatus
from ..querysets import PairingQuerySet, ScopedQuerySet
from ..transitions import PAIRING_TRANSITIONS
from .tree import ENDS_AFTER_START, Organization


@tracked()
class Pairing(models.Model):
    """A pairing of two organizations; ``sides`` says which, each side sees it."""

    transitions = PAIRING_TRANSITIONS

    kind = models.CharField("结对类型", max_length=20, choices=PairingKind)
    status = models.CharField("状态", max_length=20, choices=PairingStatus, default=PairingStatus.PROPOSED)
    title = models.CharField("结对名称", max_length=60)
    goal = models.CharField("共建目标", max_length=500, blank=True)
    started_on = models.DateField("开始日期")
    ended_on = models.DateField("结束日期", null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    objects = PairingQuerySet.as_manager()

    class Meta:
        ordering = ["-started_on", "-id"]
        constraints = [models.CheckConstraint(condition=ENDS_AFTER_START, name="pairing_ends_after_start")]

    def __str__(self) -> str:
        return self.title


@tracked()
class PairingSide(models.Model):
    """One of the two; ``position`` 1 proposed it, or is the one named first."""

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="sides")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="pairing_sides", verbose_name="党组织"
    )
    organization_path = models.CharField(max_length=255, db_collation="C")
    position = models.PositiveSmallIntegerField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["pairing", "position"]
        constraints = [
            models.UniqueConstraint(fields=["pairing", "organization"], name="pairingside_once"),
            models.UniqueConstraint(fields=["pairing", "position"], name="pairingside_position_once"),
            models.CheckConstraint(condition=Q(position__in=[1, 2]), name="pairingside_two"),
        ]
        indexes = [models.Index(fields=["organization_path"], name="pairingside_path")]

    def __str__(self) -> str:
        return f"{self.pairing}·{self.organization.short_name}"


@tracked()
class PairingAction(models.Model):
    """What the two mean to do, by when, and which of them sees to it (None: both)."""

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="actions")
    title = models.CharField("共建内容", max_length=100)
    due_on = models.DateField("计划时间")
    side = models.ForeignKey(
        PairingSide, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="牵头方"
    )
    done_on = models.DateField("完成日期", null=True, blank=True)
    note = models.CharField("落实情况", max_length=200, blank=True)

    class Meta:
        ordering = ["pairing", "due_on", "id"]

    def __str__(self) -> str:
        return self.title

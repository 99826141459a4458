"""自查问题: what an organization itself found lacking, and how it puts it right."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.core import clock
from apps.core.history import tracked
from apps.standards.models import Criterion

from ..choices import GapCause, GapStatus
from ..querysets import GapItemQuerySet
from ..transitions import GAP_TRANSITIONS
from .application import Application


@tracked()
class GapItem(models.Model):
    """自查问题: one leaf that is not met, with its cause, measure, owner and date (一项一项规范、一条一条整改).

    Overdue follows from the date and is never stored.
    """

    transitions = GAP_TRANSITIONS

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="gap_items")
    organization_path = models.CharField(max_length=255, db_collation="C")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+", verbose_name="对应指标")
    problem = models.CharField("问题", max_length=500)
    cause = models.CharField("原因", max_length=20, choices=GapCause)
    cause_note = models.CharField("原因说明", max_length=300, blank=True)
    measure = models.CharField("整改措施", max_length=300, blank=True)
    owner = models.CharField("责任人", max_length=40)
    due_on = models.DateField("整改期限")
    status = models.CharField(max_length=10, choices=GapStatus, default=GapStatus.OPEN)
    result = models.CharField("整改结果", max_length=500, blank=True)
    closed_at = models.DateTimeField("销号时间", null=True, blank=True)
    #: Nobody: the portal saw that the leaf is met.
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    #: Nobody: carried over by the portal.
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    objects = GapItemQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["organization_path", "status", "due_on"], name="gapitem_ledger")]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "criterion"], condition=Q(status="open"), name="gapitem_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(problem="") & ~Q(cause="") & ~Q(owner=""), name="gapitem_says_what_why_who"
            ),
            models.CheckConstraint(
                condition=Q(status="open") | Q(closed_at__isnull=False), name="gapitem_closed_has_moment"
            ),
        ]

    def __str__(self) -> str:
        return self.problem[:40]

    @property
    def is_overdue(self) -> bool:
        return self.status == GapStatus.OPEN and self.due_on < clock.today()

"""Days on which an inspector cannot be sent: leave, or other business away."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from apps.core import clock
from apps.core.history import tracked

from ..choices import AbsenceKind
from ..querysets import AbsenceQuerySet


@tracked()
class Absence(models.Model):
    """From–to of one person; a wrong one is withdrawn and noted anew."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="absences", verbose_name="督导员"
    )
    kind = models.CharField("类型", max_length=10, choices=AbsenceKind, default=AbsenceKind.LEAVE)
    starts_on = models.DateField("从")
    ends_on = models.DateField("到")
    note = models.CharField("说明", max_length=100, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="absence_ends_after_start"),
            models.UniqueConstraint(
                fields=["user", "starts_on", "ends_on"], condition=Q(withdrawn_at=None), name="absence_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user.name}{self.get_kind_display()}"

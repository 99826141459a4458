"""What was wrong with a returned application, and how it stood then."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.core import clock
from apps.core.history import tracked
from apps.organizations.models import Organization

from ..choices import ReturnKind
from .application import Application
from .ladder import ReviewStep


@tracked(exclude=["snapshot"])
class ReviewReturn(models.Model):
    """退回: the opinion, and the application as it stood, so that what changed since can be marked."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="returns")
    step = models.ForeignKey(ReviewStep, on_delete=models.CASCADE, related_name="returns")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    opinion = models.TextField("意见", max_length=1000)
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    returned_at = models.DateTimeField(default=clock.now)
    snapshot = models.JSONField(default=dict)
    resubmitted_at = models.DateTimeField(null=True, blank=True)
    recalled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["application", "-returned_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["step"],
                condition=Q(resubmitted_at__isnull=True, recalled_at__isnull=True),
                name="reviewreturn_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application}·{self.organization.short_name}退回"

    @property
    def organization_path(self) -> str:
        return self.application.organization_path


@tracked()
class ReturnItem(models.Model):
    """One thing ticked as wrong, with a remark. ``key`` names the field, part or leaf."""

    sent_back = models.ForeignKey(ReviewReturn, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=ReturnKind)
    key = models.CharField(max_length=60, blank=True)
    label = models.CharField(max_length=200)
    remark = models.CharField("问题说明", max_length=300)

    class Meta:
        ordering = ["sent_back", "position"]
        constraints = [
            models.UniqueConstraint(fields=["sent_back", "kind", "key"], name="returnitem_once"),
            models.CheckConstraint(condition=~Q(remark=""), name="returnitem_has_remark"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def organization_path(self) -> str:
        return self.sent_back.organization_path

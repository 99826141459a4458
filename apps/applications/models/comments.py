"""批注与沟通: what levels say to each other about an application, and what they say with the applicant."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.core import clock
from apps.core.history import append_only
from apps.organizations.models import Organization

from ..choices import CommentAudience
from ..querysets import CommentQuerySet
from .application import Application


class ReviewComment(models.Model):
    """One remark, never edited. Those between levels are not for the applicant, wherever they are shown."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="comments")
    audience = models.CharField("范围", max_length=20, choices=CommentAudience)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    organization_name = models.CharField(max_length=120)
    text = models.TextField("内容", max_length=1000)
    at = models.DateTimeField(default=clock.now)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["application", "at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="reviewcomment_has_text")]
        triggers = [append_only("reviewcomment_append_only")]

    def __str__(self) -> str:
        return f"{self.organization_name}的沟通"

    @property
    def organization_path(self) -> str:
        return self.application.organization_path

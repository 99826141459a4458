from django.conf import settings
from django.db import models

from apps.core import clock

from .querysets import NoticeQuerySet


class Notice(models.Model):
    """A line in somebody's inbox. One per rule, subject, recipient and threshold, however often the job runs."""

    rule = models.CharField(max_length=60)
    subject = models.CharField(max_length=80, help_text="app.model:pk of what it is about")
    threshold = models.CharField(max_length=20, blank=True)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    title = models.CharField("标题", max_length=120)
    body = models.CharField("内容", max_length=500, blank=True)
    url = models.CharField(max_length=200, blank=True)
    due_at = models.DateTimeField("期限", null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "subject", "recipient", "threshold"], name="notice_once")
        ]
        indexes = [models.Index(fields=["recipient", "read_at", "-created_at"], name="notice_inbox")]

    def __str__(self) -> str:
        return self.title

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.core import clock
from apps.core.history import tracked
from apps.organizations.models import Organization

from ..querysets import InboxQuerySet


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
    #: What is owed no more, or is owed at another time, or was told anew: out of the inbox, kept for the office.
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    #: app.model:pk of the campaign that it belongs to, where it belongs to one.
    topic = models.CharField(max_length=40, blank=True, db_default="", default="")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所涉组织"
    )
    #: Whether channels outside the portal carry it too.
    outside = models.BooleanField(default=True, db_default=True)

    objects = InboxQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "subject", "recipient", "threshold"], name="notice_once")
        ]
        indexes = [
            models.Index(fields=["recipient", "read_at", "-created_at"], name="notice_inbox"),
            models.Index(fields=["topic", "-created_at"], name="notice_topic", condition=~models.Q(topic="")),
            models.Index(
                fields=["rule", "due_at"],
                name="notice_standing",
                condition=models.Q(read_at__isnull=True, withdrawn_at__isnull=True, due_at__isnull=False),
            ),
            models.Index(fields=["created_at", "recipient"], name="notice_recent", condition=models.Q(outside=True)),
        ]

    def __str__(self) -> str:
        return self.title


@tracked()
class RuleSetting(models.Model):
    """What the office of a campaign has changed in one rule; no row means the rule as it comes."""

    topic = models.CharField(max_length=40)
    rule = models.CharField(max_length=60)
    #: Calendar days before the deadline, e.g. 7, 3, 1, 0; none: as the rule comes.
    days_before = ArrayField(models.PositiveSmallIntegerField(), null=True, blank=True)
    wording = models.CharField("提醒语", max_length=300, blank=True)
    #: Whether the nearest office gets a copy.
    copies_office = models.BooleanField("抄送上级党建办", default=False)
    outside = models.BooleanField("同时发外部渠道", default=True)
    is_paused = models.BooleanField("暂停", default=False)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["topic", "rule"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "rule"], name="rulesetting_once"),
            models.CheckConstraint(condition=~models.Q(topic=""), name="rulesetting_has_topic"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.rule}"

from django.conf import settings
from django.db import models

from apps.core import clock
from apps.core.history import tracked


@tracked(exclude=["digest"])
class CalendarFeed(models.Model):
    """A person's dates as an address that calendars read without a sign-in; kept as a hash, revocable."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="feeds")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=clock.now)
    revoked_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(revoked_at__isnull=True), name="calendarfeed_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id}"


class Urge(models.Model):
    """A 催办: somebody of an office asks a person for what is owed, once a day for each matter."""

    subject = models.CharField(max_length=80)
    topic = models.CharField(max_length=40, blank=True, default="")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="urges")
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    wording = models.CharField("催办内容", max_length=200)
    day = models.DateField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["subject", "recipient", "day"], name="urge_once_a_day")]
        indexes = [models.Index(fields=["topic", "-created_at"], name="urge_topic")]

    def __str__(self) -> str:
        return self.wording

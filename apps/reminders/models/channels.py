from django.conf import settings
from django.db import models

from apps.core import clock
from apps.core.history import tracked
from apps.organizations.models import Organization

from ..choices import PERSONAL, ChannelKind, DeliveryKind, DeliveryStatus
from ..querysets import ChannelQuerySet, DeliveryQuerySet
from .notices import Notice

MORNING, EVENING, HOURS = 8, 20, 24


@tracked(exclude=["sealed"])
class Channel(models.Model):
    """A way out of the portal that an organization has set up; it serves the people of its subtree.

    Where several stand above a person, the nearest of a kind serves. ``sealed`` holds address and secrets,
    encrypted (``core.secrets``); pages show ``shown`` alone.
    """

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="channels")
    organization_path = models.CharField(max_length=255, db_collation="C")
    kind = models.CharField("方式", max_length=10, choices=ChannelKind.choices)
    name = models.CharField("名称", max_length=40)
    sealed = models.TextField()
    shown = models.CharField(max_length=120)
    #: The hour of the day from which a group gets its digest; a person's hour is the person's choice.
    digest_hour = models.PositiveSmallIntegerField("每日汇总时间", default=9)
    is_active = models.BooleanField("启用", default=False)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    #: When a message last arrived, and what was said when one last did not.
    worked_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        ordering = ["organization_path", "kind", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=ChannelKind.values), name="channel_kind"),
            models.CheckConstraint(condition=models.Q(digest_hour__lt=HOURS), name="channel_hour"),
            models.UniqueConstraint(
                fields=["organization", "kind"],
                condition=models.Q(is_active=True, kind__in=[kind.value for kind in PERSONAL]),
                name="channel_one_personal",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_personal(self) -> bool:
        return self.kind in PERSONAL


@tracked()
class Preference(models.Model):
    """How one person wants to be told outside the portal; the inbox cannot be turned off."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preference")
    by_email = models.BooleanField("电子邮件", default=True)
    by_sms = models.BooleanField("短信", default=True)
    #: Off: outside channels carry only what has a deadline.
    tells_news = models.BooleanField("没有期限的消息也发", default=True)
    digest_hour = models.PositiveSmallIntegerField("每日汇总时间", default=MORNING)
    quiet_from = models.PositiveSmallIntegerField("免打扰开始", default=EVENING)
    quiet_until = models.PositiveSmallIntegerField("免打扰结束", default=MORNING)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(digest_hour__lt=HOURS, quiet_from__lt=HOURS, quiet_until__lt=HOURS),
                name="preference_hours",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id}"


class Delivery(models.Model):
    """One message through one channel: pending → sending → sent | failed | dropped.

    ``next_try_at`` says when a pending one may go; while sending it is the end of the lease, after which another
    worker takes it up: a message goes out at least once.
    """

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="deliveries")
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="deliveries"
    )
    kind = models.CharField(max_length=10, choices=DeliveryKind.choices)
    day = models.DateField()
    status = models.CharField(max_length=10, choices=DeliveryStatus.choices, default=DeliveryStatus.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=clock.now)
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "recipient", "day"],
                condition=models.Q(kind=DeliveryKind.DIGEST),
                nulls_distinct=False,
                name="delivery_one_digest",
            ),
            models.CheckConstraint(condition=models.Q(status__in=DeliveryStatus.values), name="delivery_status"),
            models.CheckConstraint(
                condition=models.Q(status=DeliveryStatus.SENT, sent_at__isnull=False)
                | (~models.Q(status=DeliveryStatus.SENT) & models.Q(sent_at__isnull=True)),
                name="delivery_sent_when_sent",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                name="delivery_waiting",
                condition=models.Q(status__in=[DeliveryStatus.PENDING, DeliveryStatus.SENDING]),
            ),
            models.Index(fields=["channel", "-created_at"], name="delivery_of_channel"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day}"


class DeliveryLine(models.Model):
    """A notice in a message: through one channel a notice goes once."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="lines")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="lines")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "notice"], name="deliveryline_once")]

    def __str__(self) -> str:
        return f"{self.delivery_id}: {self.notice_id}"

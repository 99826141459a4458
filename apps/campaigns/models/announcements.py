"""通知公告 of a campaign: a notice, a meeting or an observation, and who was told of it."""

import datetime as dt

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from apps.core import clock
from apps.core.history import tracked
from apps.organizations.models import Organization

from ..choices import GATHERINGS, AnnouncementKind, AnnouncementStatus, Audience, Reply
from ..querysets import AnnouncementQuerySet, AnnouncementReceiptQuerySet
from ..transitions import ANNOUNCEMENT_TRANSITIONS
from .campaigns import Campaign


@tracked()
class Announcement(models.Model):
    """Written by an office, read by those whom it reaches. Its receipts are frozen when it is issued."""

    transitions = ANNOUNCEMENT_TRANSITIONS

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="announcements")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="发布单位")
    organization_path = models.CharField(max_length=255, db_collation="C")
    kind = models.CharField("类别", max_length=20, choices=AnnouncementKind, default=AnnouncementKind.NOTICE)
    title = models.CharField("标题", max_length=100)
    text = models.TextField("内容", max_length=5000)
    starts_at = models.DateTimeField("开始时间", null=True, blank=True)
    ends_at = models.DateTimeField("结束时间", null=True, blank=True)
    place = models.CharField("地点", max_length=100, blank=True)
    needs_reply = models.BooleanField("需要回复", default=False)
    reply_by = models.DateField("回复截止日期", null=True, blank=True)
    audience = models.CharField("发送范围", max_length=20, choices=Audience, default=Audience.ELIGIBLE)
    #: Ids of the organizations chosen, each with everything below it; read for ``Audience.CHOSEN`` alone.
    chosen = ArrayField(models.BigIntegerField(), verbose_name="指定党组织", default=list, blank=True)
    status = models.CharField("状态", max_length=20, choices=AnnouncementStatus, default=AnnouncementStatus.DRAFT)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField("发布时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    #: Why it was withdrawn, as recipients read it.
    withdrawal = models.CharField("撤回原因", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="announcement_says_something"),
            models.CheckConstraint(condition=Q(kind__in=AnnouncementKind.values), name="announcement_kind_known"),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True, ends_at__isnull=True)
                | Q(starts_at__isnull=False, ends_at__isnull=True)
                | Q(ends_at__gt=F("starts_at")),
                name="announcement_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=[*GATHERINGS]) | (Q(starts_at__isnull=False) & ~Q(place="")),
                name="announcement_gathering_has_place",
            ),
            models.CheckConstraint(
                condition=Q(needs_reply=False) | Q(reply_by__isnull=False), name="announcement_reply_has_day"
            ),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(issued_at__isnull=False, issued_by__isnull=False),
                name="announcement_issued_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status="withdrawn") | (Q(withdrawn_at__isnull=False) & ~Q(withdrawal="")),
                name="announcement_withdrawn_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["campaign", "status", "-issued_at"], name="announcement_listed")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_gathering(self) -> bool:
        """Whether people come to it."""
        return self.kind in GATHERINGS

    def takes_replies(self, today: dt.date) -> bool:
        """Whether a reply is asked for and may still be given or changed."""
        return (
            self.status == AnnouncementStatus.ISSUED
            and self.needs_reply
            and self.reply_by is not None
            and today <= self.reply_by
        )


@tracked(inserts=False)
class AnnouncementReceipt(models.Model):
    """送达: one person who was told, for which organization, whether it was read, and what was replied.

    A reply speaks for the organization: it stands on the receipt of whoever gave it last, once for each organization.
    """

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="receipts")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="党组织")
    organization_path = models.CharField(max_length=255, db_collation="C")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="announcement_receipts", verbose_name="接收人"
    )
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)
    reply = models.CharField("回复", max_length=20, choices=Reply, blank=True)
    words = models.CharField("说明", max_length=200, blank=True)
    #: How many come, the person included; names are not asked.
    people = models.PositiveSmallIntegerField("参加人数", null=True, blank=True)
    replied_at = models.DateTimeField("回复时间", null=True, blank=True)

    objects = AnnouncementReceiptQuerySet.as_manager()

    class Meta:
        ordering = ["announcement", "organization_path", "id"]
        constraints = [
            models.UniqueConstraint(fields=["announcement", "user"], name="announcementreceipt_once"),
            models.UniqueConstraint(
                fields=["announcement", "organization"], condition=~Q(reply=""), name="announcementreceipt_one_reply"
            ),
            models.CheckConstraint(
                condition=Q(reply="", replied_at__isnull=True)
                | (Q(reply__in=Reply.values) & Q(replied_at__isnull=False)),
                name="announcementreceipt_reply_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(people__isnull=True) | Q(reply="yes", people__gte=1),
                name="announcementreceipt_people_come",
            ),
        ]
        indexes = [
            models.Index(fields=["announcement", "organization_path"], name="announcementreceipt_rows"),
            models.Index(fields=["user", "announcement"], name="announcementreceipt_own"),
        ]

    def __str__(self) -> str:
        return f"{self.announcement} {self.organization_id}"

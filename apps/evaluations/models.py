"""Combined scores with their frozen inputs, public notices and objections."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from apps.applications.models import Application
from apps.campaigns.models import Campaign
from apps.core import clock
from apps.core.history import tracked
from apps.organizations.querysets import ScopedQuerySet

from .choices import Decision, NoticeStatus, ObjectionStatus
from .querysets import EvaluationQuerySet
from .transitions import NOTICE_TRANSITIONS, OBJECTION_TRANSITIONS


@tracked()
class Evaluation(models.Model):
    """One application's combined score. ``inputs`` recompute to the same figure, byte for byte."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="evaluation")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="evaluations")
    organization_path = models.CharField(max_length=255, db_collation="C")
    self_score = models.DecimalField("自评", max_digits=7, decimal_places=4, null=True)
    mass_score = models.DecimalField("群众测评", max_digits=7, decimal_places=4, null=True)
    organization_score = models.DecimalField("组织考评", max_digits=7, decimal_places=4, null=True)
    total = models.DecimalField("总分", max_digits=7, decimal_places=4, null=True)
    eligible = models.BooleanField("符合命名条件", default=True)
    reasons = models.JSONField(default=list, blank=True, help_text="why not eligible, in sentences")
    quota_group = models.CharField(max_length=60, blank=True)
    rank = models.PositiveIntegerField("名次", null=True)
    inputs = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    decision = models.CharField("拟办", max_length=20, choices=Decision, default=Decision.PENDING)
    decision_reason = models.CharField("理由", max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    computed_at = models.DateTimeField(default=clock.now)
    frozen_at = models.DateTimeField(null=True, blank=True)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        ordering = ["campaign", "quota_group", F("rank").asc(nulls_last=True), "id"]
        indexes = [models.Index(fields=["campaign", "quota_group", "rank"], name="evaluation_board")]

    def __str__(self) -> str:
        return f"{self.application}·评定"


@tracked()
class PublicNotice(models.Model):
    """公示: who is proposed, from when to when, and how to object. Dates are whole days, inclusive."""

    transitions = NOTICE_TRANSITIONS

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="public_notices")
    organization_path = models.CharField(max_length=255, db_collation="C")
    title = models.CharField("标题", max_length=100)
    body = models.TextField("公示内容", max_length=4000)
    unit = models.CharField("受理单位", max_length=100)
    phone = models.CharField("受理电话", max_length=30)
    address = models.CharField("通讯地址", max_length=200, blank=True)
    starts_on = models.DateField("公示开始", null=True, blank=True)
    ends_on = models.DateField("公示截止", null=True, blank=True)
    working_days = models.PositiveSmallIntegerField("公示工作日", default=5)
    status = models.CharField(max_length=20, choices=NoticeStatus, default=NoticeStatus.DRAFT)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "withdrawn"])
                | (Q(starts_on__isnull=False) & Q(ends_on__gte=F("starts_on"))),
                name="publicnotice_published_with_dates",
            )
        ]

    def __str__(self) -> str:
        return self.title


@tracked()
class NoticeEntry(models.Model):
    """One application named in a public notice."""

    notice = models.ForeignKey(PublicNotice, on_delete=models.CASCADE, related_name="entries")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="notice_entries")
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["notice", "position"]
        constraints = [models.UniqueConstraint(fields=["notice", "application"], name="noticeentry_once")]

    def __str__(self) -> str:
        return f"{self.notice} {self.application}"


@tracked()
class Objection(models.Model):
    """An objection raised against a notice. Who raised it is seen by the handling office alone."""

    transitions = OBJECTION_TRANSITIONS

    notice = models.ForeignKey(PublicNotice, on_delete=models.PROTECT, related_name="objections")
    application = models.ForeignKey(
        Application, null=True, blank=True, on_delete=models.PROTECT, related_name="objections", verbose_name="涉及单位"
    )
    organization_path = models.CharField(max_length=255, db_collation="C")
    name = models.CharField("姓名（单位）", max_length=60, blank=True)
    contact = models.CharField("联系方式", max_length=60, blank=True)
    content = models.TextField("异议内容", max_length=2000)
    status = models.CharField(max_length=20, choices=ObjectionStatus, default=ObjectionStatus.RECEIVED)
    answer = models.TextField("办理结果", blank=True, max_length=2000)
    received_at = models.DateTimeField(default=clock.now)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    handled_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at"]

    def __str__(self) -> str:
        return f"{self.notice}的异议"

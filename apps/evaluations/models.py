"""Combined scores with their frozen inputs, public notices and objections."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from apps.applications.models import Application
from apps.campaigns.models import Campaign
from apps.core import clock
from apps.core.history import tracked, tracked_when_changed
from apps.organizations.querysets import ScopedQuerySet

from .choices import Decision, NoticeStatus, ObjectionStatus, RunStatus
from .querysets import EvaluationQuerySet
from .transitions import NOTICE_TRANSITIONS, OBJECTION_TRANSITIONS, RUN_TRANSITIONS


@tracked(exclude=["inputs"])
@tracked_when_changed(
    "digest", fields=["inputs", "digest", "computed_at"], model_name="EvaluationBasis", related_name="bases"
)
class Evaluation(models.Model):
    """One application's combined score. ``inputs`` recompute to the same figure, byte for byte.

    Places and decisions change far more often than the inputs, which are large: ``bases`` keeps each state of
    the inputs once, ``events`` everything else.
    """

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
    merit_grade = models.CharField(max_length=80, blank=True, help_text="the grade's code before quota and decision")
    grade = models.CharField(max_length=80, blank=True, help_text="the grade's code after quota and decision")
    grade_title = models.CharField("等次", max_length=60, blank=True)
    grade_note = models.CharField(max_length=200, blank=True, help_text="open grades, quota, tie: in a sentence")
    tied_for = models.CharField(max_length=80, blank=True, help_text="the grade on whose boundary equal scores stand")
    given_grade = models.CharField("人工确定等次", max_length=80, blank=True)
    given_reason = models.CharField("确定等次的理由", max_length=300, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    given_on = models.DateField(null=True, blank=True)
    computed_at = models.DateTimeField(default=clock.now)
    frozen_at = models.DateTimeField(null=True, blank=True)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        ordering = ["campaign", "quota_group", F("rank").asc(nulls_last=True), "id"]
        indexes = [models.Index(fields=["campaign", "quota_group", "rank"], name="evaluation_board")]

    def __str__(self) -> str:
        return f"{self.application}·评定"


class ScoringRun(models.Model):
    """One computation of a campaign's scores. Its chunks are the work left and the progress."""

    transitions = RUN_TRANSITIONS

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="scoring_runs")
    status = models.CharField(max_length=10, choices=RunStatus, default=RunStatus.RUNNING)
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    total = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign"], condition=Q(status="running"), name="scoringrun_one_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.campaign}·得分计算"


class ScoringChunk(models.Model):
    """Applications from the first key to the last, scored in one transaction: figures and end stand together."""

    run = models.ForeignKey(ScoringRun, on_delete=models.CASCADE, related_name="chunks")
    first = models.BigIntegerField(help_text="key of the first application")
    last = models.BigIntegerField(help_text="key of the last application")
    size = models.PositiveIntegerField()
    attempts = models.PositiveSmallIntegerField(
        default=0, help_text="times that the computation broke off with an error"
    )
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["run", "first"]

    def __str__(self) -> str:
        return f"{self.run} {self.first}"


@tracked()
class VetoFinding(models.Model):
    """一票否决: somebody found that a veto of the standard applies. Lifted with a reason, never deleted."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="veto_findings")
    organization_path = models.CharField(max_length=255, db_collation="C")
    code = models.CharField("否决情形", max_length=80)
    title = models.CharField(max_length=200)
    evidence = models.CharField("依据", max_length=500)
    decided_by = models.CharField("认定单位（人）", max_length=60)
    decided_on = models.DateField("认定日期")
    note = models.CharField("说明", max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_reason = models.CharField("撤销理由", max_length=300, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["application", "recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "code"], condition=Q(lifted_at__isnull=True), name="vetofinding_once_in_force"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | ~Q(lifted_reason=""), name="vetofinding_lifted_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}·{self.title}"


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

"""自评: one answer per leaf of the frozen standard."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.core import clock
from apps.core.history import tracked
from apps.organizations.models import Fact
from apps.organizations.querysets import ScopedQuerySet
from apps.standards.models import Criterion, StandardVersion

from ..choices import AssessmentStatus
from ..transitions import ASSESSMENT_TRANSITIONS
from .application import Application


@tracked()
class SelfAssessment(models.Model):
    """自评: the branch answers every applicable leaf of the frozen standard."""

    transitions = ASSESSMENT_TRANSITIONS

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="self_assessment")
    organization_path = models.CharField(max_length=255, db_collation="C")
    status = models.CharField(max_length=20, choices=AssessmentStatus, default=AssessmentStatus.DRAFT)
    score = models.DecimalField("自评得分", max_digits=7, decimal_places=4, null=True, blank=True)
    passes_gate = models.BooleanField("全部达标", null=True, blank=True)
    #: Everything the engine read at submission (``engine.freeze``); empty while it is a draft.
    inputs = models.JSONField(default=dict, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.application}·自评"


@tracked()
class Response(models.Model):
    """One leaf's answer by the branch, in typed columns. Its outcome is kept beside it, with the reason."""

    self_assessment = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="responses")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    #: None: not answered. A number for quantity and judged leaves (claimed points), 1/0 for yes/no.
    value = models.DecimalField("数值", max_digits=18, decimal_places=4, null=True, blank=True)
    members = models.JSONField("已具备项", default=list, blank=True, help_text="codes of fulfilled checklist members")
    answered = models.BooleanField(default=False)
    not_applicable = models.BooleanField("不适用", default=False)
    note = models.TextField("说明", blank=True, max_length=1000)
    #: The observation this answer stands on, when a fact decided it.
    fact = models.ForeignKey(Fact, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    points = models.DecimalField("得分", max_digits=9, decimal_places=4, null=True, blank=True)
    state = models.CharField(max_length=20, default="unanswered")
    verdict = models.CharField(max_length=20, blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["self_assessment", "criterion__position"]
        constraints = [models.UniqueConstraint(fields=["self_assessment", "criterion"], name="response_once")]

    def __str__(self) -> str:
        return f"{self.self_assessment}·{self.criterion}"

    @property
    def organization_path(self) -> str:
        return self.self_assessment.organization_path

    @property
    def code(self) -> str:
        """The leaf's; the criterion must be loaded."""
        return self.criterion.code


@tracked(exclude=["inputs"])
class Signing(models.Model):
    """签署: one signature under a self-assessment with everything that was signed, and how it was opened again.

    A self-assessment that was sent back is signed anew; what was signed before stays readable here.
    """

    self_assessment = models.ForeignKey(SelfAssessment, on_delete=models.PROTECT, related_name="signings")
    organization_path = models.CharField(max_length=255, db_collation="C")
    number = models.PositiveSmallIntegerField("签署次序")
    standard_version = models.ForeignKey(StandardVersion, on_delete=models.PROTECT, related_name="+")
    #: Everything the engine read (``engine.freeze``); never changed afterwards.
    inputs = models.JSONField(default=dict)
    score = models.DecimalField("自评得分", max_digits=7, decimal_places=4, null=True, blank=True)
    passes_gate = models.BooleanField("全部达标", null=True, blank=True)
    statement = models.CharField("真实性承诺", max_length=300)
    secretary_name = models.CharField("责任书记", max_length=40)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField("签署时间", default=clock.now)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reopened_at = models.DateTimeField("退回时间", null=True, blank=True)
    reopen_reason = models.CharField("退回理由", max_length=300, blank=True)
    reopen_until = models.DateTimeField("重新提交期限", null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["self_assessment", "number"]
        constraints = [
            models.UniqueConstraint(fields=["self_assessment", "number"], name="signing_number_once"),
            models.CheckConstraint(
                condition=Q(reopened_at__isnull=True) | ~Q(reopen_reason=""), name="signing_reopened_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.self_assessment}·第 {self.number} 次签署"


@tracked(exclude=["rows"])
class AnswerSheet(models.Model):
    """A workbook that was filled in offline and uploaded: read and kept, applied cell by cell when chosen."""

    self_assessment = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="answer_sheets")
    organization_path = models.CharField(max_length=255, db_collation="C")
    name = models.CharField("文件名", max_length=200)
    #: As read: per line its number, key, what was downloaded and what stands there now.
    rows = models.JSONField(default=list)
    downloaded_at = models.DateTimeField("下载时间", null=True, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("上传时间", default=clock.now)
    applied_at = models.DateTimeField("采用时间", null=True, blank=True)
    applied_cells = models.PositiveIntegerField("采用处数", default=0)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return f"{self.self_assessment}·{self.name}"

"""One organization in one campaign: application, ladder, plan, self-assessment, evidence."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from apps.campaigns.models import Campaign
from apps.core import clock
from apps.core.history import tracked
from apps.organizations.models import Fact, Organization
from apps.organizations.querysets import ScopedQuerySet
from apps.standards.models import Criterion, StandardVersion

from .choices import ApplicationStatus, AssessmentStatus, Exemplar, ReviewVerdict, StepStatus, TaskStatus
from .querysets import ApplicationQuerySet, ReviewStepQuerySet
from .transitions import APPLICATION_TRANSITIONS, ASSESSMENT_TRANSITIONS, STEP_TRANSITIONS


@tracked()
class Application(models.Model):
    """申报. ``version`` guards against two people overwriting each other."""

    transitions = APPLICATION_TRANSITIONS

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="applications", verbose_name="活动")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="applications", verbose_name="申报单位"
    )
    organization_path = models.CharField(max_length=255, db_collation="C")
    status = models.CharField("状态", max_length=30, choices=ApplicationStatus, default=ApplicationStatus.DRAFT)
    standard_version = models.ForeignKey(
        StandardVersion, on_delete=models.PROTECT, related_name="+", verbose_name="适用标准"
    )

    title = models.CharField("品牌（示范点）名称", max_length=60, blank=True)
    exemplar = models.CharField("典型类型", max_length=10, choices=Exemplar, blank=True)
    summary = models.TextField("基本情况", blank=True, max_length=1000)
    foundation = models.TextField("创建基础", blank=True, max_length=2000)
    innovation = models.TextField("特色做法与创新载体", blank=True, max_length=2000)
    results = models.TextField("预期成效", blank=True, max_length=2000)
    goal = models.TextField("创建目标", blank=True, max_length=1000)
    secretary_name = models.CharField("党组织书记（责任人）", max_length=40, blank=True)
    contact_name = models.CharField("联系人", max_length=40, blank=True)
    contact_phone = models.CharField("联系电话", max_length=20, blank=True)
    funding_amount = models.DecimalField(
        "申请经费（万元）", max_digits=10, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    funding_source = models.CharField("经费来源", max_length=100, blank=True)
    funding_use = models.TextField("经费用途", blank=True, max_length=500)

    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    saved_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["organization_path", "id"]
        constraints = [models.UniqueConstraint(fields=["campaign", "organization"], name="application_once")]
        indexes = [
            models.Index(fields=["campaign", "status", "organization_path"], name="application_list"),
            models.Index(fields=["organization_path"], name="application_path"),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.organization.short_name}的申报"


@tracked()
class PlanTask(models.Model):
    """A line of the creation plan (实施方案): goal → task → measure, who, by when, how far."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="tasks")
    position = models.PositiveSmallIntegerField(default=0)
    task = models.CharField("任务", max_length=100)
    measure = models.CharField("措施", max_length=300, blank=True)
    responsible = models.CharField("责任人", max_length=40)
    due_on = models.DateField("完成时限")
    status = models.CharField("进展", max_length=20, choices=TaskStatus, default=TaskStatus.PLANNED)
    progress = models.PositiveSmallIntegerField("完成比例", default=0, validators=[MaxValueValidator(100)])
    progress_note = models.CharField("进展说明", max_length=300, blank=True)

    class Meta:
        ordering = ["application", "position", "id"]
        constraints = [models.CheckConstraint(condition=Q(progress__lte=100), name="plantask_progress_at_most_hundred")]

    def __str__(self) -> str:
        return self.task

    @property
    def organization_path(self) -> str:
        return self.application.organization_path


@tracked()
class ReviewStep(models.Model):
    """One level of the ladder, frozen at submission: which organization reviews, in which order."""

    transitions = STEP_TRANSITIONS

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField("级次")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="review_steps", verbose_name="审核单位"
    )
    is_final = models.BooleanField(default=False)
    status = models.CharField(max_length=20, choices=StepStatus, default=StepStatus.WAITING)
    opinion = models.TextField("意见", blank=True, max_length=1000)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    pending_since = models.DateTimeField(null=True, blank=True)

    objects = ReviewStepQuerySet.as_manager()

    class Meta:
        ordering = ["application", "position"]
        constraints = [
            models.UniqueConstraint(fields=["application", "position"], name="reviewstep_position_once"),
            models.UniqueConstraint(
                fields=["application"], condition=Q(status="pending"), name="reviewstep_one_pending"
            ),
        ]
        indexes = [models.Index(fields=["organization", "status"], name="reviewstep_queue")]

    def __str__(self) -> str:
        return f"{self.application}·{self.organization.short_name}审核"

    @property
    def organization_path(self) -> str:
        return self.application.organization_path


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
    gap_owner = models.CharField("整改责任人", max_length=40, blank=True)
    gap_due_on = models.DateField("整改期限", null=True, blank=True)
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


@tracked()
class ReviewResponse(models.Model):
    """初审: what the reviewing office found of one leaf; ``agree`` keeps what the branch said."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="review_responses")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField("初审意见", max_length=20, choices=ReviewVerdict, default=ReviewVerdict.AGREE)
    #: The number found: of a quantity in its unit, of a judged leaf in points.
    value = models.DecimalField("核定数值", max_digits=18, decimal_places=4, null=True, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["application", "criterion__position"]
        constraints = [
            models.UniqueConstraint(fields=["application", "criterion"], name="reviewresponse_once"),
            models.CheckConstraint(condition=Q(verdict="agree") | ~Q(note=""), name="reviewresponse_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.application}·{self.criterion}初审"

    @property
    def organization_path(self) -> str:
        return self.application.organization_path

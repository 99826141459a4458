"""One organization in one campaign: the application and its creation plan."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from apps.campaigns.models import Campaign
from apps.core import clock
from apps.core.fields import RichTextField
from apps.core.history import tracked
from apps.organizations.models import Organization
from apps.standards.models import StandardVersion
from apps.standards.themes import carriers_named

from ..choices import ApplicationStatus, CreationForm, Exemplar, TaskStatus
from ..querysets import ApplicationQuerySet
from ..transitions import APPLICATION_TRANSITIONS


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
    #: 老典型挖掘新亮点；新典型重点实现单项突破（党建示范带建设方案 四（三））.
    highlight = models.TextField("新亮点", blank=True, max_length=1000)
    breakthrough = models.TextField("单项突破", blank=True, max_length=1000)
    idea = models.CharField("品牌理念", max_length=100, blank=True)
    meaning = models.TextField("品牌内涵", blank=True, max_length=1000)
    emblem = models.TextField("标识及释义", blank=True, max_length=500)
    summary = models.TextField("基本情况", blank=True, max_length=1000)
    foundation = models.TextField("创建基础", blank=True, max_length=2000)
    #: Codes of ``standards.themes``: the suggested activity carriers that it means to use.
    carriers = ArrayField(models.CharField(max_length=30), verbose_name="活动载体", default=list, blank=True, size=20)
    innovation = models.TextField("特色做法与创新载体", blank=True, max_length=2000)
    results = models.TextField("预期成效", blank=True, max_length=2000)
    narrative = RichTextField("综合材料", blank=True, max_length=5000)
    creation_form = models.CharField("创建方式", max_length=20, choices=CreationForm, blank=True)
    #: When the organization was last held against its standard before the plan (开工前对照).
    baseline_at = models.DateTimeField(null=True, blank=True)
    goal = models.TextField("创建目标", blank=True, max_length=1000)
    secretary_name = models.CharField("党组织书记（责任人）", max_length=40, blank=True)
    contact_name = models.CharField("联系人", max_length=40, blank=True)
    contact_phone = models.CharField("联系电话", max_length=20, blank=True)
    #: The sum of the funding items, kept by the services that write them; None: nothing is requested.
    funding_amount = models.DecimalField(
        "申请经费（万元）", max_digits=10, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )

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

    @property
    def carriers_text(self) -> str:
        """The ticked carriers by name."""
        return "、".join(carrier.name for carrier in carriers_named(self.carriers))


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
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["application", "position", "id"]
        constraints = [models.CheckConstraint(condition=Q(progress__lte=100), name="plantask_progress_at_most_hundred")]

    def __str__(self) -> str:
        return self.task

    @property
    def organization_path(self) -> str:
        return self.application.organization_path

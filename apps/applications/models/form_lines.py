"""Lines of the application form beside the plan: funding items, partners, gaps found before the plan."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from apps.core.history import tracked
from apps.organizations.models import Organization

from ..choices import FundingSource, GapCause, SupportKind
from .application import Application, PlanTask


class FormLine(models.Model):
    """A line of the form that is saved by itself; ``version`` guards against two people overwriting each other."""

    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True
        ordering = ["application", "position", "id"]

    application: models.ForeignKey

    @property
    def organization_path(self) -> str:
        return str(self.application.organization_path)


@tracked()
class FundingItem(FormLine):
    """One item of the funding request (项目、金额、来源、说明)."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="funding_items")
    name = models.CharField("项目", max_length=60, blank=True)
    amount = models.DecimalField(
        "金额（万元）", max_digits=8, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    source = models.CharField("来源", max_length=20, choices=FundingSource, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta(FormLine.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="fundingitem_not_negative")
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class Partner(FormLine):
    """A unit that builds along (联建、共建) and what it gives. ``organization``: the one of that name, if there is one."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="partners")
    name = models.CharField("单位名称", max_length=100, blank=True)
    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="党组织"
    )
    support = models.CharField("支持类别", max_length=20, choices=SupportKind, blank=True)
    content = models.CharField("支持内容", max_length=200, blank=True)
    amount = models.DecimalField(
        "折合金额（万元）", max_digits=8, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )

    class Meta(FormLine.Meta):
        constraints = [models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="partner_not_negative")]

    def __str__(self) -> str:
        return self.name


@tracked()
class BaselineGap(FormLine):
    """What the organization lacks of one clause before it plans (开工前对照), as it was found, and why.

    ``task``: the line of the plan that is to close it.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="baseline_gaps")
    code = models.CharField(max_length=80)
    number = models.CharField("序号", max_length=20)
    title = models.CharField("项目", max_length=200)
    label = models.CharField("现状", max_length=40)
    tone = models.CharField(max_length=10)
    text = models.TextField("差距", blank=True)
    points = models.DecimalField("可增分", max_digits=7, decimal_places=2, default=0)
    cause = models.CharField("原因", max_length=20, choices=GapCause, blank=True)
    note = models.CharField("原因说明", max_length=200, blank=True)
    task = models.ForeignKey(
        PlanTask, null=True, blank=True, on_delete=models.SET_NULL, related_name="closes", verbose_name="列入的任务"
    )

    class Meta(FormLine.Meta):
        constraints = [models.UniqueConstraint(fields=["application", "code"], name="baselinegap_once")]

    def __str__(self) -> str:
        return self.title

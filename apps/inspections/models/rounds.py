"""Rounds: what an organization inspects in a quarter or phase, and what it asks beside the standard."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from apps.campaigns.models import Campaign
from apps.core import clock
from apps.core.history import tracked
from apps.organizations.models import Organization

from ..choices import RoundKind, RoundStatus, Scoring, Severity
from ..querysets import ProblemQuerySet, RoundQuerySet
from ..transitions import ROUND_TRANSITIONS


@tracked()
class Round(models.Model):
    """A quarter's or phase's inspection, run by one organization within one campaign."""

    transitions = ROUND_TRANSITIONS

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="rounds", verbose_name="活动")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="rounds", verbose_name="组织单位"
    )
    organization_path = models.CharField(max_length=255, db_collation="C")
    name = models.CharField("名称", max_length=80)
    kind = models.CharField("类型", max_length=20, choices=RoundKind)
    year = models.PositiveSmallIntegerField("年度")
    quarter = models.PositiveSmallIntegerField("季度")
    theme = models.CharField("主题", max_length=40, blank=True)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    #: 四不两直: the site is not told before the team stands at its door.
    unannounced = models.BooleanField("四不两直", default=False)
    #: 通知要求: what the sites are asked to have ready; told with the notice in advance.
    preparation = models.CharField("需准备的材料", max_length=500, blank=True)
    #: Codes of the leaves that this round checks; none means all of the site's standard.
    leaves = ArrayField(models.CharField(max_length=60), verbose_name="检查指标", default=list, blank=True)
    #: Decided before the first visit begins: who scores, and whether scorers are brought to one scale.
    scoring = models.CharField("评分方式", max_length=10, choices=Scoring, default=Scoring.TEAM)
    normalised = models.BooleanField("校准评委尺度", default=False)
    status = models.CharField(max_length=20, choices=RoundStatus, default=RoundStatus.PLANNED)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="round_ends_after_start"),
            models.CheckConstraint(condition=Q(quarter__gte=1) & Q(quarter__lte=4), name="round_quarter_of_year"),
            models.CheckConstraint(
                condition=Q(normalised=False) | ~Q(scoring="team"), name="round_normalises_several_scorers"
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class RoundCheck(models.Model):
    """A question of the round's own beside the standard: what the quarter's theme asks."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="checks", verbose_name="督查批次")
    position = models.PositiveSmallIntegerField("序号")
    title = models.CharField("检查内容", max_length=120)
    guidance = models.CharField("怎么查", max_length=300, blank=True)
    #: Asked of committees inspected as such (分级督查), not of sites.
    committees = models.BooleanField("查党（工）委", default=False)

    class Meta:
        ordering = ["round", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "position"], name="roundcheck_position", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=~Q(title=""), name="roundcheck_has_title"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def organization_path(self) -> str:
        return self.round.organization_path


@tracked()
class TypicalProblem(models.Model):
    """A problem met often, worded once by an office and ticked in the field (典型问题库)."""

    #: None for those that come with the portal; these have a code and are everybody's.
    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="维护单位"
    )
    organization_path = models.CharField(max_length=255, db_collation="C", blank=True)
    code = models.CharField(max_length=40, blank=True)
    #: Code of a leaf in any standard; empty for problems that may be met anywhere.
    leaf = models.CharField("对应指标", max_length=60, blank=True)
    text = models.CharField("问题", max_length=120)
    demand = models.CharField("整改要求", max_length=300, blank=True)
    severity = models.CharField("程度", max_length=10, choices=Severity, default=Severity.MINOR)
    #: Calendar days to rectify; None leaves it to the rule of its severity.
    days = models.PositiveSmallIntegerField("整改天数", null=True, blank=True, validators=[MinValueValidator(1)])
    retired_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="登记人"
    )
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    objects = ProblemQuerySet.as_manager()

    class Meta:
        ordering = ["leaf", "text"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "leaf", "text"], condition=Q(retired_at=None), name="typicalproblem_once"
            ),
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="typicalproblem_code"),
            models.CheckConstraint(
                condition=Q(organization=None, organization_path="") & ~Q(code="")
                | Q(organization__isnull=False, code=""),
                name="typicalproblem_has_keeper",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="typicalproblem_has_text"),
            models.CheckConstraint(condition=Q(days=None) | Q(days__gte=1), name="typicalproblem_days"),
        ]

    def __str__(self) -> str:
        return self.text

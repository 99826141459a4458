"""创建计划图: which organization is to reach what in which year of a programme, and what each year is to bring."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.core import clock
from apps.core.history import tracked
from apps.organizations.models import Organization
from apps.organizations.querysets import ScopedQuerySet

from ..choices import PlanGoal, PlanStatus, TargetMeasure
from ..transitions import PLANNED_TRANSITIONS
from .programmes import Programme

#: A year stands inside its programme; the programme keeps its side by ``programme_keeps_its_years``.
IN_PROGRAMME = """
    IF NOT EXISTS (
        SELECT 1 FROM campaigns_programme
        WHERE id = NEW.programme_id AND NEW.year BETWEEN starts_in AND ends_in
    ) THEN
        RAISE EXCEPTION 'year % is outside the programme', NEW.year USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


def _in_programme(name: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("year", "programme_id"),
        func=IN_PROGRAMME,
    )


@tracked()
class PlannedYear(models.Model):
    """One cell of the board: the committee proposes, the level above confirms."""

    transitions = PLANNED_TRANSITIONS

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="planned_years")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="党组织")
    organization_path = models.CharField(max_length=255, db_collation="C")
    year = models.PositiveSmallIntegerField("年度")
    goal = models.CharField("目标", max_length=20, choices=PlanGoal)
    note = models.CharField("说明", max_length=200, blank=True)
    status = models.CharField("状态", max_length=10, choices=PlanStatus, default=PlanStatus.PROPOSED)
    proposer = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="提出单位")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    opinion = models.CharField("意见", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "organization_path", "year"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "organization", "year"], name="plannedyear_once"),
            models.CheckConstraint(condition=Q(goal__in=PlanGoal.values), name="plannedyear_goal_known"),
            models.CheckConstraint(
                condition=Q(status="proposed") | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="plannedyear_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status="declined") | ~Q(opinion=""), name="plannedyear_declined_with_opinion"
            ),
        ]
        indexes = [models.Index(fields=["programme", "organization_path"], name="plannedyear_board")]
        triggers = [_in_programme("plannedyear_in_programme")]

    def __str__(self) -> str:
        return f"{self.organization}·{self.year}年{self.get_goal_display()}"


@tracked()
class ProgrammeTarget(models.Model):
    """逐年目标: what the organizations of a programme together are to reach in a year."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="targets")
    year = models.PositiveSmallIntegerField("年度")
    goal = models.CharField("目标", max_length=20, choices=PlanGoal)
    measure = models.CharField("口径", max_length=20, choices=TargetMeasure)
    value = models.PositiveIntegerField("数值")
    clause = models.CharField("依据条款", max_length=80, blank=True)

    class Meta:
        ordering = ["programme", "year", "goal"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "year", "goal"], name="programmetarget_once"),
            models.CheckConstraint(condition=~Q(goal="creating"), name="programmetarget_is_a_result"),
            models.CheckConstraint(condition=~Q(measure="share") | Q(value__lte=100), name="programmetarget_share"),
            models.CheckConstraint(condition=Q(value__gte=1), name="programmetarget_positive"),
        ]
        triggers = [_in_programme("programmetarget_in_programme")]

    def __str__(self) -> str:
        return f"{self.year}年{self.get_goal_display()} {self.words}"

    @property
    def words(self) -> str:
        """累计达到 60% · 当年 100 个 · 每个党委当年 1 个."""
        unit = " %" if self.measure == TargetMeasure.SHARE else " 个"
        return f"{self.get_measure_display()} {self.value}{unit}".replace(" %", "%")

"""A plan of several years under which campaigns hang."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from apps.core import clock
from apps.core.history import tracked
from apps.organizations.models import Organization

from ..querysets import ProgrammeQuerySet
from ..transitions import PROGRAMME_VERBS

#: What was planned for a year, and its targets, are never left outside.
KEEPS_ITS_YEARS = """
    IF EXISTS (
        SELECT 1 FROM campaigns_plannedyear
        WHERE programme_id = NEW.id AND year NOT BETWEEN NEW.starts_in AND NEW.ends_in
    ) OR EXISTS (
        SELECT 1 FROM campaigns_programmetarget
        WHERE programme_id = NEW.id AND year NOT BETWEEN NEW.starts_in AND NEW.ends_in
    ) THEN
        RAISE EXCEPTION 'a planned year would be outside the programme' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


@tracked()
class Programme(models.Model):
    """长期计划 (三年行动计划, 3至5年): its years, its goal, the plan behind it."""

    transitions = PROGRAMME_VERBS

    name = models.CharField("计划名称", max_length=100)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="programmes", verbose_name="制定党组织"
    )
    organization_path = models.CharField(max_length=255, db_collation="C")
    starts_in = models.PositiveSmallIntegerField("起始年度")
    ends_in = models.PositiveSmallIntegerField("结束年度")
    plan = models.CharField("依据文件", max_length=200, blank=True)
    goal = models.TextField("目标", max_length=500, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_in", "name", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="programme_has_name"),
            models.CheckConstraint(condition=Q(ends_in__gte=F("starts_in")), name="programme_years_in_order"),
            models.UniqueConstraint(fields=["organization", "name", "starts_in"], name="programme_once"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="programme_keeps_its_years",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("starts_in", "ends_in"),
                func=KEEPS_ITS_YEARS,
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def years(self) -> range:
        """The years of the plan, the last included."""
        return range(self.starts_in, self.ends_in + 1)

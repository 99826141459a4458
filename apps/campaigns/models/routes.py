"""Where a campaign's ladder differs from 隶属关系."""

from django.db import models
from django.db.models import Q

from apps.core.history import tracked
from apps.organizations.choices import Level
from apps.organizations.models import Organization

from ..choices import CountersignMode, RouteAct
from .campaigns import Campaign


@tracked()
class RouteRule(models.Model):
    """A level that is skipped, or a department that countersigns at a level.

    A department countersigns for those below the organization to which it belongs: a district's for the district.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="route_rules")
    act = models.CharField("办法", max_length=20, choices=RouteAct)
    level = models.CharField("层级", max_length=20, choices=Level)
    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="会签部门"
    )
    mode = models.CharField("方式", max_length=20, choices=CountersignMode, blank=True)

    class Meta:
        ordering = ["campaign", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(act="skip", organization=None, mode="")
                | Q(act="countersign", organization__isnull=False, mode__in=["parallel", "in_turn"]),
                name="routerule_names_its_department",
            ),
            models.UniqueConstraint(
                fields=["campaign", "act", "level", "organization"], nulls_distinct=False, name="routerule_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()}{self.get_act_display()}"

    @property
    def organization_path(self) -> str:
        return self.campaign.organization_path

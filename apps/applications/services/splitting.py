"""What a split divides of applications: the own ones, and reviews of those whose organization goes along."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse

from apps.core.states import record
from apps.core.verdicts import Acting
from apps.organizations.models import Organization
from apps.organizations.registries import Share

from ..choices import ApplicationStatus
from ..models import Application, ReviewStep
from ..transitions import BEFORE_NOTICE
from .merging import OPEN_STEPS, UNDECIDED, carry_application

APPLICATION, STEP = "applications.application", "applications.reviewstep"


def foresee_division(organization: Organization, moved: Any) -> Iterator[Share]:
    """Running applications each; reviews that wait here and belong to the children that go along. Two statements."""
    for row in _applications(organization):
        label = f"{row.campaign.name}：申报“{row}”（{row.get_status_display()}）"
        url = reverse("applications:detail", args=[row.pk])
        note = "名额、自评、检查和问题随同"
        yield Share(f"{APPLICATION}:{row.pk}", "在办申报", label, note, url, _why_it_stays(row, organization))
    for step in _steps(organization, moved):
        label = f"{step.application.campaign.name}：审核“{step.application}”（{step.get_status_display()}）"
        url = reverse("applications:detail", args=[step.application_id])
        yield Share(f"{STEP}:{step.pk}", "待办审核", label, "改由新组织审核", url)


def divide_applications(
    organization: Organization, new: Organization, keys: Collection[str], acting: Acting, reason: str
) -> None:
    """Give the chosen applications and reviews to the new organization."""
    act = f"{organization.name}分出{new.name}"
    for row in _applications(organization).select_for_update(of=("self",)):
        if f"{APPLICATION}:{row.pk}" in keys:
            carry_application(row, new, acting, act)
    for step in ReviewStep.objects.filter(organization=organization, status__in=OPEN_STEPS).order_by("pk"):
        if f"{STEP}:{step.pk}" in keys:
            step.organization = new
            step.save(update_fields=["organization"])
            record(step, "carry_over", acting=acting, reason=act)


def _applications(organization: Organization) -> Any:
    running = (*BEFORE_NOTICE, ApplicationStatus.PUBLICISED)
    rows = Application.objects.filter(organization=organization, status__in=running)
    return rows.select_related("campaign", "organization").order_by("pk")


def _why_it_stays(row: Application, organization: Organization) -> str:
    if row.status == ApplicationStatus.PUBLICISED:
        return "正在公示"
    beside = organization.path[: -Organization.steplen]
    return "" if beside.startswith(row.campaign.scope_path) else "新组织不在活动范围内"


def _steps(organization: Organization, moved: Any) -> Any:
    below = Q(pk__in=[])
    for child in moved:
        below |= Q(application__organization_path__startswith=child.path)
    rows = ReviewStep.objects.filter(below, organization=organization, status__in=OPEN_STEPS)
    rows = rows.filter(application__status__in=UNDECIDED)
    return rows.select_related("application__campaign", "application__organization").order_by("pk")

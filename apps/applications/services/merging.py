"""What a merge or a closing of an organization does to its applications and to those that its office reviews.

An application goes over to the successor; where that one has its own in the campaign or stands outside the campaign's
scope, or where there is none, it is withdrawn with the reason. What is in public notice stops the act (``receivers``).
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.urls import reverse

from apps.campaigns.services import move_place, release_place
from apps.core.exceptions import OutOfTurn
from apps.core.states import move, record
from apps.core.verdicts import Acting
from apps.organizations.models import Organization
from apps.organizations.registries import Consequence

from ..choices import ApplicationStatus, StepStatus
from ..models import Application, InterestDeclaration, ReviewDelegation, ReviewStep
from ..transitions import BEFORE_NOTICE
from .ladder.stages import open_steps, take_back
from .ladder.waiting import places_freed

OPEN_STEPS = (StepStatus.WAITING, StepStatus.PENDING, StepStatus.RETURNED, StepStatus.RESERVED)
UNDECIDED = (ApplicationStatus.IN_REVIEW, ApplicationStatus.RETURNED)


def foresee_applications(organization: Organization, into: Organization | None) -> Iterator[Consequence]:
    """One line for each running application, one for each review that waits for the organization. Two statements."""
    for row, why in _fates(organization, into):
        words = f"撤回：{why}" if why else f"转入{into.short_name if into else ''}，进度、自评、检查和问题随同"
        label = f"{row.campaign.name}：申报“{row}”（{row.get_status_display()}）"
        yield Consequence(label, words, reverse("applications:detail", args=[row.pk]))
    if into is None:
        return
    for step in _steps(organization).select_related("application__campaign", "application__organization"):
        label = f"{step.application.campaign.name}：审核“{step.application}”（{step.get_status_display()}）"
        url = reverse("applications:detail", args=[step.application_id])
        yield Consequence(label, f"改由{into.short_name}审核", url)


def carry_applications(organization: Organization, into: Organization | None, acting: Acting, reason: str) -> None:
    """Do what was foreseen.

    Raises:
        OutOfTurn: an application came into public notice meanwhile.
    """
    locked = Application.objects.select_for_update(of=("self",)).order_by("pk").filter(organization=organization)
    if any(status == ApplicationStatus.PUBLICISED for status in locked.values_list("status", flat=True)):
        raise OutOfTurn(f"{organization.short_name}有公示中的申报，请待公示办结后办理。")
    for row, why in _fates(organization, into):
        if why:
            _withdraw(row, acting, f"{why}。{reason}" if reason else why)
        elif into is not None:
            carry_application(row, into, acting, f"{organization.name}并入{into.name}")
    if into is not None:
        _hand_over_steps(organization, into, acting)
        _hand_over_duties(organization, into)


def _fates(organization: Organization, into: Organization | None) -> list[tuple[Application, str]]:
    """Each running application with the reason for which it is withdrawn, or "" where it goes over."""
    rows = Application.objects.filter(organization=organization, status__in=BEFORE_NOTICE)
    rows = rows.select_related("campaign", "organization").order_by("pk")
    own = Application.objects.filter(campaign=OuterRef("campaign"), organization=into)
    return [(row, _why_withdrawn(row, into)) for row in rows.annotate(has_rival=Exists(own))]


def _why_withdrawn(row: Any, into: Organization | None) -> str:
    if into is None:
        return f"{row.organization.short_name}撤销"
    if row.has_rival:
        return f"{row.organization.short_name}并入{into.short_name}，后者在本活动已有申报"
    if not into.path.startswith(row.campaign.scope_path):
        return f"{row.organization.short_name}并入{into.short_name}，后者不在本活动范围内"
    return ""


def _withdraw(row: Application, acting: Acting, reason: str) -> None:
    move(row, "dissolve", acting=acting, reason=reason)
    take_back(open_steps(row), acting, reason)
    Application.objects.filter(pk=row.pk).update(version=F("version") + 1)
    release_place(row.campaign, row.organization)
    places_freed(row)


def carry_application(row: Application, into: Organization, acting: Acting, act: str) -> None:
    """Another organization goes on with it, and holds its place.

    Args:
        act: what happened to the organizations, for the record.
    """
    origin = row.organization
    Application.objects.filter(pk=row.pk).update(
        organization=into, organization_path=into.path, version=F("version") + 1
    )
    move_place(row.campaign, origin, into)
    row.refresh_from_db()
    record(row, "carry_over", acting=acting, reason=f"{act}，申报由{origin.short_name}转入")


def _steps(organization: Organization) -> Any:
    rows = ReviewStep.objects.filter(organization=organization, status__in=OPEN_STEPS)
    return rows.filter(application__status__in=UNDECIDED).exclude(application__organization=organization).order_by("pk")


def _hand_over_steps(organization: Organization, into: Organization, acting: Acting) -> None:
    for step in _steps(organization).select_related("application__organization", "organization"):
        step.organization = into
        step.save(update_fields=["organization"])
        Application.objects.filter(pk=step.application_id).update(version=F("version") + 1)
        record(step, "carry_over", acting=acting, reason=f"{organization.name}并入{into.name}")


def _hand_over_duties(organization: Organization, into: Organization) -> None:
    """Delegations and declarations of interest go on for the successor, but for those that would be to itself."""
    lasting = ReviewDelegation.objects.filter(revoked_at=None)
    for row in lasting.filter(organization=organization).exclude(to_organization=into):
        row.organization, row.organization_path = into, into.path
        row.save(update_fields=["organization", "organization_path"])
    for row in lasting.filter(to_organization=organization).exclude(organization=into):
        row.to_organization = into
        row.save(update_fields=["to_organization"])
    declared = InterestDeclaration.objects.filter(organization=organization, ended_at=None)
    kept_out = InterestDeclaration.objects.filter(organization=into, ended_at=None).values("user")
    for declaration in declared.exclude(user__in=kept_out):
        declaration.organization, declaration.organization_path = into, into.path
        declaration.save(update_fields=["organization", "organization_path"])

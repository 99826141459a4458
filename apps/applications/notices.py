"""Lines in the inbox when an application changes hands. Called by services, inside their transaction."""

from typing import Any

from django.urls import reverse

from apps.accounts.choices import Role
from apps.core.models import StateChange
from apps.organizations.queries import holders_of, secretaries_of
from apps.reminders.services import notify

WORDS = {
    "returned": "申报被退回修改",
    "rejected": "申报不予推荐",
    "approved": "申报已同意，进入创建",
}


def _round(subject: Any) -> str:
    """Tells the rounds of one subject apart: it may be returned more than once."""
    return str(StateChange.objects.of(subject).count())


def tell_office(step: Any) -> None:
    """The next office learns that an application waits for it."""
    application = step.application
    notify(
        rule="review.pending",
        subject=step,
        recipients=holders_of(step.organization_id, Role.OFFICE),
        title=f"待审核：{application.organization.short_name}“{application}”",
        body=f"{application.campaign.name}的申报已到本级，请审核。",
        url=reverse("applications:review", args=[application.pk]),
        threshold=_round(step),
    )


def tell_secretary(application: Any, outcome: str, step: Any, opinion: str) -> None:
    """The applicant learns what was decided: ``returned``, ``rejected`` or ``approved``."""
    office = step.organization.short_name if step is not None else application.campaign.organization.short_name
    edit = outcome == "returned"
    notify(
        rule=f"application.{outcome}",
        subject=application,
        recipients=secretaries_of(application.organization_id),
        title=f"{WORDS[outcome]}：{application}",
        body=f"{office}：{opinion}" if opinion.strip() else f"{office}已办理。",
        url=reverse("applications:edit" if edit else "applications:detail", args=[application.pk]),
        threshold=_round(application),
    )

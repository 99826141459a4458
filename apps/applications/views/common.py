"""What several pages share."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from apps.accounts.choices import Role
from apps.campaigns.queries import day_of, give_phases, phases_told
from apps.organizations.models import Organization
from apps.organizations.queries import current_facts, read_in_place

from .. import pages, queries
from ..choices import StepStatus
from ..models import Application, ReviewStep
from ..parts import FUNDING, GAPS, PARTNERS, asks_plan, parts_of
from ..wording import status_for

READERS = (Role.OFFICE, Role.SECRETARY, Role.INSPECTOR, Role.LEADER)


def application_of(request: HttpRequest, pk: int, *, namesakes: bool = False, lines: bool = True) -> Application:
    """The application if the person may see it, with what rules ask about its campaign; else 404.

    Args:
        lines: read the lines of its form and the linked leaders in the same statement.
    """
    rows = Application.objects.visible_to(request.user).select_related(
        "campaign__organization",
        "campaign__funding",
        "organization",
        "standard_version__standard",
        "created_by",
        "self_assessment",
    )
    rows = rows.with_namesakes() if namesakes else rows
    rows = rows.with_lines().with_leaders().with_earlier() if lines else rows
    found = get_object_or_404(rows.annotate(phases_read=phases_told("campaign_id")), pk=pk)
    give_phases(found.campaign, found.phases_read)
    return found


def steps_of(application: Application) -> tuple[list[ReviewStep], list[ReviewStep]]:
    """The frozen steps, and all on the way up; before the first submission those that will be, unsaved."""
    steps = list(application.steps.select_related("organization", "decided_by"))
    for step in steps:
        step.application = application
    return steps, steps or planned_steps(application)


def planned_steps(application: Application) -> list[ReviewStep]:
    """The ladder as it would be frozen today."""
    stops = queries.route_of(application.campaign, application.organization)
    return [
        ReviewStep(
            application=application,
            position=stop.position,
            branch=stop.branch,
            kind=stop.kind,
            organization=stop.organization,
            is_final=stop.is_final,
        )
        for stop in stops
    ]


def content_of(application: Application, user: Any) -> dict[str, Any]:
    """Everything of an application that its readers see, its status in the words meant for them."""
    steps, route = steps_of(application)
    lying = [step for step in steps if step.status in (StepStatus.PENDING, StepStatus.RESERVED)]
    application.turn = sorted(lying, key=lambda step: step.status)  # type: ignore[attr-defined]
    facts = list(current_facts(application.organization).values())
    # Nothing is written any more in a campaign that is over: its rows may read as they did on its last day.
    last = day_of(application.campaign)
    places = [application.organization, *(step.organization for step in route)]
    place, *_ = read_in_place((each, last) for each in places)
    uses = list(queries.documents_of(application))
    return {
        "application": application,
        "tone": pages.tone_of(application),
        "status_words": status_for(user, application),
        "steps": steps,
        "step_bar": pages.step_bar(application, route),
        "basics": pages.basics(application, place.parent_name, facts),
        "facts": facts,
        "fact_count": len(facts),
        "tasks": pages.task_rows(queries.tasks_of(application)),
        "asks_plan": asks_plan(application.campaign),
        "parts": {part.key for part in parts_of(application.campaign)},
        "partners": queries.lines_of(application, PARTNERS),
        "funding": queries.lines_of(application, FUNDING),
        "gaps": queries.lines_of(application, GAPS),
        "uses": uses,
        "files": [file_item(use) for use in uses],
    }


def corrections_of(application: Application) -> dict[str, Any] | None:
    """What the applicant has to correct: who sent it back, with what opinion, each item with its link."""
    found = queries.open_return(application)
    if found is None:
        return None
    items = [(item, queries.address_of(item, application)) for item in found.items.all()]
    return {"sent_back": found, "items": items}


def unseen(steps: list[ReviewStep]) -> bool:
    """Whether the applicant has not read a decision yet."""
    told = (StepStatus.RETURNED, StepStatus.REJECTED)
    return any((step.status in told or step.is_final) and step.decided_at and not step.seen_at for step in steps)


def parent_name(application: Application, route: list[ReviewStep]) -> str:
    """The organization above the applicant, from the ladder where it stands there."""
    above = application.organization.ancestor_paths()[-1:]
    offices = [step.organization for step in route if step.organization.path in above]
    found = offices or list(Organization.objects.filter(path__in=above))
    return found[0].name if found else ""


def file_item(use: Any, remove_url: str = "") -> dict[str, Any]:
    """A file as a row of the component ``file_list``."""
    item = {
        "name": use.name,
        "url": reverse("core:file", args=[use.pk]),
        "preview_url": reverse("core:preview", args=[use.pk]),
        "size": use.file.size,
    }
    return {**item, "remove_url": remove_url} if remove_url else item

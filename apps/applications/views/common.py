"""What several pages share."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from apps.accounts.choices import Role
from apps.campaigns.queries import day_of, with_phases
from apps.organizations.models import Organization
from apps.organizations.queries import current_facts, read_in_place

from .. import pages, queries
from ..models import Application, ReviewStep
from ..parts import asks_plan

PAGE_SIZE = 50
READERS = (Role.OFFICE, Role.SECRETARY, Role.INSPECTOR, Role.LEADER)


def page_of(request: HttpRequest, rows: Any) -> Page:
    """The page asked for, the nearest one when there is none such."""
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))


def application_of(request: HttpRequest, pk: int, *, namesakes: bool = False) -> Application:
    """The application if the person may see it, with what rules ask about its campaign; else 404."""
    rows = Application.objects.visible_to(request.user).select_related(
        "campaign__organization", "organization", "standard_version__standard", "created_by", "self_assessment"
    )
    rows = rows.with_namesakes() if namesakes else rows
    return get_object_or_404(rows.prefetch_related(with_phases("campaign__phases")), pk=pk)


def steps_of(application: Application) -> tuple[list[ReviewStep], list[Organization]]:
    """The frozen steps, and the organizations on the way up; before the first submission those that will be."""
    steps = list(application.steps.select_related("organization", "decided_by"))
    for step in steps:
        step.application = application
    route = [step.organization for step in steps]
    return steps, route or queries.ladder_of(application.campaign, application.organization)


def content_of(application: Application) -> dict[str, Any]:
    """Everything of an application that its readers see."""
    steps, route = steps_of(application)
    facts = current_facts(application.organization).values()
    # Nothing is written any more in a campaign that is over: its rows may read as they did on its last day.
    last = day_of(application.campaign)
    place, *_ = read_in_place((each, last) for each in [application.organization, *route])
    return {
        "application": application,
        "tone": pages.tone_of(application),
        "steps": steps,
        "step_bar": pages.step_bar(application, steps, route),
        "basics": pages.basics(application, place.parent_name, facts),
        "fact_count": len(facts),
        "tasks": pages.task_rows(queries.tasks_of(application)),
        "asks_plan": asks_plan(application.campaign),
        "files": [file_item(use) for use in queries.documents_of(application)],
    }


def file_item(use: Any, remove_url: str = "") -> dict[str, Any]:
    """A file as a row of the component ``file_list``."""
    item = {"name": use.name, "url": reverse("core:file", args=[use.pk]), "size": use.file.size}
    return {**item, "remove_url": remove_url} if remove_url else item

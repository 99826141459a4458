"""An application as it is read: what is missing, its route, where it lies."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from apps.campaigns.models import Campaign
from apps.core.models import FileUse
from apps.organizations.models import Organization

from ..choices import ApplicationStatus, StepKind, StepStatus
from ..models import Application, PlanTask, ReviewStep
from ..parts import PURPOSE, TITLE_LENGTH, asks_plan, label_of, parts_of

#: What a level has sent up uses up its quota, also when the level above took it over.
COUNTED = (StepStatus.RECOMMENDED, StepStatus.PASSED_UP)
#: Applications that no longer use up what their level may recommend.
DROPPED = (ApplicationStatus.REJECTED, ApplicationStatus.WITHDRAWN, ApplicationStatus.NOT_NAMED)


@dataclass(frozen=True)
class MissingItem:
    """One thing still lacking; ``url_fragment`` is its anchor on the edit page."""

    label: str
    field: str
    url_fragment: str

    @property
    def url(self) -> str:
        """The link within the edit page."""
        return f"#{self.url_fragment}"


def missing_items(application: Application, tasks: Sequence[PlanTask] | None = None) -> list[MissingItem]:
    """What keeps an application from being submitted, in the order of the form; empty when complete.

    Args:
        tasks: the lines of its plan, where they are known already.
    """
    lines = tasks_of(application) if tasks is None else tasks
    found = (*_empty_fields(application), *_funding(application), *_plan(application, lines))
    return [MissingItem(*item) for item in found]


def advice_for(application: Application, files: int | None = None) -> list[MissingItem]:
    """What is worth a second look and keeps nothing from being submitted.

    Args:
        files: how many documents are attached, where that is known already.
    """
    found = []
    if application.title and len(application.title) not in TITLE_LENGTH:
        found.append(_item("title", f"名称现为 {len(application.title)} 字，以 4—8 字为宜"))
    if not application.exemplar:
        found.append(_item("exemplar", "典型类型未选（老典型、新典型）"))
    if not (documents_of(application).count() if files is None else files):
        found.append(MissingItem("没有附件；有签字盖章的登记表请上传扫描件", "files", "files"))
    return found


def documents_of(application: Application) -> Any:
    """The files attached to the application itself."""
    return FileUse.objects.of(application).filter(purpose=PURPOSE)


def tasks_of(application: Application) -> list[PlanTask]:
    return list(application.tasks.order_by("position", "pk"))


def _item(name: str, label: str) -> MissingItem:
    return MissingItem(label, name, f"id_{name}")


Found = Iterator[tuple[str, str, str]]


def _empty_fields(application: Application) -> Found:
    for part in parts_of(application.campaign):
        for name in part.required:
            if not getattr(application, name):
                yield label_of(name), name, f"id_{name}"


def _funding(application: Application) -> Found:
    if not application.funding_amount:
        return
    for name in ("funding_source", "funding_use"):
        if not getattr(application, name):
            yield f"{label_of(name)}（已填申请经费）", name, f"id_{name}"


def _plan(application: Application, tasks: Sequence[PlanTask]) -> Found:
    if not asks_plan(application.campaign):
        return
    if not tasks:
        yield "实施方案的任务（至少 1 项，写明责任人和完成时限）", "tasks", "tasks"
    for number, task in enumerate(tasks, start=1):
        if not task.responsible or not task.due_on:
            yield f"第 {number} 项任务的责任人和完成时限", "tasks", "tasks"


def turn_of(application: Application) -> ReviewStep | None:
    """The step whose turn it is; of several at once the level's own."""
    pending = application.steps.filter(status=StepStatus.PENDING).select_related("organization")
    return pending.order_by("branch").first()


def places_under(campaign: Campaign, organization: Organization) -> int:
    """How many standing applications an organization has recommended in a campaign."""
    steps = ReviewStep.objects.filter(
        application__campaign=campaign, organization=organization, status__in=COUNTED, kind=StepKind.LEVEL
    )
    return steps.exclude(application__status__in=DROPPED).count()

"""An office's desk: what waits, what it keeps in reserve, what it decided; narrowed and sorted, in few statements."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest, JSONObject, TruncDate

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.campaigns.choices import CampaignStatus
from apps.campaigns.models import Campaign
from apps.core import clock
from apps.core.models import CalendarDay
from apps.core.prepared import prepared
from apps.core.working_days import add_working_days
from apps.organizations.access import office_of, scope_of
from apps.organizations.models import Membership, Organization

from ..choices import ApplicationStatus, StepKind, StepStatus
from ..models import Application, ReviewStep
from ..querysets import ReviewStepQuerySet, reviewing_offices
from ..transitions import RECALLABLE
from .counted import reviews_from

PENDING, RESERVED, DECIDED = "", "reserved", "decided"
MOST_CHILDREN = 60

SORTS = {
    "": ("pending_since", "pk"),
    "waited": ("pending_since", "pk"),
    "-waited": ("-pending_since", "-pk"),
    "name": ("application__organization__sort_key", "application__organization_path", "pk"),
    "-name": ("-application__organization__sort_key", "-application__organization_path", "-pk"),
    "campaign": ("application__campaign__name", "pending_since", "pk"),
    "-campaign": ("-application__campaign__name", "pending_since", "pk"),
    "rank": (F("order_rank").asc(nulls_last=True), "pending_since", "pk"),
    "-rank": (F("order_rank").desc(nulls_last=True), "pending_since", "pk"),
}


def desk_of(user: Any, view: str = PENDING) -> ReviewStepQuerySet:
    """Steps of the person's offices: waiting, on the waiting list, or decided."""
    steps: Any = ReviewStep.objects.all()
    if view == RESERVED:
        steps = steps.filter(
            organization__in=reviewing_offices(scope_of(user)),
            status=StepStatus.RESERVED,
            application__status=ApplicationStatus.IN_REVIEW,
        )
    elif view == DECIDED:
        offices = reviewing_offices(scope_of(user))
        steps = steps.filter(organization__in=offices, status__in=[*RECALLABLE, StepStatus.PASSED_UP]).exclude(
            status=StepStatus.RESERVED
        )
    else:
        steps = steps.pending_for(user).once_each(reviewing_offices(scope_of(user)))
    return steps


def narrowed(steps: ReviewStepQuerySet, filters: Mapping[str, Any]) -> ReviewStepQuerySet:
    """Keep what a filter asks for.

    Args:
        filters: ``q``, ``campaign``, ``sector``, ``level``, ``under`` (an organization), ``days``, ``handler``.
    """
    if text := filters.get("q"):
        steps = steps.filter(application__in=Application.objects.named_like(text).order_by().values("pk"))
    return steps.filter(**conditions_of(filters))


def conditions_of(filters: Mapping[str, Any]) -> dict[str, Any]:
    """What a filter asks for but the text, by lookup."""
    asked: dict[str, Any] = {}
    if filters.get("campaign"):
        asked["application__campaign_id"] = filters["campaign"].pk
    for name in ("sector", "level"):
        if filters.get(name):
            asked[f"application__organization__{name}"] = filters[name]
    if filters.get("under"):
        asked["application__organization_path__startswith"] = filters["under"].path
    if filters.get("days"):
        asked["pending_since__lt"] = clock.at(clock.today() - dt.timedelta(days=int(filters["days"]) - 1))
    if filters.get("handler") == "none":
        asked["handler__isnull"] = True
    elif filters.get("handler"):
        asked["handler_id"] = int(filters["handler"])
    return asked


def ordered(steps: ReviewStepQuerySet, sort: str, view: str = PENDING) -> ReviewStepQuerySet:
    """In the order that the person chose; decided ones the newest first."""
    before = ReviewStep.objects.filter(
        application=OuterRef("application"), position__lt=OuterRef("position"), kind=StepKind.LEVEL
    )
    steps = steps.annotate(rank_before=Subquery(before.order_by("-position").values("rank")[:1]))
    if sort in ("rank", "-rank"):  # else nothing of it is computed for rows that are not shown
        steps = steps.annotate(order_rank=Coalesce(F("rank"), F("rank_before")))
    keys: tuple[Any, ...] = SORTS.get(sort) or SORTS[""]
    if view == DECIDED and not sort:
        keys = ("-decided_at", "-pk")
    return steps.order_by(*keys)


def beside(user: Any, steps: Sequence[Any]) -> dict[int, list[ReviewStep]]:
    """By application what else of it waits for the person's offices beside these steps. No statement for one office."""
    offices = reviewing_offices(scope_of(user))
    found: dict[int, list[ReviewStep]] = {}
    if len(offices) < 2 or not steps:
        return found
    others = ReviewStep.objects.filter(
        application__in=[step.application_id for step in steps], status=StepStatus.PENDING, organization_id__in=offices
    ).exclude(pk__in=[step.pk for step in steps])
    for step in others.select_related("organization").order_by("branch"):
        found.setdefault(step.application_id, []).append(step)
    return found


def for_rows(steps: ReviewStepQuerySet) -> ReviewStepQuerySet:
    """With all that a row of the queue shows."""
    return steps.select_related(
        "application__organization", "application__campaign", "organization", "handler", "decided_by"
    )


@dataclass(frozen=True)
class Waiting:
    """How many reviews wait, how many of them longer than their campaign allows; the first of them, the working days."""

    steps: Sequence[ReviewStep] = ()
    count: int = 0
    late: int = 0
    table: Mapping[dt.date, bool] = field(default_factory=dict)


def waiting_at(steps: ReviewStepQuerySet, most: int) -> Waiting:
    """Counted by the working days that each campaign sets. One statement however many wait."""
    came = steps.order_by().values(
        days=F("application__campaign__review_working_days"),
        day=TruncDate(Greatest("pending_since", reviews_from("application__campaign"))),
    )
    counted = came.annotate(number=Count("pk")).values(told=JSONObject(days="days", day="day", number="number"))
    calendar = CalendarDay.objects.order_by("date").values(told=JSONObject(date="date", is_working="is_working"))
    related = "application__organization", "application__campaign", "organization"
    steps = steps.annotate(reviews_from=reviews_from("application__campaign"))
    rows = steps.select_related(*related).annotate(counted=ArraySubquery(counted), calendar=ArraySubquery(calendar))
    found: list[Any] = list(rows[:most])
    if not found:
        return Waiting()
    table = {dt.date.fromisoformat(day["date"]): day["is_working"] for day in found[0].calendar}
    today, told = clock.today(), found[0].counted
    late = (each for each in told if each["day"] and _last_day(each, table) < today)
    return Waiting(found, sum(each["number"] for each in told), sum(each["number"] for each in late), table)


def _last_day(told: Mapping[str, Any], table: Mapping[dt.date, bool]) -> dt.date:
    return add_working_days(dt.date.fromisoformat(told["day"]), told["days"], table)


def campaigns_on(user: Any, view: str = PENDING) -> list[Any]:
    """The campaigns of the steps on a desk, each with ``waiting``: how many of its steps are there. Two statements."""
    offices = reviewing_offices(scope_of(user))
    if view == PENDING:
        numbers = dict(_waiting(offices))
    else:
        steps = desk_of(user, view).order_by()
        numbers = dict(steps.values_list("application__campaign_id").annotate(number=Count("pk")))
    found = [row for row in _campaigns(sorted(numbers)) if view != PENDING or row.status == CampaignStatus.OPEN]
    for campaign in found:
        campaign.waiting = numbers[campaign.pk]
    return found


def on_desk(user: Any, view: str, campaigns: Sequence[Any]) -> ReviewStepQuerySet:
    """The steps of a desk, when the campaigns on it are known."""
    if view != PENDING:
        return desk_of(user, view)
    return pending_in(reviewing_offices(scope_of(user)), [campaign.pk for campaign in campaigns])


def pending_in(offices: list[int], campaigns: list[int]) -> ReviewStepQuerySet:
    rows: Any = ReviewStep.objects.filter(
        organization_id__in=offices,
        status=StepStatus.PENDING,
        application__status=ApplicationStatus.IN_REVIEW,
        application__campaign_id__in=campaigns,
    )
    return rows.once_each(offices)  # type: ignore[no-any-return]


@prepared
def _waiting(offices: list[int]) -> "QuerySet[Any, Any]":
    steps: Any = ReviewStep.objects.filter(
        organization_id__in=offices, status=StepStatus.PENDING, application__status=ApplicationStatus.IN_REVIEW
    )
    return steps.once_each(offices).order_by().values_list("application__campaign_id").annotate(number=Count("pk"))


@prepared
def _campaigns(ids: list[int]) -> "QuerySet[Any]":
    return Campaign.objects.filter(pk__in=ids).only(*OF_CAMPAIGN).annotate(reviews_from=reviews_from("pk"))


OF_CAMPAIGN = (
    "name", "status", "ranked", "year", "review_working_days", "organization", "organization_path", "scope_path",
)  # fmt: skip


class Unit(NamedTuple):
    """An organization by which a queue is narrowed."""

    pk: int
    short_name: str
    path: str


def units_below(user: Any) -> list[Unit]:
    """The organizations right below the person's office, to narrow the queue by."""
    office = office_of(user)
    return [Unit(*row) for row in _children(office.path, office.depth + 1)] if office is not None else []


@prepared
def _children(path: str, depth: int) -> "QuerySet[Any, Any]":
    rows = Organization.objects.active().filter(path__startswith=path, depth=depth)
    return rows.values_list("pk", "short_name", "path")[:MOST_CHILDREN]


def colleagues_of(user: Any) -> list[User]:
    """Who works in the person's offices today."""
    offices = sorted({m.organization_id for m in scope_of(user).memberships if m.role == Role.OFFICE})
    return _colleagues(offices, clock.today())


@prepared
def _colleagues(offices: list[int], today: dt.date) -> "QuerySet[Any]":
    held = Membership.objects.filter(organization__in=offices, role=Role.OFFICE).on(today)
    return User.objects.filter(is_active=True, pk__in=held.values("user")).only("name").order_by("name", "pk")

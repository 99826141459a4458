"""The board of a programme: committees plan the years of the organizations below them, the level above confirms."""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from django.db import IntegrityError, transaction

from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid, StaleVersion
from apps.core.limits import within
from apps.core.states import move, record
from apps.core.verdicts import Acting, require
from apps.organizations.choices import Level
from apps.organizations.models import Organization

from ..choices import GOAL_RANKS, PlanGoal, PlanStatus
from ..models import PlannedYear, Programme
from ..rules import can_decide_planned, can_plan_year
from .plan_notices import tell_decided

STALE = "该支部的年度计划刚被他人修改，您的内容没有覆盖；请刷新页面后再改。"


@transaction.atomic
def plan_years(
    *,
    actor: User,
    programme: Programme,
    organization: Organization,
    goals: Mapping[int, str],
    note: str | None = None,
    seen: Mapping[int, int] | None = None,
) -> list[PlannedYear]:
    """Say what an organization is to reach in years of a programme.

    What the office that made the programme plans itself stands at once; else the level above confirms. A confirmed
    year that changes is to be confirmed again.

    Args:
        goals: year → a value of ``PlanGoal``, or "" to take the year off the board; years left out stay.
        note: replaces the note of the years that change; None keeps it.
        seen: year → version that the person read; checked when given.

    Raises:
        Refused: no office above the organization.
        StaleVersion: somebody else changed one of the years meanwhile.
        Invalid: year outside or over, a later year lower than an earlier one, not a grass-roots organization.
    """
    acting = require(can_plan_year(actor, programme, organization))
    kept = Programme.objects.select_for_update().get(pk=programme.pk)
    found = list(kept.planned_years.select_for_update(of=("self",)).filter(organization=organization))
    standing = {each.year: each for each in found}
    _check_seen(standing, seen, goals)
    changes = checked_goals(kept, organization, standing, goals)
    for year, goal in changes.items():
        _write(actor, acting, kept, organization, standing.get(year), year, goal, note)
    return list(kept.planned_years.filter(organization=organization).order_by("year"))


def _check_seen(standing: Mapping[int, PlannedYear], seen: Mapping[int, int] | None, goals: Mapping[int, str]) -> None:
    if seen is None:
        return
    for year in goals:
        version = standing[year].version if year in standing else 0
        if seen.get(year, 0) != version:
            raise StaleVersion(STALE)


def checked_goals(
    programme: Programme, organization: Organization, standing: Mapping[int, PlannedYear], goals: Mapping[int, str]
) -> dict[int, str]:
    """The years that would change, each with its goal ("" takes it off). Pure but for its rows.

    Raises:
        Invalid: as :func:`plan_years` says.
    """
    if organization.level != Level.GRASSROOTS or organization.closed_on is not None:
        raise Invalid(f"“{organization.short_name}”不是在册的基层党组织，不列入创建计划图。")
    changes = {year: goal for year, goal in goals.items() if _differs(standing.get(year), goal)}
    for year, goal in changes.items():
        if year not in programme.years:
            raise Invalid(f"计划为{programme.starts_in}年至{programme.ends_in}年，不含{year}年。", code=f"year-{year}")
        if year < clock.today().year:
            raise Invalid(f"{year}年已过，年度计划不再改变。", code=f"year-{year}")
        if goal and goal not in PlanGoal.values:
            raise Invalid("请选择规划创建、达标或示范。", code=f"year-{year}")
    _check_rising({**_goals_of(standing.values()), **changes})
    return changes


def _differs(planned: PlannedYear | None, goal: str) -> bool:
    if planned is None:
        return bool(goal)
    return goal != planned.goal or planned.status == PlanStatus.DECLINED


def _goals_of(planned: Iterable[PlannedYear]) -> dict[int, str]:
    return {each.year: each.goal for each in planned if each.status != PlanStatus.DECLINED}


def _check_rising(goals: Mapping[int, str]) -> None:
    """A later year never asks for less than an earlier one."""
    years = sorted(year for year, goal in goals.items() if goal)
    for before, after in pairwise(years):
        if GOAL_RANKS[goals[after]] < GOAL_RANKS[goals[before]]:
            first, then = PlanGoal(goals[before]).label, PlanGoal(goals[after]).label
            raise Invalid(f"{before}年已安排{first}，{after}年不能低于它（现为{then}）。", code=f"year-{after}")


def _write(
    actor: User,
    acting: Acting,
    programme: Programme,
    organization: Organization,
    planned: PlannedYear | None,
    year: int,
    goal: str,
    note: str | None,
) -> None:
    if not goal:
        if planned is not None:
            _remove(actor, acting, planned)
        return
    told: dict[str, Any] = {
        "goal": goal, "proposer_id": acting.organization_id, "proposed_by": actor, "proposed_at": clock.now(),
    }  # fmt: skip
    if note is not None:
        told["note"] = within(note, 200, "说明")
    if planned is None:
        planned = _create(programme, organization, year, told)
        record(planned, "create", acting=acting, reason=PlanGoal(goal).label)
    else:
        _change(planned, acting, told)
    if acting.organization_id == programme.organization_id:
        _settle(actor, acting, planned, "confirm", "")


def _create(programme: Programme, organization: Organization, year: int, told: dict[str, Any]) -> PlannedYear:
    place = {"organization": organization, "organization_path": organization.path}
    try:
        with transaction.atomic():
            return PlannedYear.objects.create(programme=programme, year=year, **place, **told)
    except IntegrityError as error:
        raise StaleVersion(STALE) from error


def _change(planned: PlannedYear, acting: Acting, told: dict[str, Any]) -> None:
    words = f"{planned.get_goal_display()}改为{PlanGoal(told['goal']).label}"
    if planned.status == PlanStatus.PROPOSED:
        record(planned, "edit", acting=acting, reason=words)
    else:
        move(planned, "propose", acting=acting, reason=words)
    fields = {**told, "decided_by": None, "decided_at": None, "opinion": "", "version": planned.version + 1}
    PlannedYear.objects.filter(pk=planned.pk).update(**fields)
    planned.refresh_from_db()


def _remove(actor: User, acting: Acting, planned: PlannedYear) -> None:
    """What is confirmed is taken off by those who confirm it."""
    if planned.status == PlanStatus.CONFIRMED and not can_decide_planned(actor, planned):
        raise Invalid(f"{planned.year}年的计划已经上级确认，取消请由上级退回。", code=f"year-{planned.year}")
    record(planned, "remove", acting=acting, reason=planned.get_goal_display())
    planned.delete()


@transaction.atomic
def decide_planned(*, actor: User, planned: PlannedYear, verb: str, opinion: str = "") -> PlannedYear:
    """Confirm a planned year, or decline it with the reason.

    Args:
        verb: confirm or decline.

    Raises:
        Refused: no office above the proposer. OutOfTurn: decided so already. Invalid: no reason.
    """
    row = _locked().get(pk=planned.pk)
    acting = require(can_decide_planned(actor, row))
    if len(opinion) > 300:
        raise Invalid("意见不超过 300 字。")
    if verb == "decline" and not opinion.strip():
        raise Invalid("请填写退回的理由。")
    _settle(actor, acting, row, verb, opinion.strip())
    tell_decided(actor, verb, [row])
    return row


@transaction.atomic
def confirm_below(*, actor: User, programme: Programme, organization: Organization | None = None) -> int:
    """Confirm every planned year that waits for this person, below an organization or all; returns how many."""
    waiting = _locked().visible_to(actor).filter(programme=programme, status=PlanStatus.PROPOSED).order_by("pk")
    if organization is not None:
        waiting = waiting.below(organization)
    confirmed = []
    for planned in waiting:
        verdict = can_decide_planned(actor, planned)
        if verdict:
            _settle(actor, require(verdict), planned, "confirm", "")
            confirmed.append(planned)
    tell_decided(actor, "confirm", confirmed)
    return len(confirmed)


def _settle(actor: User, acting: Acting, planned: PlannedYear, verb: str, opinion: str) -> None:
    """Who decided, and why, is written first: the database takes no decided row without."""
    planned.decided_by, planned.decided_at, planned.opinion = actor, clock.now(), opinion or planned.opinion
    planned.version += 1
    planned.save(update_fields=["decided_by", "decided_at", "opinion", "version"])
    move(planned, verb, acting=acting, reason=opinion)
    if planned.opinion != opinion:
        planned.opinion = opinion
        planned.save(update_fields=["opinion"])


def _locked() -> Any:
    rows = PlannedYear.objects.select_for_update(of=("self",))
    return rows.select_related("programme", "proposer", "organization")

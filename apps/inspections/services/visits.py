"""Visits: which site, which day, which team."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse

from apps.accounts.models import User
from apps.applications.models import Application
from apps.core import clock, states
from apps.core.components.text import date_cn
from apps.core.exceptions import Invalid, OutOfTurn, StaleVersion
from apps.core.verdicts import require
from apps.organizations.models import Organization
from apps.organizations.services import end_access, grant_access
from apps.reminders.services import notify, withdraw_unread

from .. import rules
from ..choices import VisitStatus
from ..models import Round, Visit, VisitMember
from ..queries.answering import people_of
from .checks import ask_committees


@transaction.atomic
def assign_visit(
    *,
    actor: User,
    round: Round,
    application: Application | None = None,
    committee: Organization | None = None,
    scheduled_on: dt.date,
    inspectors: Sequence[User],
    lead: User | None = None,
    visit_id: uuid.UUID | None = None,
) -> Visit:
    """Send a team to a site. The team gets reach over the site for the time of the round, and a notice.

    Args:
        application, committee: one of the two; a committee is inspected as such (分级督查).
        lead: one of the inspectors; the first one when not given.
        visit_id: made by the client, so that sending twice stores once.

    Raises:
        Refused: not the round's office, the site does not fit the round, or an inspector must not go (回避).
        Invalid: no inspector, or a day outside the round.
        OutOfTurn: the round visits this site already, with another team or day.
    """
    # Nobody closes the round while a team is sent into it.
    rounds = Round.objects.select_for_update(no_key=True, of=("self",)).select_related("organization")
    acting = require(rules.can_manage_round(actor, rounds.get(pk=round.pk)))
    site = _fitting(round, application, committee)
    team = _checked_team(round, site, scheduled_on, inspectors, lead)
    found = _existing(round, application, site, visit_id)
    if found is not None:
        return _same_or_refuse(found, scheduled_on, team)
    visit = _create(round, application, site, scheduled_on, visit_id)
    if committee is not None:
        ask_committees(round)
    _seat(visit, team)
    states.record(visit, "create", acting=acting, target=visit.status, reason=_team_text(team))
    return visit


@transaction.atomic
def assign_visits(
    *,
    actor: User,
    round: Round,
    applications: Iterable[Application],
    scheduled_on: dt.date,
    inspectors: Sequence[User],
    lead: User | None = None,
) -> list[Visit]:
    """The same team on the same day to several sites: all of them, or none. Raises: as :func:`assign_visit`."""
    told: dict[str, Any] = {"scheduled_on": scheduled_on, "inspectors": inspectors, "lead": lead}
    return [assign_visit(actor=actor, round=round, application=each, **told) for each in applications]


@transaction.atomic
def reassign_visit(
    *,
    actor: User,
    visit: Visit,
    scheduled_on: dt.date,
    inspectors: Sequence[User],
    lead: User | None = None,
    version: int | None = None,
    scheduled_time: dt.time | None = None,
) -> Visit:
    """Change day, time or team of a visit that has not begun. Who leaves the team loses the reach.

    A site that was told before is told of the new day and team.

    Raises:
        OutOfTurn: the visit has begun.
        StaleVersion: somebody changed it since ``version`` was read.
    """
    acting = require(rules.can_manage_round(actor, visit.round))
    locked = Visit.objects.select_for_update().get(pk=visit.pk)
    if locked.status != VisitStatus.PLANNED:
        raise OutOfTurn(f"检查当前为“{locked.get_status_display()}”，不能调整人员和日期。")
    if version is not None and version != locked.version:
        raise StaleVersion("该安排刚被他人修改，请刷新后再办理。")
    team = _checked_team(visit.round, visit.organization, scheduled_on, inspectors, lead)
    when = {"scheduled_on": scheduled_on, "scheduled_time": scheduled_time}
    if all(getattr(locked, name) == value for name, value in when.items()) and _team_of(locked) == team:
        return locked
    if locked.scheduled_on != scheduled_on:
        when["position"] = None  # its place in the route of another day
    Visit.objects.filter(pk=locked.pk).update(**when, version=locked.version + 1)
    locked.refresh_from_db()
    left = [user for key, (user, _) in _team_of(locked).items() if key not in team]
    locked.members.all().delete()
    end_access(source="visit", source_key=str(locked.pk))
    withdraw_unread(rules=["visit.assigned"], subject=locked)  # the day or the team of before
    _seat(locked, team)
    _tell_left(locked, left)
    states.record(locked, "reassign", acting=acting, reason=_team_text(team))
    if locked.told_at:
        withdraw_unread(rules=["visit.told"], subject=locked)
        tell_site(locked.round, locked)
    return locked


@transaction.atomic
def cancel_visit(*, actor: User, visit: Visit, reason: str) -> Visit:
    """Call a visit off, with a reason; the team's reach ends and it is told."""
    acting = require(rules.can_manage_round(actor, visit.round))
    states.move(visit, "cancel", acting=acting, reason=reason)
    end_access(source="visit", source_key=str(visit.pk))
    withdraw_unread(rules=["visit.assigned", "visit.told"], subject=visit)
    notify(
        rule="visit.cancelled",
        subject=visit,
        recipients=[member.user for member in visit.members.select_related("user")],
        title=f"检查已取消：{visit.organization.short_name}",
        body=reason.strip(),
        url=reverse("inspections:field"),
    )
    if visit.told_at:
        notify(
            rule="visit.cancelled",
            subject=visit,
            recipients=people_of(visit),
            title=f"检查已取消：{visit.round.name}",
            body=reason.strip(),
            url=reverse("inspections:visit", args=[visit.pk]),
        )
    return visit


def _tell_left(visit: Visit, people: Sequence[User]) -> None:
    """Who was to go and does not any more."""
    notify(
        rule="visit.cancelled",
        subject=visit,
        recipients=people,
        title=f"检查任务已调整：{visit.organization.short_name}",
        body=f"{visit.round.name}。这次检查已改由其他督导员承担，您不用前往。",
        url=reverse("inspections:field"),
        threshold=f"v{visit.version}",
    )


def tell_site(round: Round, visit: Visit) -> None:
    """The notice in advance to one site: a changed day or team is a new one."""
    when = date_cn(visit.scheduled_on) + (f" {visit.scheduled_time:%H:%M}" if visit.scheduled_time else "")
    notify(
        rule="visit.told",
        subject=visit,
        recipients=people_of(visit),
        title=f"检查通知：{when}，{round.name}",
        body=notice_words(round, visit),
        url=reverse("inspections:visit", args=[visit.pk]),
        due_at=clock.at(visit.scheduled_on, 23, 59, 59),
        threshold=f"v{visit.version}",
    )


def notice_words(round: Round, visit: Visit) -> str:
    """The wording of the notice: who comes, what is checked, what to have ready."""
    team = "、".join(member.user.name for member in visit.team)
    asked = [check.title for check in round.checks.all() if check.committees == visit.is_of_committee]
    otherwise = "检查抓创建工作的情况。" if visit.is_of_committee else "按创建标准检查。"
    scope = f"重点检查：{'；'.join(asked)}。" if asked else otherwise
    ready = f"请准备：{round.preparation}。" if round.preparation else "请照常工作，备好日常资料，无需另做汇报材料。"
    return f"{round.organization.short_name}检查组（{team}）将到你单位检查。{scope}{ready}不安排陪同，不加重负担。"


Team = dict[int, tuple[User, bool]]


def _require(verdict: rules.Verdict) -> None:
    """Raise the refusal of a rule that names no capacity."""
    if not verdict:
        raise verdict.error(verdict.reason)


def _fitting(round: Round, application: Application | None, committee: Organization | None) -> Organization:
    """The organization that is visited, if the round may visit it."""
    if application is not None:
        _require(rules.fits_round(round, application))
        site: Organization = application.organization
        return site
    assert committee is not None, "an application or a committee"
    _require(rules.fits_committee(round, committee))
    return committee


def _checked_team(
    round: Round, site: Organization, day: dt.date, inspectors: Sequence[User], lead: User | None
) -> Team:
    team = list({user.pk: user for user in inspectors}.values())
    if not team:
        raise Invalid("请至少选择一名督导员。")
    if not round.starts_on <= day <= round.ends_on:
        raise Invalid(f"检查日期应在{date_cn(round.starts_on)}至{date_cn(round.ends_on)}之间。")
    if lead is not None and lead.pk not in {user.pk for user in team}:
        raise Invalid("组长应当是检查组成员。")
    for inspector in team:
        if not inspector.is_active:
            raise Invalid(f"{inspector.name}的账号已停用，请换其他督导员。")
        _require(rules.may_inspect(inspector, site))
    first = lead or team[0]
    return {user.pk: (user, user.pk == first.pk) for user in team}


def _existing(
    round: Round, application: Application | None, site: Organization, visit_id: uuid.UUID | None
) -> Visit | None:
    if visit_id is not None:
        found = Visit.objects.filter(pk=visit_id).first()
        if found is not None and (found.round_id, found.organization_id) != (round.pk, site.pk):
            raise Invalid("检查编号已被使用。")
        if found is not None:
            return found
    return Visit.objects.live().filter(round=round, application=application, organization=site).first()


def _same_or_refuse(visit: Visit, scheduled_on: dt.date, team: Team) -> Visit:
    if visit.scheduled_on == scheduled_on and set(_team_of(visit)) == set(team):
        return visit
    raise OutOfTurn(f"{visit.organization.short_name}在本批次已安排{date_cn(visit.scheduled_on)}检查。")


def _create(
    round: Round, application: Application | None, site: Organization, day: dt.date, visit_id: uuid.UUID | None
) -> Visit:
    try:
        with transaction.atomic():
            return Visit.objects.create(
                id=visit_id or uuid.uuid4(),
                round=round,
                application=application,
                organization=site,
                organization_path=site.path,
                scheduled_on=day,
            )
    except IntegrityError as error:  # two office workers at once: the index lets one through
        raise OutOfTurn(f"{site.short_name}在本批次刚被他人安排，请刷新后查看。") from error


def _seat(visit: Visit, team: Team) -> None:
    """Write the team, give it reach for the time of the round, and tell it."""
    for user, is_lead in team.values():
        VisitMember.objects.create(visit=visit, user=user, is_lead=is_lead)
        grant_access(
            user=user,
            organization=visit.organization,
            source="visit",
            source_key=str(visit.pk),
            started_on=min(clock.today(), visit.round.starts_on),
            ended_on=max(clock.today(), visit.round.ends_on),
        )
    day = date_cn(visit.scheduled_on)
    notify(
        rule="visit.assigned",
        subject=visit,
        recipients=[user for user, _ in team.values()],
        title=f"检查任务：{visit.organization.short_name}，{day}",
        body=f"{visit.round.name}。地址：{visit.organization.address or '未登记'}。",
        url=reverse("inspections:field_visit", args=[visit.pk]),
        threshold=f"v{visit.version}",
    )


def _team_of(visit: Visit) -> Team:
    members = visit.members.select_related("user")
    return {member.user_id: (member.user, member.is_lead) for member in members}


def _team_text(team: Team) -> str:
    return "检查组：" + "、".join(f"{user.name}{'（组长）' if is_lead else ''}" for user, is_lead in team.values())

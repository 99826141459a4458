"""Who may do what with a campaign, and when. Rules read a phase's dates, never its stored status."""

import datetime as dt
from typing import Any

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.components.text import date_short
from apps.core.exceptions import OutOfPhase
from apps.core.verdicts import Verdict, allow, refuse
from apps.organizations.access import acting_as, acting_for_exactly, as_acting, scope_of
from apps.organizations.choices import Kind, Level, Sector

from .choices import ActivityType, CampaignStatus
from .transitions import VERB_PHASES

#: A committee at city or county level in one of these sectors leads a system (教育、国资、两新、文旅), not a territory.
SYSTEM_SECTORS = (Sector.PUBLIC_INSTITUTION, Sector.STATE_OWNED, Sector.TWO_NEW, Sector.TOURISM)
ASK_ORGANIZER = "如需延期请联系主办单位。"


def phase_for(campaign: Any, verb: str) -> Any | None:
    """The phase that a verb needs: the first kind of ``VERB_PHASES`` that the campaign has, or None."""
    phases = {phase.kind: phase for phase in campaign.phases.all()}
    return next((phases[kind] for kind in VERB_PHASES[verb] if kind in phases), None)


def extended_until(phase: Any, organization: Any) -> dt.datetime | None:
    """Until when a phase is open for an organization by the extension granted last; None without one."""
    if organization is None:
        return None
    given = getattr(phase, "given", None)  # read by queries.with_phases
    if given is not None:
        told = (each["until"] for each in given if each["organization"] == organization.pk)
        return next((dt.datetime.fromisoformat(until) for until in told), None)
    if "extensions" not in getattr(phase, "_prefetched_objects_cache", {}):
        return next((e.until for e in phase.extensions.all() if e.organization_id == organization.pk), None)
    if not hasattr(phase, "extended"):  # asked for thousands of organizations in turn
        phase.extended = {e.organization_id: e.until for e in reversed(phase.extensions.all())}
    until: dt.datetime | None = phase.extended.get(organization.pk)
    return until


def deadline(campaign: Any, verb: str, organization: Any) -> dt.datetime | None:
    """Until when a verb is open for an organization, its extension included; None without such a phase."""
    phase = phase_for(campaign, verb)
    if phase is None:
        return None
    until = extended_until(phase, organization)
    return max(phase.ends_at, until) if until else phase.ends_at


def in_phase(campaign: Any, verb: str, organization: Any) -> Verdict:
    """Whether the campaign is running and the verb's phase is open for this organization now.

    Args:
        verb: a key of ``transitions.VERB_PHASES``, e.g. ``application.submit``.
        organization: whose extension counts; None when extensions do not matter.
    """
    if campaign.status != CampaignStatus.OPEN:
        return refuse(_not_running(campaign), OutOfPhase)
    phase = phase_for(campaign, verb)
    if phase is None:
        return Verdict(True)
    extended, moment = extended_until(phase, organization), clock.now()
    until = max(phase.ends_at, extended) if extended else phase.ends_at
    if phase.starts_at <= moment <= until:
        return Verdict(True)
    return refuse(_outside(phase, until, moment), OutOfPhase)


def _not_running(campaign: Any) -> str:
    sentences = {
        CampaignStatus.DRAFT: "活动尚未启动，暂不能办理。",
        CampaignStatus.SUSPENDED: "活动已暂停，恢复后方可办理。",
        CampaignStatus.CLOSED: "活动已结束，不再办理。",
        CampaignStatus.CANCELLED: "活动已终止，不再办理。",
    }
    return sentences[CampaignStatus(campaign.status)]


def _outside(phase: Any, until: dt.datetime, moment: dt.datetime) -> str:
    dates = f"{phase.get_kind_display()}阶段为{date_short(phase.starts_at)}至{date_short(phase.ends_at)}"
    if moment < phase.starts_at:
        return f"{dates}，尚未开始。"
    if until > phase.ends_at:
        return f"{dates}，已为本单位延至{date_short(until)}，现已截止；{ASK_ORGANIZER}"
    return f"{dates}，现已截止；{ASK_ORGANIZER}"


def _as_office(user: Any, organization_id: int) -> Verdict:
    acting = acting_for_exactly(user, Role.OFFICE, organization_id)
    return allow(acting) if acting else refuse("只有主办单位的党建办可以办理此事项。")


def offices_of(user: Any) -> list[Any]:
    """The organizations for whose office the person works: who may organize a campaign."""
    return [m.organization for m in scope_of(user).memberships if m.role == Role.OFFICE]


def can_create_campaign(user: Any, organization: Any = None) -> Verdict:
    """Whether the person may organize a campaign, for this organization or for any."""
    if organization is not None:
        return _as_office(user, organization.pk)
    offices = offices_of(user)
    return _as_office(user, offices[0].pk) if offices else refuse("只有党建办可以新建活动。")


def can_manage_campaign(user: Any, campaign: Any) -> Verdict:
    """Whether the person works in the office of the organization that runs the campaign."""
    return _as_office(user, campaign.organization_id)


def _in_status(user: Any, campaign: Any, statuses: tuple[str, ...], reason: str) -> Verdict:
    verdict = can_manage_campaign(user, campaign)
    if verdict and campaign.status not in statuses:
        return refuse(reason)
    return verdict


def can_edit_campaign(user: Any, campaign: Any) -> Verdict:
    """Settings change only before the campaign opens; afterwards they are frozen."""
    label = campaign.get_status_display()
    reason = f"活动{label}，设置已冻结：标准、权重、范围和名额不再改变，只可推迟截止日期或为单位单独延期。"
    return _in_status(user, campaign, (CampaignStatus.DRAFT,), reason)


def can_open_campaign(user: Any, campaign: Any) -> Verdict:
    reason = f"活动{campaign.get_status_display()}，不能再启动。"
    return _in_status(user, campaign, (CampaignStatus.DRAFT,), reason)


def can_extend(user: Any, campaign: Any) -> Verdict:
    """Whether deadlines may move: for one organization or for all."""
    reason = f"活动{campaign.get_status_display()}，不能延期。"
    return _in_status(user, campaign, (CampaignStatus.OPEN, CampaignStatus.SUSPENDED), reason)


def can_suspend(user: Any, campaign: Any) -> Verdict:
    return _in_status(user, campaign, (CampaignStatus.OPEN,), "只有进行中的活动可以暂停。")


def can_resume(user: Any, campaign: Any) -> Verdict:
    return _in_status(user, campaign, (CampaignStatus.SUSPENDED,), "只有已暂停的活动可以恢复。")


def can_close(user: Any, campaign: Any) -> Verdict:
    return _in_status(user, campaign, (CampaignStatus.OPEN,), "只有进行中的活动可以结束。")


def can_cancel(user: Any, campaign: Any) -> Verdict:
    running = (CampaignStatus.DRAFT, CampaignStatus.OPEN, CampaignStatus.SUSPENDED)
    return _in_status(user, campaign, running, f"活动{campaign.get_status_display()}，不能终止。")


def can_attach(user: Any, campaign: Any) -> Verdict:
    """Whether the plan's documents may still be added or taken away."""
    live = (CampaignStatus.DRAFT, CampaignStatus.OPEN, CampaignStatus.SUSPENDED)
    return _in_status(user, campaign, live, f"活动{campaign.get_status_display()}，附件不再改变。")


def can_create_programme(user: Any, organization: Any = None) -> Verdict:
    """Whether the person may make a plan of several years, for this organization or for any."""
    if organization is not None:
        return _as_office(user, organization.pk)
    offices = offices_of(user)
    return _as_office(user, offices[0].pk) if offices else refuse("只有党建办可以制定长期计划。")


def can_edit_programme(user: Any, programme: Any) -> Verdict:
    """Whether the person works in the office that made the plan."""
    return _as_office(user, programme.organization_id)


def can_hang(user: Any, campaign: Any) -> Verdict:
    """Whether a campaign may be put under a plan or taken out: no rule of the campaign depends on it."""
    live = (CampaignStatus.DRAFT, CampaignStatus.OPEN, CampaignStatus.SUSPENDED, CampaignStatus.CLOSED)
    return _in_status(user, campaign, live, "活动已终止，不再归入长期计划。")


def _office_above(user: Any, top: str, path: str) -> Verdict | None:
    """The nearest office of the person above this path, no higher than ``top``; None without one."""
    above = [
        m
        for m in scope_of(user).memberships
        if m.role == Role.OFFICE
        and m.organization.path != path
        and path.startswith(m.organization.path)
        and m.organization.path.startswith(top)
    ]
    nearest = max(above, key=lambda m: len(m.organization.path), default=None)
    return allow(as_acting(nearest)) if nearest else None


def can_plan_year(user: Any, programme: Any, organization: Any) -> Verdict:
    """Whether the person's office stands above the organization, inside the programme."""
    found = _office_above(user, programme.organization_path, organization.path)
    return found or refuse("只有上级党组织的党建办可以安排年度计划。")


def can_decide_planned(user: Any, planned: Any) -> Verdict:
    """Whether the person's office stands above the proposer; the maker of the programme has nobody above it."""
    programme, path = planned.programme, planned.proposer.path
    if path == programme.organization_path:
        return _as_office(user, programme.organization_id)
    return _office_above(user, programme.organization_path, path) or refuse("由提出单位的上级党建办确认。")


def can_take_from_plan(user: Any, campaign: Any) -> Verdict:
    """Whether the organizer's office may take over now what the programme plans for the campaign's year."""
    acting = can_manage_campaign(user, campaign)
    if not acting:
        return acting
    if campaign.programme_id is None:
        return refuse("活动没有归入长期计划，没有创建计划图可带入。")
    verdict = in_phase(campaign, "candidate.propose", None)
    return acting if verdict else verdict


def can_edit_lines(user: Any, campaign: Any) -> Verdict:
    """Whether work lines may change: they carry no points, so also after the opening."""
    live = (CampaignStatus.DRAFT, CampaignStatus.OPEN, CampaignStatus.SUSPENDED)
    return _in_status(user, campaign, live, f"活动{campaign.get_status_display()}，工作线不再改变。")


def can_report(user: Any, line: Any) -> Verdict:
    """Whether the person reports on a line: the organizer's office, or the office named on the line."""
    campaign = line.campaign
    if campaign.status != CampaignStatus.OPEN:
        return refuse(_not_running(campaign), OutOfPhase)
    verdict = _as_office(user, campaign.organization_id)
    if not verdict and line.organization_id:
        verdict = _as_office(user, line.organization_id)
    return verdict if verdict else refuse("只有主办单位和该工作线的报送单位可以报送进展。")


def can_acknowledge(user: Any, line: Any) -> Verdict:
    """Whether the person works in the office that answers for the line, where that is not the organizer's own."""
    campaign = line.campaign
    if campaign.status != CampaignStatus.OPEN:
        return refuse(_not_running(campaign), OutOfPhase)
    if not line.organization_id or line.organization_id == campaign.organization_id:
        return refuse("该工作线由主办单位自办，无需确认收到。")
    acting = acting_for_exactly(user, Role.OFFICE, line.organization_id)
    return allow(acting) if acting else refuse("只有责任单位的党建办可以确认收到。")


def can_survey(user: Any, campaign: Any) -> Verdict:
    """Whether the person may compute how ready the scope is: the organizer's office, until the campaign ends."""
    live = (CampaignStatus.DRAFT, CampaignStatus.OPEN, CampaignStatus.SUSPENDED)
    return _in_status(user, campaign, live, f"活动{campaign.get_status_display()}，不再摸底。")


def can_remind(user: Any, campaign: Any) -> Verdict:
    """Whether the person may change and pause the campaign's reminders: the organizer's office, until it ends."""
    live = (CampaignStatus.DRAFT, CampaignStatus.OPEN, CampaignStatus.SUSPENDED)
    return _in_status(user, campaign, live, f"活动{campaign.get_status_display()}，提醒已停止。")


def can_urge(user: Any, campaign: Any) -> Verdict:
    """Whether the person's office sees who owes what and may ask for it: the organizer's, and those that take part."""
    for membership in scope_of(user).memberships:
        path = membership.organization.path
        touches = path.startswith(campaign.scope_path) or campaign.scope_path.startswith(path)
        if membership.role == Role.OFFICE and touches:
            return allow(as_acting(membership))
    return refuse("只有主办单位和参加活动的党建办可以催办。")


def can_propose(user: Any, campaign: Any, organization: Any) -> Verdict:
    """Whether the person's office stands above the organization and candidates are still proposed."""
    acting = acting_as(user, Role.OFFICE, organization.path)
    if acting is None or acting.organization_id == organization.pk:
        return refuse("只有上级党组织的党建办可以提名摸底对象。")
    verdict = in_phase(campaign, "candidate.propose", organization)
    return allow(acting) if verdict else verdict


def can_decide_candidate(user: Any, candidate: Any) -> Verdict:
    """An office above the proposer, up to the organizer's, confirms or declines while the campaign runs."""
    campaign = candidate.campaign
    if campaign.status != CampaignStatus.OPEN:
        return refuse(f"活动{campaign.get_status_display()}，不能办理摸底对象。")
    above = _office_above(user, campaign.organization.path, candidate.proposer.path)
    own = above or can_manage_campaign(user, campaign)
    return own or refuse("由提名单位的上级党建办或主办单位确认。")


def organizer_warning(campaign: Any) -> str:
    """A plain warning when this organizer may not run a 示范创建 by itself; empty when it may.

    创建示范活动管理办法（试行）（2022）: at city and county level only committees and governments, with
    approval; departments, townships and streets may not start one.
    """
    if campaign.activity_type != ActivityType.DEMONSTRATION or _may_demonstrate(campaign.organization):
        return ""
    return (
        "《创建示范活动管理办法（试行）》规定，市县级示范创建由党委、政府按批准开展，"
        "部门和乡镇（街道）不得自行组织。请改选活动性质，或填写上级授权说明。"
    )


def _may_demonstrate(organization: Any) -> bool:
    """City and county committees; working committees, leading groups and system committees are departments."""
    return (
        organization.level in (Level.CITY, Level.DISTRICT)
        and organization.kind == Kind.PARTY_COMMITTEE
        and organization.sector not in SYSTEM_SECTORS
    )

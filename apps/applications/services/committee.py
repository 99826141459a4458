"""A committee's own plan before its branches apply, and its request for acceptance at the end of the year."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.urls import reverse

from apps.accounts.models import User
from apps.campaigns.models import Campaign
from apps.campaigns.queries import eligible
from apps.core import clock
from apps.core.exceptions import Invalid, StaleVersion
from apps.core.states import move, record
from apps.core.verdicts import Acting, require
from apps.organizations.models import Organization

from .. import creation_notices, creation_rules
from ..choices import ApplicationStatus
from ..models import AcceptanceLine, AcceptanceRequest, Application, CommitteePlan, CommitteePlanLine
from .checking import check_fields
from .funding import MOST_WAN

MOST_LINES = 200
STALE = "刚被他人保存或办理过，您的内容没有覆盖，请刷新后再改。"
#: Sites that may be asked to be inspected: under creation, or waiting for inspection already.
READY = (ApplicationStatus.CREATING, ApplicationStatus.AWAITING_INSPECTION)


@transaction.atomic
def save_committee_plan(
    *,
    actor: User,
    campaign: Campaign,
    organization: Organization,
    version: int,
    goals: str,
    measures: str,
    funds: Decimal | None = None,
    funds_note: str = "",
) -> CommitteePlan:
    """Write the plan's own words; begun by the first saving.

    Args:
        version: the version that was read; 0 when there was none yet.
        funds: in 万元.

    Raises:
        Refused, OutOfTurn: see ``creation_rules.can_edit_plan``. StaleVersion. Invalid: a value does not fit.
    """
    acting = require(creation_rules.can_file_plan(actor, campaign, organization))
    held = CommitteePlan.objects.select_for_update().filter(campaign=campaign, organization=organization).first()
    row = held or CommitteePlan(
        campaign=campaign, organization=organization, organization_path=organization.path, version=0, created_by=actor
    )
    require(creation_rules.can_edit_plan(actor, row))
    _same(row, version)
    if funds is not None and not 0 <= funds <= MOST_WAN:
        raise Invalid(f"安排经费：应为0至{MOST_WAN}万元。")
    row.goals, row.measures, row.funds, row.funds_note = goals.strip(), measures.strip(), funds, funds_note.strip()
    row.version = version + 1
    check_fields(row, "goals", "measures", "funds", "funds_note")
    row.save()
    if held is None:
        record(row, "create", acting=acting)
    return row


@transaction.atomic
def add_plan_line(
    *, actor: User, plan: CommitteePlan, organization: Organization, due_on: dt.date, goal: str = ""
) -> CommitteePlanLine:
    """A branch that the committee means to build up, by when.

    Raises:
        Refused, OutOfTurn: see ``creation_rules.can_edit_plan``.
        Invalid: not a branch of the committee in the campaign's scope, twice, a past day, a year too far, too many.
    """
    row = _plan(plan)
    require(creation_rules.can_edit_plan(actor, row))
    inside = eligible(row.campaign).filter(pk=organization.pk, path__startswith=row.organization_path).exists()
    if not inside:
        raise Invalid("党支部：请选择本党委所属、在活动范围内的党组织。")
    if row.lines.filter(organization=organization).exists():
        raise Invalid(f"党支部：{organization.short_name}已列入计划。")
    if row.lines.count() >= MOST_LINES:
        raise Invalid(f"计划最多列 {MOST_LINES} 个党支部。")
    if due_on < clock.today() or due_on.year > row.campaign.year + 3:
        raise Invalid("创建时限：不能早于今天，也不能晚于三年以后。")
    line = CommitteePlanLine(plan=row, organization=organization, due_on=due_on, goal=goal.strip())
    check_fields(line, "goal")
    line.save()
    _grown(row)
    return line


@transaction.atomic
def remove_plan_line(*, actor: User, line: CommitteePlanLine) -> None:
    """Take a branch out. Raises: see ``add_plan_line``."""
    row = _plan(line.plan)
    require(creation_rules.can_edit_plan(actor, row))
    row.lines.filter(pk=line.pk).delete()
    _grown(row)


@transaction.atomic
def submit_committee_plan(*, actor: User, plan: CommitteePlan, version: int) -> CommitteePlan:
    """Hand the plan in to the issuing office.

    Raises:
        Refused, OutOfTurn: see ``creation_rules.can_edit_plan``. StaleVersion.
        Invalid: goals, measures or branches are missing.
    """
    row = _plan(plan)
    acting = require(creation_rules.can_edit_plan(actor, row))
    _same(row, version)
    lacking = [label for label, value in (("创建目标", row.goals), ("工作措施", row.measures)) if not value]
    if not row.lines.exists():
        lacking.append("创建党支部")
    if lacking:
        raise Invalid(f"还差{'、'.join(lacking)}，填齐后方可报送。")
    _hand_in(row, acting, "创建计划待批复", reverse("applications:committee_plan", args=[row.pk]))
    return row


@transaction.atomic
def decide_committee_plan(*, actor: User, plan: CommitteePlan, verb: str, opinion: str, version: int) -> CommitteePlan:
    """Approve the plan, send it back, or open an approved one again; the committee is told.

    Raises:
        Refused, OutOfTurn: see ``creation_rules.can_decide_for_committee``. StaleVersion. Invalid: a reason is due.
    """
    words = {"approve": "创建计划已批复", "return": "创建计划退回修改", "reopen": "创建计划退回调整"}
    row = _plan(plan)
    return _decided(actor, row, verb, opinion, version, words, reverse("applications:committee_plan", args=[row.pk]))


@transaction.atomic
def save_acceptance(
    *,
    actor: User,
    campaign: Campaign,
    organization: Organization,
    applications: Sequence[Application],
    summary: str,
    wanted_on: dt.date | None = None,
    asked: AcceptanceRequest | None = None,
    version: int = 0,
    submit: bool = False,
) -> AcceptanceRequest:
    """Ask the issuing office to inspect these sites of the committee; handed in at once when ``submit``.

    Raises:
        Refused, OutOfTurn: see ``creation_rules.can_edit_plan``. StaleVersion.
        Invalid: no site, one that is not the committee's or not ready or in another request, a past day.
    """
    acting = require(creation_rules.can_file_plan(actor, campaign, organization))
    row = (
        _asked(asked)
        if asked is not None
        else AcceptanceRequest(
            campaign=campaign,
            organization=organization,
            organization_path=organization.path,
            version=0,
            created_by=actor,
        )
    )
    require(creation_rules.can_edit_plan(actor, row))
    _same(row, version)
    if wanted_on is not None and wanted_on < clock.today():
        raise Invalid("希望验收日期：不能早于今天。")
    if not summary.strip():
        raise Invalid("自查情况：请填写。")
    row.summary, row.wanted_on, row.version = summary.strip(), wanted_on, version + 1
    check_fields(row, "summary")
    row.save()
    _set_sites(row, applications)
    if asked is None:
        record(row, "create", acting=acting)
    if submit:
        _hand_in(row, acting, "验收申请待受理", reverse("applications:acceptance", args=[row.pk]))
    return row


@transaction.atomic
def decide_acceptance(
    *, actor: User, asked: AcceptanceRequest, verb: str, opinion: str, version: int
) -> AcceptanceRequest:
    """Take the request up, or send it back. Raises: see ``decide_committee_plan``."""
    row = _asked(asked)
    words = {"accept": "验收申请已受理", "return": "验收申请退回"}
    return _decided(actor, row, verb, opinion, version, words, reverse("applications:acceptance", args=[row.pk]))


def _set_sites(row: AcceptanceRequest, applications: Sequence[Application]) -> None:
    wanted = {each.pk for each in applications}
    if not wanted:
        raise Invalid("申请验收的单位：请至少选择一个。")
    sites = Application.objects.select_for_update(of=("self",)).filter(
        pk__in=wanted, campaign=row.campaign_id, status__in=READY, organization_path__startswith=row.organization_path
    )
    found = {each.pk: each for each in sites.order_by("pk")}
    if set(found) != wanted:
        raise Invalid("申请验收的单位：只能选择本党委所属、正在创建或待验收的单位，请刷新后重选。")
    taken = AcceptanceLine.objects.filter(application__in=found).exclude(acceptance=row)
    if other := taken.select_related("application__organization").first():
        raise Invalid(f"申请验收的单位：{other.application.organization.short_name}已在另一份申请中。")
    row.lines.exclude(application__in=found).delete()
    known = set(row.lines.values_list("application_id", flat=True))
    AcceptanceLine.objects.bulk_create(
        [AcceptanceLine(acceptance=row, application=each) for pk, each in found.items() if pk not in known]
    )


def _hand_in(row: Any, acting: Acting, words: str, url: str) -> None:
    move(row, "submit", acting=acting)
    row.submitted_at, row.version = clock.now(), row.version + 1
    row.save(update_fields=["submitted_at", "version"])
    creation_notices.tell_organizer(row, words, url)


def _decided(actor: User, row: Any, verb: str, opinion: str, version: int, words: dict[str, str], url: str) -> Any:
    acting = require(creation_rules.can_decide_for_committee(actor, row))
    _same(row, version)
    if verb not in words:
        raise Invalid("请选择办理意见。")
    move(row, verb, acting=acting, reason=opinion)
    row.opinion, row.decided_at, row.version = opinion.strip(), clock.now(), row.version + 1
    check_fields(row, "opinion")
    row.save(update_fields=["opinion", "decided_at", "version"])
    creation_notices.tell_committee(row, words[verb], url)
    return row


def _same(row: Any, version: int) -> None:
    if row.version != version:
        raise StaleVersion(f"{row}{STALE}")


def _grown(plan: CommitteePlan) -> None:
    CommitteePlan.objects.filter(pk=plan.pk).update(version=models.F("version") + 1)


def _plan(plan: CommitteePlan) -> CommitteePlan:
    rows = CommitteePlan.objects.select_for_update(of=("self",)).select_related("campaign", "organization")
    return rows.get(pk=plan.pk)


def _asked(asked: AcceptanceRequest) -> AcceptanceRequest:
    rows = AcceptanceRequest.objects.select_for_update(of=("self",)).select_related("campaign", "organization")
    return rows.get(pk=asked.pk)

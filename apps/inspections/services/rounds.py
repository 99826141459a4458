"""Rounds: a quarter's or phase's inspection by one organization."""

import datetime as dt

from django.db import transaction

from apps.accounts.models import User
from apps.campaigns.models import Campaign
from apps.core import states
from apps.core.exceptions import Invalid
from apps.core.verdicts import require
from apps.organizations.models import Organization

from .. import rules
from ..choices import QUARTER_THEMES, RoundKind
from ..models import Round
from .scoring import settle_round


@transaction.atomic
def plan_round(
    *,
    actor: User,
    campaign: Campaign,
    organization: Organization,
    kind: str,
    name: str,
    starts_on: dt.date,
    ends_on: dt.date,
    year: int | None = None,
    quarter: int | None = None,
    theme: str | None = None,
    unannounced: bool | None = None,
) -> Round:
    """Plan a round. Year and quarter default to those of the first day, the theme to the quarter's (四步督导法).

    The same plan sent twice is one round.

    Raises:
        Refused: not an office of the campaign's or an organization between it and the sites; not running.
        Invalid: an empty name, an unknown kind, or dates in the wrong order.
    """
    acting = require(rules.can_plan_round(actor, campaign, organization, kind))
    name = name.strip()
    if not name or kind not in RoundKind.values:
        raise Invalid("请填写督查名称并选择类型。")
    if ends_on < starts_on:
        raise Invalid("结束日期不能早于开始日期。")
    quarter = quarter or (starts_on.month + 2) // 3
    if quarter not in QUARTER_THEMES:
        raise Invalid("季度应为 1 至 4。")
    same = {"campaign": campaign, "organization": organization, "kind": kind, "name": name, "starts_on": starts_on}
    found = Round.objects.filter(**same).first()
    if found is not None:
        return found
    round_ = Round.objects.create(
        **same,
        organization_path=organization.path,
        ends_on=ends_on,
        year=year or starts_on.year,
        quarter=quarter,
        theme=QUARTER_THEMES[quarter] if theme is None else theme.strip(),
        unannounced=kind == RoundKind.RANDOM if unannounced is None else unannounced,
        created_by=actor,
    )
    states.record(round_, "create", acting=acting, target=round_.status)
    return round_


@transaction.atomic
def close_round(*, actor: User, round: Round, reason: str = "") -> Round:
    """Close a round once every visit is recorded or cancelled.

    Raises:
        OutOfTurn: closed already.
        Invalid: visits are still open; the sentence says how many.
    """
    acting = require(rules.can_reopen_round(actor, round))
    waiting = round.visits.open().count()
    if waiting:
        raise Invalid(f"还有 {waiting} 个单位没有提交检查记录，请先完成或取消。")
    states.move(round, "close", acting=acting, reason=reason)
    settle_round(round)
    return round


@transaction.atomic
def reopen_round(*, actor: User, round: Round, reason: str) -> Round:
    """Open a closed round again, with a reason."""
    acting = require(rules.can_reopen_round(actor, round))
    states.move(round, "reopen", acting=acting, reason=reason)
    settle_round(round)
    return round

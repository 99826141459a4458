"""Rounds: a quarter's or phase's inspection by one organization."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.campaigns.models import Campaign
from apps.core import clock, states
from apps.core.components.text import date_cn
from apps.core.exceptions import Invalid, OutOfTurn, StaleVersion
from apps.core.limits import within
from apps.core.quarters import quarter_of
from apps.core.verdicts import require
from apps.organizations.models import Organization
from apps.organizations.services import prolong_access

from .. import rules
from ..choices import OUTSIDE_QUARTERS, QUARTER_THEMES, SEVERAL_SCORERS, RoundKind, Scoring
from ..models import Round, VisitMember
from ..quarter_checks import checks_of
from ..queries.planning import leaf_choices
from .checks import has_begun, write_checks
from .scoring import settle_round

#: Fields of a round that the office may change at any time, and those that stand once a visit began.
EDITABLE = frozenset({"name", "theme", "starts_on", "ends_on", "preparation"})
SETTLED = frozenset({"leaves", "scoring", "normalised", "unannounced"})
#: Rounds are planned, or noted afterwards, within two years.
FAR = dt.timedelta(days=731)


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
    leaves: Sequence[str] = (),
    scoring: str | None = None,
    normalised: bool = False,
    preparation: str = "",
) -> Round:
    """Plan a round. Year and quarter default to those of the first day, the theme to the quarter's (四步督导法).

    A quarterly round starts with the questions of its quarter; a tour and a contest are scored by several, a random
    check comes unannounced, unless it is said otherwise. The same plan sent twice is one round.

    Raises:
        Refused: not an office of the campaign's or an organization between it and the sites; not running.
        Invalid: an empty name, an unknown kind, dates in the wrong order, or a leaf of none of the standards.
    """
    acting = require(rules.can_plan_round(actor, campaign, organization, kind))
    name = name.strip()
    if not name or kind not in RoundKind.values:
        raise Invalid("请填写督查名称并选择类型。")
    check_days(starts_on, ends_on)
    quarter = quarter or quarter_of(starts_on).number
    if quarter not in QUARTER_THEMES:
        raise Invalid("季度应为 1 至 4。")
    same = {"campaign": campaign, "organization": organization, "kind": kind, "name": name, "starts_on": starts_on}
    found = Round.objects.filter(**same).first()
    if found is not None:
        return found
    several = kind in SEVERAL_SCORERS
    method = scoring or (Scoring.TRIMMED if several else Scoring.TEAM).value
    round_ = Round.objects.create(
        **same,
        organization_path=organization.path,
        ends_on=ends_on,
        year=year or starts_on.year,
        quarter=quarter,
        theme=_theme(kind, quarter) if theme is None else theme.strip(),
        unannounced=kind == RoundKind.RANDOM if unannounced is None else unannounced,
        leaves=_known_leaves(campaign, leaves),
        **_scoring(method, normalised),
        preparation=within(preparation, 500, "需准备的材料"),
        created_by=actor,
    )
    if kind == RoundKind.QUARTERLY:
        write_checks(round_, [(*line, False) for line in checks_of(quarter)])
    states.record(round_, "create", acting=acting, target=round_.status)
    return round_


@transaction.atomic
def edit_round(*, actor: User, round: Round, version: int, **fields: Any) -> Round:
    """Change a round. What is checked, how it is scored and whether it comes unannounced stands once a visit began.

    Args:
        fields: of ``EDITABLE`` and ``SETTLED``; what is not named stays.

    Raises:
        Refused: not the round's office. StaleVersion: changed by another since.
        OutOfTurn: a settled field is to change though a visit has begun, sites were told of an unannounced round, or
            committees, whom nobody scores, are visited.
        Invalid: dates that leave visits outside, no name.
    """
    locked = Round.objects.select_for_update().get(pk=round.pk)
    acting = require(rules.can_manage_round(actor, locked))
    if locked.version != version:
        raise StaleVersion("该批次刚被他人修改，请刷新后再办理。")
    strange = set(fields) - EDITABLE - SETTLED
    assert not strange, f"not to be edited: {strange}"
    if "leaves" in fields:
        fields["leaves"] = _known_leaves(round.campaign, fields["leaves"])
    changed = {name for name, value in fields.items() if getattr(locked, name) != value}
    if changed & SETTLED and has_begun(locked):
        raise OutOfTurn("已有检查开始，检查指标、评分方式和是否四不两直不能再改。")
    if "scoring" in changed and locked.visits.live().filter(application=None).exists():
        raise OutOfTurn("已安排检查党（工）委，这些检查由检查组共填一份；如需评委各评，请先取消。")
    if "unannounced" in changed and fields["unannounced"] and locked.visits.filter(told_at__isnull=False).exists():
        raise OutOfTurn("已通知部分单位，不能再改为四不两直。")
    for name in changed:
        setattr(locked, name, fields[name])
    _check_edited(locked)
    locked.version += 1
    locked.save(update_fields=[*changed, "version"])
    if "ends_on" in changed:
        _prolong_reach(locked)
    if changed:
        labels = "、".join(str(getattr(Round._meta.get_field(name), "verbose_name", name)) for name in sorted(changed))
        states.record(locked, "edit", acting=acting, reason=f"调整{labels}")
    return locked


def _prolong_reach(round: Round) -> None:
    """The teams reach their sites for as long as the round runs now."""
    seats = VisitMember.objects.filter(visit__in=round.visits.live()).values_list("visit_id", "user_id")
    held = {(str(visit), user) for visit, user in seats}
    prolong_access(source="visit", seats=held, ended_on=max(clock.today(), round.ends_on))


def _theme(kind: str, quarter: int) -> str:
    return QUARTER_THEMES[quarter] if kind not in OUTSIDE_QUARTERS else ""


def _scoring(method: str, normalised: bool) -> dict[str, Any]:
    if method not in Scoring.values:
        raise Invalid("请选择评分方式。")
    if normalised and method == Scoring.TEAM:
        raise Invalid("检查组共填一份时不能校准评委尺度，请先选择评委各评。")
    return {"scoring": method, "normalised": normalised}


def _known_leaves(campaign: Campaign, leaves: Sequence[str]) -> list[str]:
    """The chosen leaves in the order of the standards; all of them are none, so that none is left out later."""
    wanted = set(leaves)
    known = [code for each in leaf_choices(campaign) for code, _ in each.leaves]
    if wanted - set(known):
        raise Invalid("所选指标不属于本活动的标准，请刷新后重选。")
    return [] if wanted == set(known) else [code for code in dict.fromkeys(known) if code in wanted]


def check_days(first: dt.date, last: dt.date) -> None:
    """Whether a round may stand on these days: in order, and within two years of today.

    Raises:
        Invalid: they are not.
    """
    if last < first:
        raise Invalid("结束日期不能早于开始日期。")
    today = clock.today()
    if first < today - FAR or last > today + FAR:
        raise Invalid(f"日期应在{date_cn(today - FAR)}至{date_cn(today + FAR)}之间，请核对年份。")


def _check_edited(round: Round) -> None:
    if not round.name.strip():
        raise Invalid("请填写督查名称。")
    check_days(round.starts_on, round.ends_on)
    _scoring(round.scoring, round.normalised)
    outside = round.visits.live().exclude(scheduled_on__range=(round.starts_on, round.ends_on)).count()
    if outside:
        raise Invalid(f"有 {outside} 个单位的检查日期不在新的起止日期内，请先调整。")


@transaction.atomic
def close_round(*, actor: User, round: Round, reason: str = "") -> Round:
    """Close a round once every visit is recorded or cancelled; with a reason before that.

    What phones bring afterwards of visits left open is taken in and marked as late.

    Raises:
        OutOfTurn: closed already.
        Invalid: visits are still open and no reason is given; the sentence says how many.
    """
    acting = require(rules.can_reopen_round(actor, round))
    Round.objects.select_for_update().get(pk=round.pk)  # a team that is being sent is counted
    waiting = round.visits.open().count()
    if waiting and not reason.strip():
        raise Invalid(f"还有 {waiting} 个单位没有提交检查记录，请先完成或取消；确需先行办结的，请填写理由。")
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

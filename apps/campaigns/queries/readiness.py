"""What still stands between a draft and its opening."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from apps.core import clock
from apps.organizations.choices import Sector

from ..choices import PhaseKind, QuotaDimension
from ..models import Campaign
from ..rules import organizer_warning
from .scope import EligibleRow, eligible, standards_of


@dataclass(frozen=True)
class Missing:
    """One thing that is missing; ``anchor`` is the id of its field on the set-up page."""

    label: str
    anchor: str


def missing_to_open(campaign: Campaign, organizations: Sequence[EligibleRow] | None = None) -> list[Missing]:
    """Everything that keeps a campaign from opening, in the order of the set-up page; empty when ready.

    Args:
        organizations: those eligible, when they have been read already.
    """
    someone = eligible(campaign).exists() if organizations is None else bool(organizations)
    checks = (_phases, lambda _: _scope(someone), _standards, _quotas, _decision)
    return [Missing(label, anchor) for check in checks for label, anchor in check(campaign)]


Found = Iterator[tuple[str, str]]


def _phases(campaign: Campaign) -> Found:
    phases = {phase.kind: phase for phase in campaign.phases.all()}
    if not phases:
        yield "阶段日期", "phases"
    elif PhaseKind.APPLICATION not in phases:
        yield "申报阶段的日期", "phases"
    elif phases[PhaseKind.APPLICATION].ends_at < clock.now():
        yield "申报阶段的截止日期（现已过去）", "phases"


def _scope(someone: bool) -> Found:
    if not someone:
        yield "实施范围（现无符合条件的党组织）", "scope"


def _standards(campaign: Campaign) -> Found:
    versions = standards_of(campaign)
    if not versions:
        yield "创建标准", "standards"
    elif "" not in versions:
        lacking = [sector for sector in campaign.sectors or Sector.values if sector not in versions]
        if lacking:
            yield f"{'、'.join(Sector(s).label for s in lacking)}的创建标准", "standards"


def _quotas(campaign: Campaign) -> Found:
    quotas = list(campaign.quotas.all())
    total = next((q.limit for q in quotas if q.dimension == QuotaDimension.TOTAL), None)
    if total is None or total < 1:
        yield "总名额（名额是上限，至少 1 个）", "id_total"
        return
    if any(quota.limit > total for quota in quotas):
        yield f"分项名额（不能大于总名额 {total} 个）", "quotas"


def _decision(campaign: Campaign) -> Found:
    for field, label in (
        ("decision_body", "决定机关"),
        ("decision_number", "决定文号"),
        ("decision_date", "决定日期"),
        ("approval_basis", "批准依据"),
        ("no_fee", "不收取任何费用的承诺"),
    ):
        if not getattr(campaign, field):
            yield label, f"id_{field}"
    if organizer_warning(campaign) and not campaign.authorization:
        yield "授权说明（部门、乡镇街道组织示范创建须有上级授权）", "id_authorization"

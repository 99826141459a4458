"""What the office of a campaign changes in its rules, and 催办: asking people for what they owe."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from apps.core import clock
from apps.core.exceptions import Invalid, StaleVersion
from apps.core.verdicts import Acting

from ..models import RuleSetting, Urge
from ..registries import RuleKind, rule_kinds
from ..rule_book import wrong_placeholders
from .notices import notify

#: Days before a deadline that a rule may name, and how many of them.
FARTHEST, MOST = 60, 6


@transaction.atomic
def set_rule(
    *,
    acting: Acting,
    topic: str,
    rule: str,
    version: int,
    days_before: Sequence[int] | None = None,
    wording: str = "",
    outside: bool = True,
    copies_office: bool = False,
) -> RuleSetting:
    """Change a rule for one campaign; the caller has asked whether ``acting`` may, and keeps the record.

    Raises:
        StaleVersion: somebody changed it in between.
        Invalid: ``code`` names the field: no such rule, days out of range, a placeholder that does not exist.
    """
    kind = kind_of(rule)
    row = _locked(topic, rule, version)
    if kind.days_before:
        row.days_before = _checked_days(days_before)
    wrong = wrong_placeholders(wording, kind.words)
    if wrong:
        allowed = "".join(f"{{{word}}}" for word in kind.words)
        raise Invalid(f"提醒语中的{'、'.join(wrong)}不能识别，可用的有{allowed}。", code="wording")
    row.wording, row.outside, row.copies_office = wording.strip(), outside, copies_office
    row.version += 1
    row.save()
    return row


@transaction.atomic
def pause_rule(*, acting: Acting, topic: str, rule: str, version: int, paused: bool) -> RuleSetting:
    """Let a rule be silent for one campaign, or speak again; what was told stays.

    Raises:
        StaleVersion: see ``set_rule``. Invalid: no such rule.
    """
    kind_of(rule)
    row = _locked(topic, rule, version)
    row.is_paused = paused
    row.version += 1
    row.save()
    return row


def kind_of(rule: str) -> RuleKind:
    """Raises Invalid where a campaign has no such rule."""
    found = next((kind for kind in rule_kinds if kind.key == rule and kind.per_campaign), None)
    if found is None:
        raise Invalid("没有这一条提醒规则。", code="rule")
    return found


def _locked(topic: str, rule: str, version: int) -> RuleSetting:
    RuleSetting.objects.get_or_create(topic=topic, rule=rule)
    row = RuleSetting.objects.select_for_update().get(topic=topic, rule=rule)
    if row.version != version:
        raise StaleVersion("这条规则刚被他人改过，请刷新后再改。")
    return row


def _checked_days(days: Sequence[int] | None) -> list[int] | None:
    if days is None:
        return None
    found = sorted(set(days), reverse=True)
    if not found or len(found) > MOST or not all(0 <= day <= FARTHEST for day in found):
        raise Invalid(f"请填 1 至 {MOST} 个天数，每个在 0 至 {FARTHEST} 之间，如 7、3、1、0。", code="days_before")
    return found


@dataclass(frozen=True)
class Owing:
    """What one person owes: the subject and title of the reminder, and where it is done."""

    subject: str
    recipient: Any
    title: str
    url: str
    due_at: Any = None
    organization_id: int | None = None


@transaction.atomic
def urge(*, actor: Any, topic: str, owing: Iterable[Owing], wording: str) -> int:
    """Ask people for what they owe, each once a day for each matter; the caller has asked whether ``actor`` may.

    Returns:
        How many were asked; the others had been today.

    Raises:
        Invalid: nothing was written, or too much.
    """
    words = wording.strip()
    if not words:
        raise Invalid("请填写催办内容。", code="wording")
    if len(words) > 200:
        raise Invalid(f"催办内容最多 200 字，现有 {len(words)} 字。", code="wording")
    today, asked = clock.today(), 0
    for each in owing:
        _, is_new = Urge.objects.get_or_create(
            subject=each.subject[:80],
            recipient=each.recipient,
            day=today,
            defaults={"topic": topic, "sender": actor, "wording": words},
        )
        if is_new:
            asked += notify(
                rule="urge",
                subject=each.subject,
                recipients=[each.recipient],
                title=f"催办：{each.title}",
                body=f"{words}（{actor.name}）",
                url=each.url,
                due_at=each.due_at,
                threshold=today.isoformat(),
                topic=topic,
            )
    return asked

"""The reminders of a campaign as its office wants them, and 催办."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from apps.accounts.choices import Role
from apps.core.exceptions import Invalid
from apps.core.limits import shortened
from apps.core.states import record
from apps.core.verdicts import require
from apps.organizations.access import scope_of
from apps.reminders.services import Owing, kind_of, set_rule, subject_of, urge
from apps.reminders.services import pause_rule as pause

from .. import rules
from ..models import Campaign


@transaction.atomic
def change_rule(*, actor: Any, campaign: Campaign, rule: str, version: int, **fields: Any) -> None:
    """Change days, wording or ways of one rule.

    Raises:
        Refused: not the organizer's office. StaleVersion, Invalid: see ``reminders.services.set_rule``.
    """
    acting = require(rules.can_remind(actor, campaign))
    set_rule(acting=acting, topic=subject_of(campaign), rule=rule, version=version, **fields)
    record(campaign, "change_reminder", acting=acting, reason=kind_of(rule).label)


@transaction.atomic
def pause_campaign_rule(*, actor: Any, campaign: Campaign, rule: str, version: int, paused: bool) -> None:
    """Let one rule be silent for the campaign, or speak again.

    Raises:
        Refused: not the organizer's office. StaleVersion, Invalid: see ``reminders.services.pause_rule``.
    """
    acting = require(rules.can_remind(actor, campaign))
    pause(acting=acting, topic=subject_of(campaign), rule=rule, version=version, paused=paused)
    record(campaign, "pause_reminder" if paused else "resume_reminder", acting=acting, reason=kind_of(rule).label)


@transaction.atomic
def urge_owing(*, actor: Any, campaign: Campaign, rows: Sequence[Any], wording: str) -> int:
    """催办 of some of ``reminders.queries.owed.owed_now``, each person once a day for each matter.

    Raises:
        Refused: neither the organizer's office nor one whose subtree takes part.
        Invalid: nothing ticked, no words or too many; somebody outside the person's subtrees.
    """
    acting = require(rules.can_urge(actor, campaign))
    if not rows:
        raise Invalid("请勾选要催办的事项。", code="owed")
    paths = office_paths(actor)
    if not all(row.organization and row.organization.path.startswith(tuple(paths)) for row in rows):
        raise Invalid("有事项不在本单位范围内，请刷新后再试。", code="owed")
    count = urge(actor=actor, topic=subject_of(campaign), owing=_owing(rows), wording=wording)
    record(campaign, "urge", acting=acting, reason=f"催办 {count} 项：{wording.strip()}")
    return count


def _owing(rows: Iterable[Any]) -> Iterable[Owing]:
    for row in rows:
        notice = row.notice
        title = shortened(notice.title, 110)
        yield Owing(notice.subject, row.recipient, title, notice.url, notice.due_at, notice.organization_id)


def office_paths(user: Any) -> list[str]:
    """The subtrees in which the person is the office."""
    return [each.organization.path for each in scope_of(user).memberships if each.role == Role.OFFICE]

"""Rows and tabs of an office's desk, in words."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils import timezone

from apps.core import clock
from apps.core.calendar import office_table
from apps.core.components import text
from apps.core.working_days import add_working_days
from apps.organizations.access import scope_of

from .choices import StepKind, StepStatus
from .models import ReviewDelegation, ReviewStep
from .queries.counted import counted_from
from .queries.queue import DECIDED, PENDING, RESERVED, beside
from .queries.quotas import QuotaLine
from .queries.recalling import why_not
from .rules import can_recall

VIEWS = ((PENDING, "待办理"), (RESERVED, "备选"), (DECIDED, "已办理"))
STEP_TONES = {
    StepStatus.RECOMMENDED: "ok",
    StepStatus.RETURNED: "warn",
    StepStatus.REJECTED: "bad",
    StepStatus.OBJECTED: "bad",
    StepStatus.RESERVED: "info",
    StepStatus.PASSED_UP: "idle",
}


def desk_tabs(view: str, shown: int, *, narrowed: bool) -> list[dict[str, Any]]:
    """The parts of the desk; the one that is shown carries its number."""
    base = reverse("applications:review_queue")
    return [
        {
            "label": label,
            "url": f"{base}?view={key}" if key else base,
            "active": key == view,
            "count": shown if key == view and not narrowed else None,
        }
        for key, label in VIEWS
    ]


def desk_rows(user: Any, steps: Iterable[ReviewStep], view: str = PENDING) -> list[Any]:
    """Each step with what its row says. One statement: the office's own working days."""
    rows: list[Any] = list(steps)
    table, today = office_table() if rows and view == PENDING else {}, clock.today()
    own = {m.organization_id for m in scope_of(user).memberships if m.role == "office"}
    due, day_words = _days_due(table), cache(text.date_short)
    others = beside(user, rows) if view == PENDING else {}
    for step in rows:
        step.also = [f"{each.organization.short_name}{step_role(each)}" for each in others.get(step.application_id, ())]
        step.stands_in = step.organization_id not in own
        step.role_text = step_role(step)
        step.came_words = text.NOTHING
        if step.pending_since is not None:
            came = timezone.localtime(step.pending_since).date()
            step.waited, step.came_words = (today - came).days, day_words(came)
            step.due = due(counted_from(step), step.application.campaign.review_working_days)
            step.due_tone, step.due_words = due_words(step.due, today)
        step.decision = decision_words(step)
        step.decision_tone = STEP_TONES.get(StepStatus(step.status), "idle")
    return rows


def _days_due(table: Mapping[dt.date, bool]) -> Callable[[dt.date, int], dt.date]:
    """The last working day of a review by the day on which it came; reckoned once for each."""
    return cache(lambda came, days: add_working_days(came, days, table))


def due_of(step: Any, table: Any) -> dt.date:
    """The last working day of the office's review."""
    return add_working_days(counted_from(step), step.application.campaign.review_working_days, table)


def due_words(due: dt.date, today: dt.date) -> tuple[str, str]:
    """Tone and words of a deadline: overdue, today, or until when."""
    if due < today:
        return "bad", f"已逾期 {(today - due).days} 天"
    if due == today:
        return "warn", "今天到期"
    return "idle", f"{text.date_short(due)}前"


def step_role(step: ReviewStep) -> str:
    return "会签" if step.kind == StepKind.COUNTERSIGN else "审定" if step.is_final else "审核"


def decision_words(step: ReviewStep) -> str:
    """What a step decided, as its own office says it."""
    if step.status == StepStatus.RECOMMENDED:
        return "已同意" if step.is_final or step.kind == StepKind.COUNTERSIGN else "已推荐"
    if step.status == StepStatus.PENDING and step.kind == StepKind.COUNTERSIGN:
        return "待会签"
    if step.status == StepStatus.PASSED_UP and step.kind == StepKind.COUNTERSIGN:
        return "未会签"
    return step.get_status_display()


def with_recalls(user: Any, rows: Iterable[Any]) -> None:
    """Each decided row with ``recall``: whether its decision can be taken back. Reads prefetched steps and phases."""
    for step in rows:
        late = why_not(step, list(step.application.steps.all()))
        step.recall = not late and bool(can_recall(user, step))


def tone_of(step: ReviewStep) -> str:
    return "warn" if step.status == StepStatus.PENDING else STEP_TONES.get(StepStatus(step.status), "idle")


def due_state(step: ReviewStep, table: Mapping[dt.date, bool]) -> dict[str, str]:
    """The deadline of one step, by the office's own working days."""
    tone, words = due_words(due_of(step, table), clock.today())
    return {"tone": tone, "words": f"应于{words}办理" if tone == "idle" else words}


def quota_items(lines: Iterable[QuotaLine]) -> list[dict[str, Any]]:
    """Bounds as rows of the component ``figure_list``."""
    return [
        {
            "label": line.label,
            "value": f"{line.used} / {line.limit}",
            "note": line.words,
            "tone": "" if line.left else "bad",
            "state": line.left_words,
        }
        for line in lines
    ]


def delegation_state(row: ReviewDelegation) -> tuple[str, str]:
    """Words and tone of a delegation."""
    today = clock.today()
    if row.revoked_at is not None:
        return "已收回", "idle"
    if row.ends_on < today:
        return "已到期", "idle"
    return ("未开始", "info") if row.starts_on > today else ("代办中", "ok")

"""What pages show of an application that no service needs: tones, steps, histories in words."""

from collections.abc import Iterable, Sequence
from typing import Any

from apps.core.components import text
from apps.core.models import StateChange
from apps.core.states import transition_for
from apps.organizations.models import Fact, Organization
from apps.standards.themes import guide_for

from .choices import ApplicationStatus as S
from .choices import StepKind, StepStatus, TaskStatus
from .models import Application, PlanTask, ReviewStep

TONES = {
    S.DRAFT: "idle",
    S.IN_REVIEW: "info",
    S.RETURNED: "warn",
    S.CREATING: "info",
    S.AWAITING_INSPECTION: "info",
    S.INSPECTED: "info",
    S.SCORED: "info",
    S.PUBLICISED: "info",
    S.NAMED: "gold",
    S.NOT_NAMED: "idle",
    S.REJECTED: "bad",
    S.WITHDRAWN: "idle",
}
TASK_TONES = {TaskStatus.PLANNED: "idle", TaskStatus.UNDER_WAY: "info", TaskStatus.DONE: "ok"}
STEP_STATES = {
    StepStatus.WAITING: "todo",
    StepStatus.PENDING: "now",
    StepStatus.RECOMMENDED: "done",
    StepStatus.RETURNED: "back",
    StepStatus.REJECTED: "back",
    StepStatus.OBJECTED: "back",
    StepStatus.RESERVED: "now",
    StepStatus.PASSED_UP: "done",
}


def tone_of(application: Application) -> str:
    return TONES[S(application.status)]


def step_bar(application: Application, steps: Sequence[ReviewStep]) -> list[dict[str, Any]]:
    """Where it lies, with whom, since when: submission, each level and department, creation.

    Args:
        steps: the frozen ladder, or before the first submission the one that it will be.
    """
    levels = {step.position: step.organization.short_name for step in steps if step.kind == StepKind.LEVEL}
    items = [_first(application)]
    for step in steps:
        item = _level(step, application)
        if step.kind == StepKind.COUNTERSIGN and item["state"] == "todo" and step.position in levels:
            item["note"] = f"与{levels[step.position]}同时"
        items.append(item)
    approved = application.approved_at is not None
    since = f"{text.date_short(application.approved_at)}起" if approved else ""
    return [*items, {"name": "进入创建", "state": "done" if approved else "todo", "note": since}]


def _first(application: Application) -> dict[str, Any]:
    name = f"{application.organization.short_name}提交"
    if application.status == S.DRAFT:
        return {"name": name, "state": "now", "note": f"填写中，{text.date_short(application.created_at)}开始"}
    if application.status == S.RETURNED:
        return {"name": name, "state": "now", "note": "退回修改，待再次提交"}
    if application.status == S.WITHDRAWN:
        return {"name": name, "state": "back", "note": "已撤回"}
    return {"name": name, "state": "done", "note": text.date_short(application.submitted_at)}


def _level(step: ReviewStep, application: Application) -> dict[str, Any]:
    state, note = STEP_STATES[StepStatus(step.status)], ""
    if step.status == StepStatus.PENDING and step.pending_since:
        note = f"{text.date_short(step.pending_since)}起待{step.get_kind_display()}"
    elif step.status == StepStatus.PASSED_UP:
        return {"name": _step_name(step), "state": state, "note": _passed(step)}
    elif step.decided_by is not None and state != "todo":
        note = f"{step.decided_by.name}，{text.date_short(step.decided_at)}"
    if step.status in (StepStatus.RETURNED, StepStatus.REJECTED, StepStatus.OBJECTED, StepStatus.RESERVED):
        note = f"{step.get_status_display()}，{note}"
    return {"name": _step_name(step), "state": state, "note": note}


def _passed(step: ReviewStep) -> str:
    words = "未会签" if step.kind == StepKind.COUNTERSIGN else "移交上级"
    return f"{text.date_short(step.decided_at)}{words}"


def _step_name(step: ReviewStep) -> str:
    if step.kind == StepKind.COUNTERSIGN:
        return f"{step.organization.short_name}会签"
    words = "推荐" if step.status == StepStatus.RECOMMENDED and not step.is_final else "审核"
    return f"{step.organization.short_name}{words}"


def history(changes: Iterable[StateChange], *, reviews_only: bool = False) -> list[dict[str, Any]]:
    """State changes of an application as timeline entries, newest first."""
    rows = [change for change in changes if not reviews_only or change.verb in REVIEW_VERBS]
    return [_entry(change) for change in reversed(rows)]


#: Acts that are noted without moving the application.
PLAIN_ACTS = {
    "create": "开始填写",
    "first_review": "初审",
    "hand_over": "换任书记",
    "copy": "沿用往年申报",
}
REVIEW_VERBS = ("submit", "recommend", "countersign", "object", "return", "reject", "approve", "recall")


def _entry(change: StateChange) -> dict[str, Any]:
    again = "修改后再次" if change.verb == "submit" and change.source == S.RETURNED else ""
    label = PLAIN_ACTS.get(change.verb) or transition_for(Application, change.verb).label
    return {
        "title": f"{change.acting_organization_name}　{again}{label}",
        "at": change.at,
        "actor": change.actor.name if change.actor else "系统",
        "text": change.reason,
    }


def basics(application: Application, parent_name: str, facts: Iterable[Fact]) -> list[dict[str, Any]]:
    """The applicant's known facts, each with its period and source."""
    organization = application.organization
    rows = [
        {"label": "单位全称", "value": organization.name},
        {"label": "隶属", "value": parent_name or "—"},
        {"label": "组织类别", "value": organization.get_kind_display()},
        {"label": "领域", "value": organization.get_sector_display()},
        {"label": "领域主题", "value": theme_of(organization)},
        {"label": "成立时间", "value": text.month_cn(organization.established_on)},
        {"label": "星级", "value": f"{organization.stars} 星" if organization.stars else "未评星"},
        {"label": "下次换届", "value": text.month_cn(organization.next_election_on)},
        {"label": "联系领导", "value": "、".join(getattr(application, "leader_names", ())) or "未安排"},
        {"label": "适用标准", "value": str(application.standard_version)},
    ]
    known = sorted(facts, key=lambda fact: fact.metric.name)
    return rows + [
        {
            "label": fact.metric.name,
            "value": fact.value_text,
            "source": f"{fact.period_text}，{fact.get_source_display()}",
        }
        for fact in known
    ]


def theme_of(organization: Organization) -> str:
    """The theme of the sector in which the organization builds (“富民党建” …)."""
    guide = guide_for("", organization.sector)
    return guide.name if guide is not None and guide.is_theme else "—"


def where(application: Any) -> str:
    """With whom it lies and since when, in a cell of the list; reads ``turn`` of ``with_turn``."""
    turn = application.turn[0] if application.turn else None
    if turn is not None:
        if turn.status == StepStatus.RESERVED:
            return f"{turn.organization.short_name}，备选"
        others = sum(step.status == StepStatus.PENDING for step in application.turn) - 1
        beside = f"等 {others + 1} 个单位" if others > 0 else ""
        return f"{turn.organization.short_name}{beside}，{text.date_short(turn.pending_since)}起"
    return "申报单位" if application.status in (S.DRAFT, S.RETURNED) else "—"


def task_rows(tasks: Iterable[PlanTask]) -> list[dict[str, Any]]:
    return [{"task": task, "tone": TASK_TONES[TaskStatus(task.status)]} for task in tasks]

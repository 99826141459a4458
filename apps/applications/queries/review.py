"""What a reviewer asks: the own queue, the place in it, and what the portal has already checked."""

from collections.abc import Sequence
from typing import Any

from apps.organizations.access import scope_of

from ..models import Application, PlanTask, ReviewStep
from ..parts import TITLE_LENGTH, asks_plan
from ..querysets import ReviewStepQuerySet, reviewing_offices
from .form_lines import namesakes_of


def queue_of(user: Any) -> ReviewStepQuerySet:
    """The steps that wait for the user's offices, the longest waiting first."""
    steps = ReviewStep.objects.pending_for(user).once_each(reviewing_offices(scope_of(user)))
    return steps.order_by("pending_since", "pk")


def neighbours(keys: Sequence[int], application: Application) -> dict[str, Any]:
    """The place of an application in a queue: number, total, and the keys before and after it."""
    if application.pk not in keys:
        return {"number": 0, "total": len(keys), "previous": None, "following": keys[0] if keys else None}
    at = keys.index(application.pk)
    return {
        "number": at + 1,
        "total": len(keys),
        "previous": keys[at - 1] if at else None,
        "following": keys[at + 1] if at + 1 < len(keys) else None,
    }


def checklist_for(application: Application, tasks: Sequence[PlanTask], files: int) -> list[tuple[str, str, bool]]:
    """Code, sentence, and whether the portal itself found it right.

    Args:
        tasks: the lines of its plan.
        files: documents attached.
    """
    length, namesakes = len(application.title), namesakes_of(application)
    points = [
        ("organization", "组织名称、隶属关系与组织档案一致", True),
        (
            "title",
            f"品牌名称 4—8 字（现 {length} 字），本活动{'无重名' if not namesakes else f'有 {namesakes} 个重名'}",
            length in TITLE_LENGTH and not namesakes,
        ),
        ("narrative", "基本情况和综合材料属实，重点突出", False),
    ]
    if asks_plan(application.campaign):
        right = bool(tasks) and all(task.responsible and task.due_on for task in tasks)
        points.append(("plan", f"实施方案 {len(tasks)} 项任务，均有责任人和完成时限", right))
    points.append(("funding", *_funding(application)))
    if files:
        points.append(("files", f"附件 {files} 份，齐全清晰", False))
    return points


def _funding(application: Application) -> tuple[str, bool]:
    if not application.funding_amount:
        return "未申请经费，无摊派", True
    return f"申请经费 {application.funding_amount} 万元，来源清楚，无摊派", True

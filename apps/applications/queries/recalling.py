"""Whether a decision can still be taken back, from the steps of its application."""

from collections.abc import Sequence

from ..choices import ApplicationStatus, StepStatus
from ..models import ReviewStep
from ..transitions import RECALLABLE


def why_not(step: ReviewStep, steps: Sequence[ReviewStep]) -> str:
    """Why the decision of a step can no longer be recalled; empty when it can.

    Args:
        steps: all steps of the application.
    """
    if step.status not in RECALLABLE:
        return f"{step.organization.short_name}当前为“{step.get_status_display()}”，没有可撤回的决定。"
    if step.application.status != _stands_at(step):
        return f"申报现为“{step.application.get_status_display()}”，该决定不能再撤回。"
    if step.status == StepStatus.RESERVED:
        return ""
    if step.is_final or step.status in (StepStatus.RETURNED, StepStatus.REJECTED):
        return "申报单位已查看该决定，不能再撤回。" if step.seen_at is not None else ""
    return _why_not_above(step, steps)


def _stands_at(step: ReviewStep) -> str:
    """Where the decision of a step leaves its application while nothing came after it."""
    if step.status == StepStatus.RETURNED:
        return ApplicationStatus.RETURNED
    if step.status == StepStatus.REJECTED:
        return ApplicationStatus.REJECTED
    decided = step.is_final and step.status == StepStatus.RECOMMENDED
    return ApplicationStatus.CREATING if decided else ApplicationStatus.IN_REVIEW


def _why_not_above(step: ReviewStep, steps: Sequence[ReviewStep]) -> str:
    following = min((each.position for each in steps if each.position > step.position), default=None)
    for each in (each for each in steps if each.position == following):
        if each.opened_at is not None:
            return f"{each.organization.short_name}已查看，不能再撤回；如需更改，请与其沟通。"
        if each.status not in (StepStatus.WAITING, StepStatus.PENDING):
            return f"{each.organization.short_name}已办理，不能再撤回。"
    if any(each.status == StepStatus.RETURNED for each in steps if each.position == step.position):
        return "同级会签已退回修改，不能再撤回。"
    return ""


def recallable(steps: Sequence[ReviewStep]) -> list[ReviewStep]:
    """Steps whose decision can be taken back; whose office it is say the rules."""
    return [step for step in steps if not why_not(step, steps)]

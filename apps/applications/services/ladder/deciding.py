"""The decisions of a level: recommend, return, refuse, put on the waiting list, object as a countersigning department.

Lock order: the application, its steps, then the quotas of the campaign.
"""

from collections.abc import Sequence

from django.db import transaction

from apps.accounts.models import User
from apps.campaigns.services import take_place
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn, PortalError
from apps.core.states import move, record
from apps.core.verdicts import Acting

from ... import notices, rules
from ...choices import StepKind
from ...models import Application, ReviewStep
from ..corrections import TickedItem, keep_return
from .ranking import check_rank
from .shares import check_share
from .stages import SETTLED, advance, open_steps, pending_steps, steps_at, take_back
from .submitting import refreshed
from .turns import decide, turn_for
from .waiting import places_freed


@transaction.atomic
def recommend_application(
    *,
    actor: User,
    application: Application,
    opinion: str = "",
    step: ReviewStep | None = None,
    version: int | None = None,
) -> Application:
    """Recommend at the level whose turn it is; on the final step this approves.

    Where the same person stands on the next level too, or countersigns beside this one, that is signed with it (一人一签).

    Args:
        step: the step that the reviewer looked at; refused when it is no longer this one's turn.
        version: the version that the reviewer read.

    Raises:
        Refused, OutOfTurn, OutOfPhase: see ``rules.can_review``; also while departments still countersign beside the
            issuer, or while a better candidate of the office waits (择优推荐).
        StaleVersion: the application was returned and submitted anew in between.
        QuotaFull: the level's quota, or on the final step one of the campaign's, is used up.
    """
    row, now, acting = turn_for(actor, application, step, version)
    if now.kind == StepKind.LEVEL:
        _sign_once(actor, row, _beside(row, now), now)
    opened = _recommend(row, now, acting, opinion)
    _sign_once(actor, row, opened, now)
    return refreshed(application)


def _recommend(row: Application, step: ReviewStep, acting: Acting, opinion: str) -> list[ReviewStep]:
    """Sign one step; the steps that were opened by it."""
    if step.kind == StepKind.LEVEL and not step.is_final:
        check_rank(row, step)
        check_share(row, step)
    if step.is_final:
        _check_countersigned(row, step)
    decide(step, "recommend", acting, opinion)
    if step.is_final:
        _approve(row, acting, opinion)
        return []
    move(row, "countersign" if step.kind == StepKind.COUNTERSIGN else "recommend", acting=acting, reason=opinion)
    return advance(row, step.position, acting)


def _beside(row: Application, level: ReviewStep) -> list[ReviewStep]:
    """The departments that have still to sign beside a level."""
    return [step for step in pending_steps(row) if step.position == level.position and step.pk != level.pk]


def _sign_once(actor: User, row: Application, opened: Sequence[ReviewStep], signed: ReviewStep) -> None:
    """The same person signs once. What hinders the second signature leaves it to be given by hand."""
    waiting = list(opened)
    while waiting:
        step = waiting.pop(0)
        step.refresh_from_db(fields=["status"])
        verdict = rules.can_review(actor, step)
        if not verdict or verdict.acting is None:
            continue
        note = (
            f"同一审核人已在{signed.organization.short_name}{signed.get_kind_display()}中签署同意，按一人一签不再重复。"
        )
        try:
            with transaction.atomic():
                waiting += _recommend(row, step, verdict.acting, note)
        except PortalError:
            continue


def _check_countersigned(row: Application, final: ReviewStep) -> None:
    lacking = [step for step in steps_at(row, final.position) if step.pk != final.pk and step.status not in SETTLED]
    if lacking:
        names = "、".join(step.organization.short_name for step in lacking)
        raise OutOfTurn(f"{names}尚未会签，会签后方可作出同意的决定。")


@transaction.atomic
def return_application(
    *,
    actor: User,
    application: Application,
    opinion: str,
    items: Sequence[TickedItem] = (),
    step: ReviewStep | None = None,
    version: int | None = None,
) -> Application:
    """Send it back to the applicant with reasons; submitted anew it comes back to this step.

    Args:
        items: what was ticked as wrong, each with its remark; the applicant reads each as a link to its field.

    Raises:
        Invalid: without an opinion, or an item without a remark; otherwise as ``recommend_application``.
    """
    row, now, acting = turn_for(actor, application, step, version)
    decide(now, "return", acting, opinion)
    move(row, "return", acting=acting, reason=opinion)
    keep_return(row, now, acting, opinion, items)
    take_back(pending_steps(row), acting, f"{now.organization.short_name}已退回修改")
    notices.tell_secretary(row, "returned", now, opinion)
    return refreshed(application)


@transaction.atomic
def reject_application(
    *,
    actor: User,
    application: Application,
    opinion: str,
    step: ReviewStep | None = None,
    version: int | None = None,
) -> Application:
    """Refuse it for good, with reasons. A department that countersigns objects instead.

    Raises:
        Invalid: without an opinion, or at a countersignature; otherwise as ``recommend_application``.
    """
    row, now, acting = turn_for(actor, application, step, version)
    if now.kind == StepKind.COUNTERSIGN:
        raise Invalid("会签部门不作“不予推荐”的决定，请选择“不同意”，由审核单位决定。", code="countersign")
    decide(now, "reject", acting, opinion)
    move(row, "reject", acting=acting, reason=opinion)
    take_back(open_steps(row), acting, f"{now.organization.short_name}不予推荐")
    notices.tell_secretary(row, "rejected", now, opinion)
    places_freed(row)
    return refreshed(application)


@transaction.atomic
def object_to_application(
    *,
    actor: User,
    application: Application,
    opinion: str,
    step: ReviewStep | None = None,
    version: int | None = None,
) -> Application:
    """A department does not agree, with reasons; the level decides with its opinion before it.

    Raises:
        Invalid: without an opinion, or where the step is no countersignature; otherwise as ``recommend_application``.
    """
    row, now, acting = turn_for(actor, application, step, version)
    if now.kind != StepKind.COUNTERSIGN:
        raise Invalid("“不同意”是会签部门的意见，审核单位请选择推荐、退回或不予推荐。", code="not_countersign")
    decide(now, "object", acting, opinion)
    record(row, "object", acting=acting, reason=opinion)
    advance(row, now.position, acting)
    return refreshed(application)


@transaction.atomic
def reserve_application(
    *,
    actor: User,
    application: Application,
    opinion: str,
    step: ReviewStep | None = None,
    version: int | None = None,
) -> Application:
    """Put it on the office's waiting list (备选); it comes back with a notice when a place is freed.

    Raises:
        Invalid: without an opinion, or at a countersignature; otherwise as ``recommend_application``.
    """
    row, now, acting = turn_for(actor, application, step, version)
    if now.kind == StepKind.COUNTERSIGN:
        raise Invalid("会签部门不设备选，请选择同意、不同意或退回。", code="countersign")
    decide(now, "reserve", acting, opinion)
    notices.tell_secretary(row, "reserved", now, opinion)
    return refreshed(application)


def _approve(row: Application, acting: Acting, opinion: str) -> None:
    take_place(row.campaign, row.organization)
    move(row, "approve", acting=acting, reason=opinion)
    row.approved_at = clock.now()
    row.save(update_fields=["approved_at"])
    notices.tell_secretary(row, "approved", None, opinion)

"""A decision is taken back by its own office until whoever comes next has opened it."""

from django.db import transaction

from apps.accounts.models import User
from apps.campaigns.services import release_place
from apps.core.exceptions import OutOfTurn
from apps.core.states import move
from apps.core.verdicts import Acting, require

from ... import notices, rules
from ...choices import ApplicationStatus, StepStatus
from ...models import Application, ReviewStep
from ...queries.recalling import why_not
from ..corrections import settle_returns
from ..locks import locked
from .stages import steps_at, take_back, wait
from .submitting import refreshed
from .turns import fresh


@transaction.atomic
def recall_decision(*, actor: User, step: ReviewStep, reason: str) -> Application:
    """Take the decision of a step back; it waits for its office again.

    Raises:
        Refused: not the step's office. OutOfPhase: reviews are over.
        OutOfTurn: the next level or the applicant has opened it already.
        Invalid: without a reason.
    """
    row = locked(step.application)
    now = fresh(step)
    now.application = row
    acting = require(rules.can_recall(actor, now))
    if sentence := why_not(now, list(row.steps.select_related("organization"))):
        raise OutOfTurn(sentence)
    _undo(row, now, acting, reason)
    move(now, "recall", acting=acting, reason=reason)
    wait(now)
    return refreshed(step.application)


def _undo(row: Application, step: ReviewStep, acting: Acting, reason: str) -> None:
    """What the decision had brought about."""
    if step.status in (StepStatus.RECOMMENDED, StepStatus.OBJECTED) and not step.is_final:
        later = [each for each in _later(row, step) if each.status == StepStatus.PENDING]
        take_back(later, acting, reason)
        notices.tell_recalled(step, later)
        return
    if step.status == StepStatus.RESERVED:
        return
    if row.status == ApplicationStatus.CREATING:
        release_place(row.campaign, row.organization)
        row.approved_at = None
        row.save(update_fields=["approved_at"])
    move(row, "recall", acting=acting, reason=reason)
    settle_returns(row, "recalled_at")
    notices.tell_secretary(row, "recalled", step, reason)
    if step.status == StepStatus.RETURNED:
        _reopen_siblings(row, step, acting)


def _later(row: Application, step: ReviewStep) -> list[ReviewStep]:
    numbers = row.steps.filter(position__gt=step.position).order_by("position").values_list("position", flat=True)
    following = numbers.first()
    return steps_at(row, following) if following is not None else []


def _reopen_siblings(row: Application, step: ReviewStep, acting: Acting) -> None:
    """Departments that signed beside it go on where the return had stopped them."""
    others = [each for each in steps_at(row, step.position) if each.pk != step.pk]
    for each in (each for each in others if each.status == StepStatus.WAITING):
        move(each, "await", acting=acting)
        wait(each)
        notices.tell_office(each)

"""Whose turn it is: the step that somebody decides, locked with its application; everybody else reads the reason."""

from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import OutOfTurn
from apps.core.states import move
from apps.core.verdicts import Acting, require

from ... import rules
from ...duties import acting_on
from ...models import Application, ReviewStep
from ..locks import check_version, locked
from .stages import pending_steps


def turn_for(
    actor: User, application: Application, seen: ReviewStep | None, version: int | None
) -> tuple[Application, ReviewStep, Acting]:
    """Lock the application and find the step that the actor decides.

    Args:
        seen: the step that the reviewer looked at; refused when it is no longer pending.
        version: the version that the reviewer read.
    """
    row = locked(application)
    step = _step_of(actor, row, seen)
    step.application = row
    acting = require(rules.can_review(actor, step))
    check_version(row, version)
    return row, step, acting


def _step_of(actor: User, row: Application, seen: ReviewStep | None) -> ReviewStep:
    pending = pending_steps(row)
    if seen is not None:
        return next((step for step in pending if step.pk == seen.pk), None) or fresh(seen)
    own = [step for step in pending if acting_on(actor, step.organization_id) is not None]
    if own:
        return own[0]
    return _own_decided(actor, row) or (pending[0] if pending else _last(row))


def fresh(step: ReviewStep) -> ReviewStep:
    return ReviewStep.objects.select_related("organization", "decided_by").get(pk=step.pk)


def _last(row: Application) -> ReviewStep:
    decided = row.steps.exclude(decided_at=None).select_related("organization", "decided_by")
    step = decided.order_by("decided_at").last() or row.steps.select_related("organization").first()
    if step is None:
        raise OutOfTurn(f"“{row}”尚未提交，不能审核。")
    return step


def _own_decided(actor: User, row: Application) -> ReviewStep | None:
    """A step of the actor's own office that a colleague has already decided."""
    decided = row.steps.exclude(decided_at=None).select_related("organization", "decided_by")
    mine = (step for step in decided.order_by("-position", "branch") if acting_on(actor, step.organization_id))
    return next(mine, None)


def decide(step: ReviewStep, verb: str, acting: Acting, opinion: str) -> None:
    """Move a step and keep the opinion with who gave it and when."""
    move(step, verb, acting=acting, reason=opinion)
    step.opinion, step.decided_by, step.decided_at = opinion.strip(), acting.user, clock.now()
    step.seen_at = step.called_up_at = None
    step.clean_fields(exclude={field.name for field in step._meta.fields} - {"opinion"})
    step.save(update_fields=["opinion", "decided_by", "decided_at", "seen_at", "called_up_at"])

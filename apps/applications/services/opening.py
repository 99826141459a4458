"""When a step was first read: by its office, and by the applicant after a decision. Ends the time of recalling."""

from django.db import transaction

from apps.accounts.models import User
from apps.core import clock

from ..choices import ApplicationStatus, StepStatus
from ..duties import acting_on
from ..models import Application, ReviewStep
from ..rules import is_applicant

TOLD = (ApplicationStatus.RETURNED, ApplicationStatus.REJECTED, ApplicationStatus.CREATING)


@transaction.atomic
def note_opened(*, actor: User, step: ReviewStep) -> None:
    """The step's office reads it for the first time since it came there. Written once."""
    if step.opened_at is not None or step.status != StepStatus.PENDING:
        return
    if acting_on(actor, step.organization_id) is None:
        return
    step.opened_at = clock.now()
    rows = ReviewStep.objects.filter(pk=step.pk, status=StepStatus.PENDING, opened_at=None)
    rows.update(opened_at=step.opened_at)


@transaction.atomic
def note_seen(*, actor: User, application: Application) -> None:
    """The applicant reads a decision for the first time, or goes on by it. Written once."""
    if application.status not in TOLD or not is_applicant(actor, application):
        return
    decided = application.steps.filter(seen_at=None, decided_at__isnull=False)
    decided.filter(status__in=[StepStatus.RETURNED, StepStatus.REJECTED, StepStatus.RECOMMENDED]).update(
        seen_at=clock.now()
    )

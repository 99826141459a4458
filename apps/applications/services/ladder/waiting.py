"""备选: when a place is freed, the best of the waiting list comes back to its office, with a notice, for a decision."""

from django.db import transaction
from django.db.models import F

from apps.core import clock
from apps.core.exceptions import QuotaFull
from apps.core.states import move
from apps.core.verdicts import SYSTEM

from ... import notices
from ...choices import ApplicationStatus, StepKind, StepStatus
from ...models import Application, ReviewStep
from ...queries.application import COUNTED
from .shares import check_share
from .stages import wait


def places_freed(row: Application) -> list[ReviewStep]:
    """An application that had been sent up is out: each office that sent it looks at its waiting list again.

    Returns:
        The steps that were called up, at most one for each office.
    """
    sent = row.steps.filter(status__in=COUNTED, kind=StepKind.LEVEL).select_related("organization")
    called = [call_up_reserved(row.campaign_id, step.organization_id, row) for step in sent.order_by("-position")]
    return [step for step in called if step is not None]


@transaction.atomic
def call_up_reserved(campaign_id: int, organization_id: int, freed_by: Application) -> ReviewStep | None:
    """Let the first of an office's waiting list wait for its decision again; nothing is decided by itself."""
    waiting = ReviewStep.objects.filter(
        application__campaign=campaign_id,
        application__status=ApplicationStatus.IN_REVIEW,
        organization=organization_id,
        kind=StepKind.LEVEL,
        status=StepStatus.RESERVED,
    )
    key = waiting.order_by(F("rank").asc(nulls_last=True), "decided_at", "pk").values_list("pk", flat=True).first()
    if key is None:
        return None
    row = Application.objects.select_for_update(of=("self",)).select_related("campaign", "organization").get(steps=key)
    step = ReviewStep.objects.select_related("organization").get(pk=key)
    step.application = row
    if step.status != StepStatus.RESERVED or row.status != ApplicationStatus.IN_REVIEW:
        return None
    try:
        check_share(row, step)
    except QuotaFull:
        return None
    move(step, "call_up", acting=SYSTEM, reason=f"“{freed_by}”退出，空出名额")
    step.called_up_at = clock.now()
    step.save(update_fields=["called_up_at"])
    wait(step)
    notices.tell_called_up(step, freed_by)
    return step

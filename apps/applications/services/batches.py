"""批量办理: shown first, then done row by row, each in its own transaction and with its own result."""

import logging
from collections.abc import Callable, Sequence

from django.db import transaction

from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn, PortalError
from apps.core.publish import enqueue
from apps.core.states import move
from apps.core.verdicts import SYSTEM, Acting

from ..choices import ApplicationStatus, BatchOutcome, BatchStatus, BatchVerb
from ..models import Application, ReviewBatch, ReviewBatchRow, ReviewStep
from ..queries.foresight import foreseen
from .ladder import recommend_application, reject_application, reserve_application, return_application

log = logging.getLogger(__name__)

#: Up to so many rows the page does the work itself; more are left to a worker and the page shows the progress.
AT_ONCE = 20
MOST = 5_000
TASK = "apps.applications.tasks.run_batch"
ACTS: dict[str, Callable[..., Application]] = {
    BatchVerb.RECOMMEND: recommend_application,
    BatchVerb.RETURN: return_application,
    BatchVerb.REJECT: reject_application,
    BatchVerb.RESERVE: reserve_application,
}
NEEDS_OPINION = (BatchVerb.RETURN, BatchVerb.REJECT, BatchVerb.RESERVE)


@transaction.atomic
def prepare_batch(*, actor: User, steps: Sequence[ReviewStep], verb: str, opinion: str) -> ReviewBatch:
    """Keep a selection with what would come of each row; nothing is decided yet.

    Args:
        steps: pending steps of the actor's queue (``queries.queue_of``).

    Raises:
        Invalid: nothing selected or too much, no verb, or no opinion where one is needed.
    """
    if verb not in BatchVerb.values:
        raise Invalid("请选择结论。", code="verb")
    if not steps:
        raise Invalid("请先勾选要办理的申报。", code="rows")
    if len(steps) > MOST:
        raise Invalid(f"一次最多办理 {MOST} 件，请缩小范围。", code="rows")
    words = opinion.strip()
    if verb in NEEDS_OPINION and not words:
        raise Invalid("请写明理由，申请单位和各级都能看到。", code="opinion")
    if len(words) > 1000:
        raise Invalid("意见最多 1000 字。", code="opinion")
    batch = ReviewBatch.objects.create(created_by=actor, created_at=clock.now(), verb=verb, opinion=words)
    rows = foreseen(actor, steps, verb)
    ReviewBatchRow.objects.bulk_create(
        [
            ReviewBatchRow(
                batch=batch,
                position=number,
                application_id=row.step.application_id,
                step=row.step,
                version=row.step.application.version,
                told=row.told[:300],
                may=row.may,
            )
            for number, row in enumerate(rows, start=1)
        ],
        batch_size=1000,
    )
    return batch


@transaction.atomic
def start_batch(*, actor: User, batch: ReviewBatch) -> ReviewBatch:
    """Confirm what was shown. Few rows are worked off by the caller with ``run_batch``, many by a worker.

    Raises:
        OutOfTurn: it runs, is done or was cancelled already.
    """
    move(batch, "start", acting=Acting(actor))
    if batch.rows.count() > AT_ONCE:
        enqueue(TASK, batch.pk)
    return batch


@transaction.atomic
def cancel_batch(*, actor: User, batch: ReviewBatch) -> ReviewBatch:
    """Do not go on; what was done already stands."""
    move(batch, "cancel", acting=Acting(actor))
    ReviewBatch.objects.filter(pk=batch.pk).update(finished_at=clock.now())
    return batch


def run_batch(batch_id: int) -> int:
    """Work the rows off in their order until none is left; how many were worked off here.

    Safe to run any number of times and at once: one runner holds the batch at a time, and a row ends with its act.
    """
    done = 0
    while _next_row(batch_id):
        done += 1
    _finish(batch_id)
    return done


def resume_batches() -> None:
    """Go on with batches whose worker was killed or whose hint was lost."""
    for pk in ReviewBatch.objects.filter(status=BatchStatus.RUNNING).values_list("pk", flat=True):
        enqueue(TASK, pk)


@transaction.atomic
def _next_row(batch_id: int) -> bool:
    running = ReviewBatch.objects.filter(pk=batch_id, status=BatchStatus.RUNNING)
    batch = running.select_for_update(of=("self",), skip_locked=True).select_related("created_by").first()
    if batch is None:
        return False
    row = (
        batch.rows.filter(outcome=BatchOutcome.OPEN).select_related("application", "step").order_by("position").first()
    )
    if row is None:
        return False
    row.outcome, row.told = _act(batch, row)
    row.done_at = clock.now()
    row.save(update_fields=["outcome", "told", "done_at"])
    return True


def _act(batch: ReviewBatch, row: ReviewBatchRow) -> tuple[str, str]:
    """The outcome of one row and its sentence; a refusal leaves no trace but this."""
    try:
        with transaction.atomic():
            application = ACTS[batch.verb](
                actor=batch.created_by,
                application=row.application,
                opinion=batch.opinion,
                step=row.step,
                version=row.version,
            )
    except PortalError as error:
        return BatchOutcome.REFUSED, error.message[:300]
    except Exception:  # one row that fails in an unforeseen way does not stop the others
        log.exception("batch %s, step %s", batch.pk, row.step_id)
        return BatchOutcome.REFUSED, "办理时系统出错，没有改动，请单独办理这一件。"
    words = "已同意创建" if application.status == ApplicationStatus.CREATING else f"已{batch.get_verb_display()}"
    return BatchOutcome.DONE, words


@transaction.atomic
def _finish(batch_id: int) -> None:
    batch = ReviewBatch.objects.select_for_update().get(pk=batch_id)
    if batch.status != BatchStatus.RUNNING or batch.rows.filter(outcome=BatchOutcome.OPEN).exists():
        return
    try:
        move(batch, "finish", acting=SYSTEM)
    except OutOfTurn:
        return
    ReviewBatch.objects.filter(pk=batch_id).update(finished_at=clock.now())

"""Work of the worker: overdue reviews, large batches."""

from celery import shared_task

from . import services


@shared_task(name="apps.applications.tasks.hand_up_overdue", ignore_result=True)
def hand_up_overdue() -> None:
    """Warn of reviews on their last day, hand those up that were warned of before."""
    services.hand_up_overdue()


@shared_task(name="apps.applications.tasks.run_batch", ignore_result=True)
def run_batch(batch_id: int) -> None:
    """Work off the rows of one batch."""
    services.run_batch(batch_id)


@shared_task(name="apps.applications.tasks.resume_batches", ignore_result=True)
def resume_batches() -> None:
    """Batches whose worker is gone are taken up again."""
    services.resume_batches()


@shared_task(name="apps.applications.tasks.recognise_met_gaps", ignore_result=True)
def recognise_met_gaps() -> None:
    """Items whose leaf a fact has met meanwhile are closed."""
    services.recognise_met_gaps()

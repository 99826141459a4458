"""Work that is too long for a page."""

from celery import shared_task

from . import services


@shared_task(name="apps.evaluations.tasks.compute_scores", ignore_result=True)
def compute_scores(run_id: int) -> None:
    """Work off the chunks of one run beside the other workers."""
    services.compute_scores(run_id)


@shared_task(name="apps.evaluations.tasks.resume_scoring", ignore_result=True)
def resume_scoring() -> None:
    """Runs whose worker is gone are taken up again."""
    services.resume_scoring()

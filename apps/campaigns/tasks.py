"""Work of the minute."""

from celery import shared_task

from . import services


@shared_task(name="apps.campaigns.tasks.advance_phases", ignore_result=True)
def advance_phases() -> None:
    """Open and close phases at their minute."""
    services.advance_phases()


@shared_task(name="apps.campaigns.tasks.compute_readiness", ignore_result=True)
def compute_readiness(run_id: int) -> None:
    """Work off the chunks of one run beside the other workers."""
    services.compute_readiness(run_id)


@shared_task(name="apps.campaigns.tasks.resume_readiness", ignore_result=True)
def resume_readiness() -> None:
    """Runs whose worker is gone are taken up again."""
    services.resume_readiness()

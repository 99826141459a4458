"""Work of the minute."""

from celery import shared_task

from . import services


@shared_task(name="apps.campaigns.tasks.advance_phases", ignore_result=True)
def advance_phases() -> None:
    """Open and close phases at their minute."""
    services.advance_phases()

"""Work of the minute."""

from celery import shared_task

from . import services


@shared_task(name="apps.inspections.tasks.close_due_surveys", ignore_result=True)
def close_due_surveys() -> None:
    """End the mass surveys whose moment has come, and count them."""
    services.close_due_surveys()

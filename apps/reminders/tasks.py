from celery import shared_task

from . import services


@shared_task(name="apps.reminders.tasks.send_due_notices", ignore_result=True)
def send_due_notices() -> None:
    """Every due notice into the inboxes, once each, however often this runs."""
    services.send_due_notices()

from celery import shared_task

from . import services


@shared_task(name="apps.reminders.tasks.send_due_notices", ignore_result=True)
def send_due_notices() -> None:
    """Every due notice into the inboxes, once each, however often this runs."""
    services.send_due_notices()


@shared_task(name="apps.reminders.tasks.plan_deliveries", ignore_result=True)
def plan_deliveries() -> None:
    """What stands unread in the inboxes into messages for the channels outside."""
    if services.plan_deliveries():
        services.enqueue_sending()


@shared_task(name="apps.reminders.tasks.send_deliveries", ignore_result=True)
def send_deliveries() -> None:
    """Send what waits, for at most as long as the next run is away."""
    services.send_deliveries()


@shared_task(name="apps.reminders.tasks.stamp_feed", ignore_result=True)
def stamp_feed(pk: int) -> None:
    """Note that a calendar read a person's dates."""
    services.stamp_feed(pk)

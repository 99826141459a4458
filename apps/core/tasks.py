from celery import shared_task
from django.utils import timezone

from .services import beat


@shared_task(name="apps.core.tasks.beat_heartbeat", ignore_result=True)
def beat_heartbeat() -> None:
    """Sent by beat, run by a worker: proof that both live (real time, never the moved clock)."""
    moment = timezone.now()
    beat("beat", moment)
    beat("worker", moment)

from celery import shared_task
from django.utils import timezone

from . import services
from .models import StoredFile


@shared_task(name="apps.core.tasks.beat_heartbeat", ignore_result=True)
def beat_heartbeat() -> None:
    """Sent by beat, run by a worker: proof that both live (real time, never the moved clock)."""
    moment = timezone.now()
    services.beat("beat", moment)
    services.beat("worker", moment)


@shared_task(name="apps.core.tasks.settle_file", ignore_result=True)
def settle_file(key: str) -> None:
    """Scan one file, make its thumbnail or preview."""
    stored = StoredFile.objects.filter(pk=key).first()
    if stored is not None:
        services.settle_file(stored)


@shared_task(name="apps.core.tasks.settle_files", ignore_result=True)
def settle_files() -> None:
    """Whatever no message reached."""
    for stored in services.due_files():
        services.settle_file(stored)


@shared_task(name="apps.core.tasks.expire_uploads", ignore_result=True)
def expire_uploads() -> None:
    """Drop unfinished uploads that nobody goes on with; documents take up a converter that was installed meanwhile."""
    services.expire_uploads()
    services.converter_came()

import datetime as dt

from django.utils import timezone

from ..models import Heartbeat

#: Four missed heartbeats: ``settings.CELERY_BEAT_SCHEDULE`` sends one every 30 s.
SILENCE_SECONDS = 120


def beat(component: str, moment: dt.datetime) -> None:
    """Record that a component lived at ``moment``."""
    Heartbeat.objects.update_or_create(component=component, defaults={"at": moment})


def last_beats() -> dict[str, dt.datetime]:
    """When each component was last heard, in real time."""
    return dict(Heartbeat.objects.values_list("component", "at"))


def is_silent(at: dt.datetime | None) -> bool:
    """Whether a component that was last heard then is gone; real time, whatever the portal's clock says."""
    return at is None or (timezone.now() - at).total_seconds() >= SILENCE_SECONDS

import datetime as dt

from ..models import Heartbeat


def beat(component: str, moment: dt.datetime) -> None:
    """Record that a component lived at ``moment``."""
    Heartbeat.objects.update_or_create(component=component, defaults={"at": moment})

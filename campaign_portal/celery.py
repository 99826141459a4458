"""The Celery application; its settings are Django's CELERY_… ones."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campaign_portal.settings.development")

app = Celery("campaign_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@beat_init.connect
def show_life_at_once(**_: Any) -> None:
    """The schedule's first heartbeat comes after half a minute; whoever starts the portal wants to know now."""
    app.send_task("apps.core.tasks.beat_heartbeat", expires=60)

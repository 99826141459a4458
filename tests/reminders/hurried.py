"""Settings of the real worker and beat in the fault test: the portal's own schedule of reminders, only faster."""

from campaign_portal.settings.test import *  # noqa: F403
from campaign_portal.settings.test import CELERY_BEAT_SCHEDULE as USUAL

SECONDS = {"heartbeat": 1.0, "send-due-notices": 2.0, "plan-deliveries": 1.0, "send-deliveries": 1.0}
CELERY_BEAT_SCHEDULE = {name: {**USUAL[name], "schedule": seconds} for name, seconds in SECONDS.items()}

"""For work on the code: errors with their traces, templates and static files read afresh."""

from .base import *  # noqa: F403
from .base import env, storage_settings, template_settings

DEBUG = env.bool("PORTAL_DEBUG", default=True)
SECRET_KEY = env.str("PORTAL_SECRET_KEY", default="development-only")
TEMPLATES = template_settings(cached=False)
STORAGES = storage_settings("django.contrib.staticfiles.storage.StaticFilesStorage")

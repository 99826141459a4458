"""For pytest: a cluster of its own, a database per process, cheap passwords."""

import os
import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .base import CACHES, DATABASES, cache_url, env, server_settings, storage_settings

SECRET_KEY = "test-only"
_database, CELERY_BROKER_URL = server_settings("test")
REDIS_CLIENT_URL = cache_url(CELERY_BROKER_URL)
# Several developers run pytest on one cluster: each run has its own database unless a name is given.
_name = env.str("PORTAL_TEST_DB", default="") or f"p{os.getpid()}"
DATABASES["default"] = {**_database, "CONN_MAX_AGE": 0, "TEST": {"NAME": f"test_portal_{_name}"}}
CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ACCOUNT_RATE_LIMITS = False
STORAGES = storage_settings("django.contrib.staticfiles.storage.StaticFilesStorage")
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = Path(tempfile.gettempdir()) / f"portal-test-files-{os.getpid()}"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]

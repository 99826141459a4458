"""For pytest: a cluster of its own, a database per process cloned from a migrated one, cheap passwords."""

import hashlib
import os
import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .base import CACHES, DATABASES, ROOT, cache_url, env, server_settings, storage_settings


def migrations_fingerprint() -> str:
    """Of all migrations here and of the locked packages' versions: what a migrated database depends on."""
    digest = hashlib.sha256((ROOT / "campaign_portal" / "requirements.lock").read_bytes())
    for path in sorted(ROOT.glob("apps/*/migrations/*.py")):
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:12]


SECRET_KEY = "test-only"
_database, CELERY_BROKER_URL = server_settings("test")
REDIS_CLIENT_URL = cache_url(CELERY_BROKER_URL)
# Several developers run pytest on one cluster: each run has its own database unless a name is given.
_name = env.str("PORTAL_TEST_DB", default="") or f"p{os.getpid()}"
# tests/conftest.py makes the template when it is missing; Django's own migrate then finds nothing to do.
_test = {"NAME": f"test_portal_{_name}", "TEMPLATE": f"migrated_{migrations_fingerprint()}"}
DATABASES["default"] = {**_database, "CONN_MAX_AGE": 0, "TEST": _test}
CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ACCOUNT_RATE_LIMITS = False
STORAGES = storage_settings("django.contrib.staticfiles.storage.StaticFilesStorage")
# Files are found when they are asked for: nothing was collected.
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = Path(tempfile.gettempdir()) / f"portal-test-files-{os.getpid()}"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
# Statements that are compiled once (core.prepared) are compared with the queryset compiled afresh.
PREPARED_CHECKED = True

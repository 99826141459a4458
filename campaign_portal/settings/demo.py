"""For `manage.py demo` and the journeys: everything as in production, but over plain HTTP on this machine."""

from campaign_portal.secrets import kept_secret

from .base import *  # noqa: F403
from .base import STATE, env

SECRET_KEY = env.str("PORTAL_SECRET_KEY", default="") or kept_secret(STATE / "secret-key", 50)
ALLOWED_HOSTS = env.list("PORTAL_ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
PORTAL_IS_DEMO = True

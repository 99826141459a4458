"""For service: refuses to start with what must not be exposed."""

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import SECRET_KEY, env
from .safety import problem

_problem = problem(
    secret_key=SECRET_KEY,
    debug=env.bool("PORTAL_DEBUG", default=False),
    hosts=env.list("PORTAL_ALLOWED_HOSTS", default=[]),
)
if _problem:
    raise ImproperlyConfigured(_problem)

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = env.bool("PORTAL_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]
SECURE_HSTS_SECONDS = env.int("PORTAL_HSTS_SECONDS", default=31_536_000)
if env.bool("PORTAL_BEHIND_PROXY", default=True):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

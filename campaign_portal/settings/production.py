"""For service: refuses to start with what must not be exposed."""

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import ALLOWED_HOSTS, SECRET_KEY, env

if len(SECRET_KEY) < 40 or SECRET_KEY.startswith("development"):
    raise ImproperlyConfigured("生产环境必须设置 PORTAL_SECRET_KEY（至少 40 个随机字符）。")
if env.bool("PORTAL_DEBUG", default=False):
    raise ImproperlyConfigured("生产环境不得开启调试，请删除 PORTAL_DEBUG。")
if not env.list("PORTAL_ALLOWED_HOSTS", default=[]) or "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("生产环境必须设置 PORTAL_ALLOWED_HOSTS（逗号分隔的域名，不得为 *）。")

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = env.bool("PORTAL_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]
SECURE_HSTS_SECONDS = env.int("PORTAL_HSTS_SECONDS", default=31_536_000)
if env.bool("PORTAL_BEHIND_PROXY", default=True):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

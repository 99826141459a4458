"""Settings that every way of running shares. Each can be set from the environment; importing starts nothing."""

from pathlib import Path
from typing import Any

import environ
from celery.schedules import crontab
from redis.backoff import NoBackoff
from redis.retry import Retry

# Registers the Celery application, so that every process that has settings publishes to the broker they name.
import campaign_portal.celery  # noqa: F401
from campaign_portal import embedded

env = environ.Env()
ROOT = embedded.ROOT
STATE = ROOT / ".portal"

# --- Servers: those that the environment names, else the portal's own ---------------------------------------------


def database_settings(url: str) -> dict[str, Any]:
    """Django's settings for a DATABASE_URL; a `host` parameter may name a directory of unix sockets."""
    settings: dict[str, Any] = dict(environ.Env.db_url_config(url))
    options = dict(settings.get("OPTIONS") or {})
    settings["HOST"] = options.pop("host", None) or settings.get("HOST", "")
    settings["OPTIONS"] = {"connect_timeout": 5, **options}
    settings["CONN_MAX_AGE"] = env.int("PORTAL_CONN_MAX_AGE", default=60)
    settings["CONN_HEALTH_CHECKS"] = True
    return settings


def celery_url(url: str) -> str:
    """A REDIS_URL as Celery writes it: unix sockets have a scheme of their own there."""
    if not url.startswith("unix://"):
        return url
    return url.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")


def cache_url(url: str) -> str:
    """A REDIS_URL as redis-py writes it."""
    if not url.startswith("redis+socket://"):
        return url
    return url.replace("redis+socket://", "unix://", 1).replace("?virtual_host=", "?db=")


def server_settings(cluster_name: str) -> tuple[dict[str, Any], str]:
    """DATABASES["default"] and the broker's URL, for the embedded cluster `cluster_name` unless others are named."""
    cluster = embedded.layout(cluster_name) if any(embedded.wanted()) else None
    database = env.str("DATABASE_URL", default="") or (cluster.database_url if cluster else "")
    broker = env.str("REDIS_URL", default="") or (cluster.redis_url if cluster else "")
    return database_settings(database), celery_url(broker)


_database, CELERY_BROKER_URL = server_settings("portal")
REDIS_CLIENT_URL = cache_url(CELERY_BROKER_URL)
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Short time-outs and no retries: the cache is a comfort and publishing a hint (campaign_portal/cache.py, core.publish).
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "campaign_portal.cache.ForgivingRedisCache",
        "LOCATION": REDIS_CLIENT_URL,
        "KEY_PREFIX": "portal",
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 1.0, "retry": Retry(NoBackoff(), 0)},
    }
}

# --- Celery -------------------------------------------------------------------------------------------------------

CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_CONNECTION_TIMEOUT = 0.5
# An unacknowledged message (its worker was killed) is delivered again after this many seconds.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600, "socket_connect_timeout": 0.5, "max_retries": 0}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(STATE / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {"task": "apps.core.tasks.beat_heartbeat", "schedule": 30.0, "options": {"expires": 60}},
    "advance-phases": {"task": "apps.campaigns.tasks.advance_phases", "schedule": 60.0, "options": {"expires": 120}},
    "close-surveys": {
        "task": "apps.inspections.tasks.close_due_surveys",
        "schedule": 60.0,
        "options": {"expires": 120},
    },
    "resume-fact-imports": {
        "task": "apps.organizations.tasks.resume_fact_imports",
        "schedule": 120.0,
        "options": {"expires": 240},
    },
    "resume-readiness": {
        "task": "apps.campaigns.tasks.resume_readiness",
        "schedule": 120.0,
        "options": {"expires": 120},
    },
    "resume-scoring": {
        "task": "apps.evaluations.tasks.resume_scoring",
        "schedule": 120.0,
        "options": {"expires": 120},
    },
    "hand-up-overdue-reviews": {
        "task": "apps.applications.tasks.hand_up_overdue",
        "schedule": crontab(hour="8,13", minute=10),
        "options": {"expires": 3600},
    },
    "resume-review-batches": {
        "task": "apps.applications.tasks.resume_batches",
        "schedule": 120.0,
        "options": {"expires": 120},
    },
    "settle-files": {"task": "apps.core.tasks.settle_files", "schedule": 120.0, "options": {"expires": 120}},
    "expire-uploads": {
        "task": "apps.core.tasks.expire_uploads",
        "schedule": crontab(minute=40),
        "options": {"expires": 3600},
    },
    "repair-paths": {
        "task": "apps.organizations.tasks.repair_paths",
        "schedule": crontab(hour=3, minute=20),
        "options": {"expires": 3600},
    },
    "purge-bin": {
        "task": "apps.organizations.tasks.purge_bin",
        "schedule": crontab(hour=2, minute=50),
        "options": {"expires": 3600},
    },
    "recognise-met-gaps": {
        "task": "apps.applications.tasks.recognise_met_gaps",
        "schedule": crontab(hour=4, minute=10),
        "options": {"expires": 3600},
    },
    "send-due-notices": {
        "task": "apps.reminders.tasks.send_due_notices",
        "schedule": 900.0,
        "options": {"expires": 1800},
    },
    "plan-deliveries": {"task": "apps.reminders.tasks.plan_deliveries", "schedule": 300.0, "options": {"expires": 600}},
    "send-deliveries": {"task": "apps.reminders.tasks.send_deliveries", "schedule": 60.0, "options": {"expires": 120}},
}

# --- Application --------------------------------------------------------------------------------------------------

SECRET_KEY = env.str("PORTAL_SECRET_KEY", default="")
DEBUG = False
ALLOWED_HOSTS = env.list("PORTAL_ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("PORTAL_CSRF_TRUSTED_ORIGINS", default=[])
# Pages say that persons and figures are invented.
PORTAL_IS_DEMO = env.bool("PORTAL_IS_DEMO", default=False)
# An import of facts that changes more values than this is written by the worker, with its progress shown.
FACTS_WRITTEN_AT_ONCE = env.int("PORTAL_FACTS_WRITTEN_AT_ONCE", default=20_000)
# Where people open the portal, as messages outside it say: https://portal.example.gov.cn.
PORTAL_ADDRESS = env.str("PORTAL_ADDRESS", default="").rstrip("/")
# Hosts inside the office's own network that outside channels (a mail server, a gateway) may reach all the same.
PORTAL_CHANNEL_HOSTS = env.list("PORTAL_CHANNEL_HOSTS", default=[])
# Units not verified for longer than this many days are marked; figures of the rules on missing organizations.
UNIT_STALE_DAYS = env.int("PORTAL_UNIT_STALE_DAYS", default=180)
SHOULD_HAVE_FIGURES = env.dict("PORTAL_SHOULD_HAVE_FIGURES", default={})
ROOT_URLCONF = "campaign_portal.urls"
WSGI_APPLICATION = "campaign_portal.wsgi.application"
AUTH_USER_MODEL = "accounts.User"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    # runserver serves static files the way production does.
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "pgtrigger",
    "pghistory",
    "treebeard",
    "django_htmx",
    "apps.core",
    "apps.accounts",
    "apps.organizations",
    "apps.reminders",
    "apps.standards",
    "apps.campaigns",
    "apps.applications",
    "apps.inspections",
    "apps.evaluations",
    "apps.branding",
    "apps.portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "campaign_portal.sessions.IdleSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "apps.core.middleware.PortalErrorMiddleware",
]

CONTEXT_PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "apps.portal.context_processors.portal",
]
CACHED_LOADER = ["filesystem", "app_directories"]


def template_settings(*, cached: bool) -> list[dict[str, Any]]:
    """TEMPLATES; parsed once per process when `cached`."""
    loaders: list[Any] = [f"django.template.loaders.{name}.Loader" for name in CACHED_LOADER]
    return [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [ROOT / "templates"],
            "OPTIONS": {
                "context_processors": CONTEXT_PROCESSORS,
                "loaders": [("django.template.loaders.cached.Loader", loaders)] if cached else loaders,
            },
        }
    ]


TEMPLATES = template_settings(cached=True)
FORM_RENDERER = "apps.core.components.forms.PortalFormRenderer"

# --- Language and time --------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# --- Files --------------------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATICFILES_DIRS = [ROOT / "static"]
STATIC_ROOT = Path(env.str("PORTAL_STATIC_ROOT", default=str(STATE / "static")))
MEDIA_ROOT = Path(env.str("PORTAL_FILES", default=str(STATE / "files")))
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_TEMP_DIR = env.str("PORTAL_TEMP", default=None)
# The largest file; what one person may have under way; what one application may hold altogether.
PORTAL_FILE_BYTES = env.int("PORTAL_FILE_BYTES", default=200 * 1024 * 1024)
PORTAL_UPLOADS_BYTES = env.int("PORTAL_UPLOADS_BYTES", default=2 * 1024 * 1024 * 1024)
PORTAL_APPLICATION_BYTES = env.int("PORTAL_APPLICATION_BYTES", default=2 * 1024 * 1024 * 1024)
# How long a material of the library stays in the bin before it is given up.
PORTAL_BIN_DAYS = env.int("PORTAL_BIN_DAYS", default=180)
# Where clamd listens (tcp://host:3310 or unix:///run/clamd.sock); its StreamMaxLength must take the largest file.
PORTAL_CLAMD = env.str("PORTAL_CLAMD", default="")
# The program that turns Office files into PDF for the preview; looked for under its usual names when not given.
PORTAL_SOFFICE = env.str("PORTAL_SOFFICE", default="")
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
# Addresses that scripts alone ask: whatever goes wrong there is told as JSON.
PORTAL_SCRIPT_PATHS = ("/field/api/",)
MANIFEST_STORAGE = "campaign_portal.staticfiles.ManifestStorage"


def storage_settings(static: str) -> dict[str, dict[str, Any]]:
    """STORAGES with the given storage of static files; uploads go to local disk or where PORTAL_STORAGE says."""
    files = env.str("PORTAL_STORAGE", default="django.core.files.storage.FileSystemStorage")
    return {"default": {"BACKEND": files}, "staticfiles": {"BACKEND": static}}


STORAGES = storage_settings(MANIFEST_STORAGE)

# --- Accounts -----------------------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATORS = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": _VALIDATORS + "UserAttributeSimilarityValidator"},
    {"NAME": "apps.accounts.validators.LengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": _VALIDATORS + "CommonPasswordValidator"},
    {"NAME": _VALIDATORS + "NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "apps.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
# Whole offices share one address; one account is locked for five minutes after five failures.
ACCOUNT_RATE_LIMITS: Any = {"login": "120/m/ip", "login_failed": "60/m/ip,5/300s/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("PORTAL_TRUSTED_PROXIES", default=0)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "示范创建"

SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = env.int("PORTAL_SESSION_IDLE_SECONDS", default=2 * 60 * 60)
SESSION_EXPIRE_AT_BROWSER_CLOSE = False

# --- Protection ---------------------------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
PGHISTORY_APPEND_ONLY = True

# --- Mail and log -------------------------------------------------------------------------------------------------

vars().update(env.email_url("PORTAL_EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = env.str("PORTAL_FROM_EMAIL", default="portal@localhost")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("PORTAL_LOG_LEVEL", default="WARNING")},
}

"""All settings, read from the environment; docs/operations.md lists the variables."""

import os
from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF

from vardovergang import logs, servers
from vardovergang.databases import databases
from vardovergang.secret_key import secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("DATA_DIR") or BASE_DIR / ".data").resolve()

DEBUG = False
# The demonstration county with its open account choice; never set where real persons are.
DEMO = os.environ.get("DEMO", "") == "1"
SECRET_KEY = secret_key(DATA_DIR)
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "127.0.0.1,localhost").split(",")

CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "vardovergang.apps.SiteConfig",
    "monthly_statistics.apps.MonthlyStatisticsConfig",
    "billing.apps.BillingConfig",
    "discharge.apps.DischargeConfig",
    "municipalities.apps.MunicipalitiesConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "vardovergang.apps.StaticFilesConfig",
    "csp",
    "django_htmx",
    "django_structlog",
    "guardian",
    "rest_framework",
    "drf_spectacular",
    "template_partials.apps.SimpleAppConfig",
]

# Outermost first. What belongs to one request's transaction stands last, closest to the view.
MIDDLEWARE = [
    "vardovergang.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "vardovergang.logs.RequestLog",
    "municipalities.views.gate.GateMiddleware",
    "municipalities.middleware.AssignmentTransactionMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": ["template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "municipalities.frame.frame",
                "discharge.frame.unit_choices",
            ],
        },
    }
]

LANGUAGE_CODE = "sv"
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True
USE_I18N = True

AUTH_USER_MODEL = "municipalities.User"
LOGIN_URL = "municipalities:login"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "vardovergang.urls"
WSGI_APPLICATION = "vardovergang.wsgi.application"

SERVERS = servers.urls(DATA_DIR)
DATABASE_ROLE = os.environ.get("DATABASE_ROLE", "app")
DATABASES = databases(SERVERS, DATABASE_ROLE)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": SERVERS.redis,
        # Celery's queue lies in the same Redis.
        "KEY_PREFIX": "cache",
        "OPTIONS": {"socket_connect_timeout": 5, "socket_timeout": 5},
    }
}

STATIC_URL = "static/"
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT") or DATA_DIR / "static")
NPM = BASE_DIR / "node_modules" / "@digdir"
DESIGN = (
    ("designsystemet-css", NPM / "designsystemet-css" / "dist"),
    ("designsystemet-web", NPM / "designsystemet-web" / "dist" / "umd"),
)
STATICFILES_DIRS = [BASE_DIR / "static", *((prefix, folder) for prefix, folder in DESIGN if folder.exists())]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "vardovergang.static_files.HashedFiles"},
}

WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Plain HTTP is for one's own machine (`make run`); BEHIND_PROXY trusts the proxy's word about HTTPS.
HTTPS = os.environ.get("PLAIN_HTTP", "") != "1"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("BEHIND_PROXY", "") == "1" else None
)
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 10 * 3600
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None

REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["vardovergang.api_defaults.Refuse"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "EXCEPTION_HANDLER": "discharge.api.errors.handler",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
SPECTACULAR_SETTINGS = {"TITLE": "Vårdövergång", "VERSION": "1", "SERVE_INCLUDE_SCHEMA": False}

LOGGING = logs.LOGGING
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = 10

CELERY_BROKER_URL = servers.broker_url(SERVERS.redis)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {"task": "vardovergang.heartbeat", "schedule": 30},
    "nightly": {"task": "billing.nightly", "schedule": crontab(hour=2, minute=0)},
    "nightly-recover": {"task": "billing.nightly_recover", "schedule": 300},
    "what-if-recover": {"task": "billing.what_if_recover", "schedule": 60},
}
# Sent when a night's last municipality is computed; billing does not know who counts its days.
AFTER_NIGHTLY = ["monthly_statistics.refresh"]

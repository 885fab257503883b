"""All settings, read from the environment; vardovergang/configuration/variables.py lists the variables."""

import os
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from kombu import Queue

from municipalities.door import limits
from vardovergang import logs
from vardovergang.configuration import variables
from vardovergang.configuration.databases import databases
from vardovergang.configuration.identity_services import identity_services
from vardovergang.configuration.periodic import ONE_MORE_TRY, daily, every
from vardovergang.configuration.secret_key import secret_key
from vardovergang.servers import urls as servers

variables.check(os.environ)

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("DATA_DIR") or BASE_DIR / ".data").resolve()

DEBUG = False
# The demonstration county with its open account choice; never set where real persons are.
DEMO = os.environ.get("DEMO", "") == "1"
SECRET_KEY = secret_key(DATA_DIR)
ALLOWED_HOSTS = (os.environ.get("ALLOWED_HOSTS") or "127.0.0.1,localhost").split(",")

CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "vardovergang.apps.SiteConfig",
    "monthly_statistics.apps.MonthlyStatisticsConfig",
    "billing.apps.BillingConfig",
    "discharge.apps.DischargeConfig",
    "municipalities.apps.MunicipalitiesConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "vardovergang.apps.StaticFilesConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
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
    "vardovergang.web.health.HealthMiddleware",
    # Around what redirects to HTTPS, so that the redirect has a policy too.
    "vardovergang.web.policy.PolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "municipalities.door.middleware.DoorMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "vardovergang.logs.RequestLog",
    "municipalities.login.session_limits.SessionLimitsMiddleware",
    "municipalities.views.gate.GateMiddleware",
    "municipalities.access.middleware.AssignmentTransactionMiddleware",
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
            "builtins": ["template_partials.templatetags.partials", "municipalities.templatetags.printing"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "municipalities.context_processors.frame",
                "discharge.context_processors.unit_choices",
            ],
        },
    }
]

FORM_RENDERER = "municipalities.forms.inputs.Renderer"

LANGUAGE_CODE = "sv"
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True
USE_I18N = True

AUTH_USER_MODEL = "municipalities.User"
LOGIN_URL = "municipalities:login"
LOGIN_REDIRECT_URL = "municipalities:home"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "vardovergang.urls"
WSGI_APPLICATION = "vardovergang.wsgi.application"

SERVERS = servers.urls(DATA_DIR)
DATABASE_ROLE = os.environ.get("DATABASE_ROLE") or "app"
DATABASES = databases(SERVERS, DATABASE_ROLE)
DATABASE_ROUTERS = ["municipalities.login.session_store.OutsideTheRequest"]
CACHES = {"default": {"BACKEND": "municipalities.cache.PostgresqlCache"}}

# A form without its files, at most.
DATA_UPLOAD_MAX_MEMORY_SIZE = limits.BODY_BYTES
# A file that is sent with a message, at most; it is kept in memory while it is looked through, never on disk.
ATTACHMENT_BYTES = int(os.environ.get("ATTACHMENT_MB") or 10) * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["discharge.attachments.upload_handler.InMemoryUpload"]

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
    "staticfiles": {"BACKEND": "vardovergang.web.static_files.HashedFiles"},
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
# A browser keeps a cookie with this prefix only from this very host, over HTTPS.
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_ENGINE = "municipalities.login.session_store"
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}session"
SESSION_COOKIE_SECURE = HTTPS
# Half an hour without activity ends a session, and so does a long day (municipalities/login/).
SESSION_COOKIE_AGE = 30 * 60
SESSION_LONGEST = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "municipalities.views.resubmission.csrf_failed"
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
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
PASSWORD_LENGTH = 12
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": PASSWORD_LENGTH}),
        ("CommonPasswordValidator", {}),
    )
] + [{"NAME": "municipalities.login.passwords.OwnWordsValidator"}]
# How long the link of an invitation works.
PASSWORD_RESET_TIMEOUT = 48 * 3600

# Login: identity services first, local accounts second (docs/decisions/0012 and 0013). Nobody signs up here.
IDENTITY_SERVICES = identity_services(demo=DEMO)
SOCIALACCOUNT_PROVIDERS = {"identity_service": {"APPS": [service.app for service in IDENTITY_SERVICES]}}
SOCIALACCOUNT_ADAPTER = "municipalities.login.adapters.IdentityServiceAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True
ACCOUNT_ADAPTER = "municipalities.login.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_TIMEOUT = 10 * 60
# By address, and by account (key): a whole hospital may come from one address.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "30/5m/ip,5/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if os.environ.get("BEHIND_PROXY", "") == "1" else 0
MFA_ADAPTER = "municipalities.login.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Vårdövergång"
# A code is good once and for its half minute: with any tolerance it could be used again after that.
MFA_TOTP_TOLERANCE = 0
MFA_ALLOW_UNVERIFIED_EMAIL = True
# A browser allows passkeys over plain HTTP on `localhost` alone, and so do we.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS

REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["vardovergang.web.api_defaults.Refuse"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["municipalities.door.parsers.JSONParser"],
    "EXCEPTION_HANDLER": "discharge.api.errors.handler",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Vårdövergång",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    # Fields of different messages that have the same name and other choices.
    "ENUM_NAME_OVERRIDES": {
        "CaseKind": "discharge.models.Case.Kind",
        "LinkKind": "discharge.models.patients.LinkKind.choices",
        "GoalsOutcome": "discharge.process.words.OUTCOMES",
        "PlacementOutcome": "discharge.process.judging.placements.OUTCOMES",
        "ConsentParty": "discharge.process.judging.consents.PARTY_CHOICES",
        "Independence": "discharge.process.circumstances.rows.INDEPENDENCE",
        "Infection": "discharge.process.circumstances.rows.INFECTIONS",
        "MedicineAlong": "discharge.process.circumstances.rows.MEDICINE_ALONG",
        "JourneyHome": "discharge.process.circumstances.rows.JOURNEYS",
    },
}

LOGGING = logs.LOGGING
# That an answer begins to be streamed is no line: it has just been logged as answered.
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = 10

CELERY_BROKER_URL = servers.broker_url(SERVERS.redis)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A worker waits for the queue as long as it takes; a page, with its thread, some seconds at most.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 2, **ONE_MORE_TRY}
CELERY_TASK_PUBLISH_RETRY_POLICY = ONE_MORE_TRY
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Counting months takes minutes: in a queue of its own it can be kept from the workers of the night.
CELERY_TASK_QUEUES = [Queue("celery"), Queue("statistics")]
CELERY_TASK_ROUTES = {"monthly_statistics.refresh": {"queue": "statistics"}}
CELERY_BEAT_SCHEDULER = "vardovergang.beat:OneBeat"
CELERY_BEAT_SCHEDULE = {
    "heartbeat": every(30, "vardovergang.heartbeat"),
    "clear-sessions": daily("03:30", "municipalities.clear_sessions"),
    "forget-drafts": daily("03:40", "discharge.forget_drafts"),
    "end-tasks": daily("01:30", "discharge.end_tasks"),
    "nightly": daily("02:00", "billing.nightly"),
    "nightly-watch": every(300, "billing.nightly_watch"),
    "nightly-recover": every(300, "billing.nightly_recover"),
    "nightly-verify": daily("04:30", "billing.nightly_verify", on="sunday"),
    # Before the night's computation, and before anybody's day.
    "sync-catalogue": daily("01:00", "municipalities.sync_catalogue"),
    "what-if-recover": every(60, "billing.what_if_recover"),
    "statistics-recover": every(600, "monthly_statistics.refresh_recover"),
}
# Where the video meetings of a SIP are held, if the site makes their links; each gets a room of its own.
MEETING_ADDRESS = os.environ.get("MEETING_ADDRESS", "")
# The HSA catalogue's export (CSV or JSON), read in each night; empty where none is delivered.
HSA_CATALOGUE_FILE = os.environ.get("HSA_CATALOGUE_FILE", "")
# Sent when a night's last municipality is computed; billing does not know who counts its days.
AFTER_NIGHTLY = ["monthly_statistics.refresh"]

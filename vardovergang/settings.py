"""All settings, read from the environment; docs/operations.md lists the variables."""

import os
from pathlib import Path

from celery.schedules import crontab

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("DATA_DIR", BASE_DIR / ".data"))

DEBUG = False
# The demonstration county with its open account choice; never set where real persons are.
DEMO = os.environ.get("DEMO", "") == "1"
SECRET_KEY = os.environ.get("SECRET_KEY", "")
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "127.0.0.1,localhost").split(",")

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
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "guardian",
    "rest_framework",
    "drf_spectacular",
    "template_partials",
]

LANGUAGE_CODE = "sv"
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True
USE_I18N = True

AUTH_USER_MODEL = "municipalities.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "vardovergang.urls"
WSGI_APPLICATION = "vardovergang.wsgi.application"

CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_ACKS_LATE = True
CELERY_BEAT_SCHEDULE = {
    "nightly": {"task": "billing.nightly", "schedule": crontab(hour=2, minute=0)},
}

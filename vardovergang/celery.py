"""Celery: the broker is Redis, the schedule stands in the settings, tasks live in each app's tasks.py."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vardovergang.settings")

app = Celery("vardovergang")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

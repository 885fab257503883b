"""Celery: the broker is Redis, the schedule stands in the settings, tasks live in each app's tasks.py."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vardovergang.settings")

app = Celery("vardovergang")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_the_sites_logging(**kwargs: Any) -> None:
    """Who answers this signal sets up logging in Celery's place; the settings have done it already."""


@worker_ready.connect
def say_that_a_worker_is_here(**kwargs: Any) -> None:
    """At once, and not only when beat's first heartbeat arrives."""
    from vardovergang.health import worker_is_here

    worker_is_here()

"""Celery: the broker is Redis, the schedule stands in the settings, tasks live in each app's tasks.py."""

import os
import sys
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_init, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vardovergang.settings")

app = Celery("vardovergang")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_the_sites_logging(**kwargs: Any) -> None:
    """Who answers this signal sets up logging in Celery's place; the settings have done it already."""


@worker_init.connect
def refuse_to_start_with_an_unsafe_role(**kwargs: Any) -> None:
    """Celery logs what a signal's receiver raises and goes on, so only leaving stops the worker."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError, connection

    try:
        connection.ensure_connection()
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    except OperationalError:
        # A database that does not answer yet is looked for again by each task.
        return
    # The worker forks: each of its processes opens a connection of its own.
    connection.close()


@worker_ready.connect
def say_that_a_worker_is_here(**kwargs: Any) -> None:
    """At once, and not only when beat's first heartbeat arrives."""
    from vardovergang.web.health import worker_is_here

    worker_is_here()

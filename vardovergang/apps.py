import gc
import secrets
from datetime import date

from django.apps import AppConfig
from django.conf import settings
from django.contrib.staticfiles import apps as staticfiles
from django.db.backends.signals import connection_created


class SiteConfig(AppConfig):
    name = "vardovergang"

    def ready(self) -> None:
        from discharge.extensions import example_numbers
        from discharge.persons import person_register
        from municipalities.login import demonstration
        from vardovergang import celery, checks  # noqa: F401 - the app that tasks belong to; registers them
        from vardovergang.demonstration.directory.accounts import ACCOUNTS, GROUP_ACCOUNTS
        from vardovergang.demonstration.people.person_register import FileRegister
        from vardovergang.servers.database_role import check_new_connection

        connection_created.connect(check_new_connection, dispatch_uid="refuse_unsafe_role")
        demonstration.accounts.extend((*ACCOUNTS, *GROUP_ACCOUNTS))
        example_numbers.register(make_example_number)
        if settings.DEMO:
            person_register.plug_in(FileRegister())
        # What is loaded lives to the end: who looks for garbage from now on need not look through it.
        gc.freeze()
        gc.enable()


def make_example_number(today: date) -> str:
    from vardovergang.demonstration.people.person_register import example_number

    return example_number(today, secrets.SystemRandom()).written


class StaticFilesConfig(staticfiles.StaticFilesConfig):
    """Leaves out what packages bring for pages that this site does not have; compressing it takes time."""

    ignore_patterns = [
        *staticfiles.StaticFilesConfig.ignore_patterns,
        "rest_framework",
        "guardian",
        "account",
        "mfa",
        # django-htmx brings two generations of htmx, and extensions; ours is 2, as it is.
        "*-4*.js",
        "ext",
    ]

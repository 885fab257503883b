"""The demonstration's log review, as the site's role: started by `manage.py demo`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from vardovergang.demonstration import record
from vardovergang.demonstration.log_review import review_log


class Command(BaseCommand):
    help = "Väljer ut och granskar läsningar i demonstrationslänet; startas av manage.py demo."

    def handle(self, *args: Any, **options: Any) -> None:
        begun = record.read_record()
        if begun is None:
            raise CommandError("Det finns inget demonstrationslän. Gör ett med manage.py demo.")
        review_log(begun.plan)

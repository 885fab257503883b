"""The demonstration's closed months, as the region's invoicer: started by `manage.py demo`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from vardovergang.demonstration import record
from vardovergang.demonstration.months import close_months, open_months


class Command(BaseCommand):
    help = "Stänger demonstrationslänets äldre månader; startas av manage.py demo."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--open", action="store_true", help="öppna dem igen, innan mer läses in")

    def handle(self, *args: Any, **options: Any) -> None:
        begun = record.read_record()
        if begun is None:
            raise CommandError("Det finns inget demonstrationslän. Gör ett med manage.py demo.")
        if options["open"]:
            open_months(timezone.now())
        else:
            close_months(begun.plan, timezone.now())

"""`manage.py month_sums`: compares the sums of months with their lines, or makes them anew."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from billing.ledger.month_lines import differing_sums, remake_sums
from billing.presenters.months import sums_name


class Command(BaseCommand):
    help = "Gör om månadernas summor ur deras dygn och rättelser, och säger vilka som sade något annat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="ändra ingenting; visa skillnader och avsluta med fel om det finns någon",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        differing = differing_sums()
        for payer, month in differing:
            self.stdout.write(sums_name(payer, month))
        if options["check"]:
            if differing:
                raise CommandError("Summorna stämmer inte med dygnen. Gör om dem med month_sums.")
        else:
            remake_sums()
        self.stdout.write(f"{len(differing)} med skillnader.")

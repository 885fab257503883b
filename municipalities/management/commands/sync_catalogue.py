"""`manage.py sync_catalogue`: read in the HSA catalogue's export, as the nightly task does (worker role)."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from municipalities.actions import sync_catalogue
from municipalities.catalogue import UnreadableCatalogue
from municipalities.models import CatalogueImport
from municipalities.presenters import import_counts


class Command(BaseCommand):
    help = "Läser in HSA-katalogens export och skriver vad som ändrades."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", default=settings.HSA_CATALOGUE_FILE, help="CSV eller JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["file"]:
            raise CommandError("Ange filen, eller HSA_CATALOGUE_FILE.")
        try:
            reading = sync_catalogue(
                path=Path(options["file"]), origin=CatalogueImport.Origin.COMMAND, now=timezone.now()
            )
        except (UnreadableCatalogue, OSError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{reading.get_state_display()}: {import_counts(reading.report)}.")
        for row in reading.report["refused"]:
            self.stdout.write(f"  rad {row['number']} {row['hsa_id']}: {' '.join(row['reasons'])}")

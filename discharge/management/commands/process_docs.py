"""`manage.py process_docs`: writes docs/process.md from the process table, or says that it is stale."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from discharge.presenters.describing import description

PAGE = Path(settings.BASE_DIR) / "docs" / "process.md"


class Command(BaseCommand):
    help = "Skriver docs/process.md ur processtabellen."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="skriv ingenting; fel om sidan är inaktuell")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["check"]:
            PAGE.write_text(description())
        elif not PAGE.exists() or PAGE.read_text() != description():
            raise CommandError("docs/process.md är inaktuell. Kör manage.py process_docs.")

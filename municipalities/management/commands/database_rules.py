"""`manage.py database_rules`: make the database's own rules as the program has them, or say what differs."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from municipalities.database.engine.changes import apply_all, differences


class Command(BaseCommand):
    help = "Applies the policies, triggers, functions, views and grants that differ. Runs as owner."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="changes nothing; exit 1 where something differs"
        )

    def handle(self, *, check: bool, **options: Any) -> None:
        found = differences(connection) if check else apply_all(connection)
        for statement in found:
            self.stdout.write(f"{statement};")
        if check and found:
            raise CommandError("The database's rules differ from the program's.")

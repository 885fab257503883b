"""`manage.py database_rules`: make the database's own rules as the program has them, or say what differs.

To know what differs it is made and taken back, so either way a table whose rules differ is locked for a
moment. While a long job reads it everybody's pages would wait behind us, so we don't wait for long.
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from psycopg.errors import LockNotAvailable

from municipalities.database.engine.changes import apply_all, differences


class Command(BaseCommand):
    help = "Applies the policies, triggers, functions, views and grants that differ. Runs as owner."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="changes nothing; exit 1 where something differs"
        )

    def handle(self, *, check: bool, **options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        try:
            found = differences(connection) if check else apply_all(connection)
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable):
                raise
            raise CommandError(
                "Rules differ of a table that is in use: nothing is changed. Try again."
            ) from None
        for statement in found:
            self.stdout.write(f"{statement};")
        if check and found:
            raise CommandError("The database's rules differ from the program's.")

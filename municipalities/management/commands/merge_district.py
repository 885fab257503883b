"""`manage.py merge_district`: note that a city district ends and what it goes up into (owner role).

Before the day or on it; `merge_districts` hands the open cases over when the day has come.
"""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from municipalities import actions


class Command(BaseCommand):
    help = "Noterar att en stadsdel upphör, vilken den går upp i och dess sista dag."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("district", help="stadsdelen som upphör")
        parser.add_argument("into", help="stadsdelen som den går upp i; läggs upp om den inte finns")
        parser.add_argument("last_day", type=date.fromisoformat, help="sista dagen, ÅÅÅÅ-MM-DD")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            district = actions.merge_district(
                name=options["district"],
                into=options["into"],
                last_day=options["last_day"],
                today=timezone.localdate(),
            )
        except actions.Refused as refused:
            raise CommandError(refused.message) from None
        self.stdout.write(f"{district.name} går upp i {district.merged_into} efter {district.valid_to}.")

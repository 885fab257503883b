"""`manage.py monthly_statistics`: publish the months from what the last night computed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from monthly_statistics.actions import refresh


class Command(BaseCommand):
    help = "Räknar månadsstatistiken från den senaste natten och publicerar det som är nytt eller ändrat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--all", action="store_true", help="alla månader, inte bara de som kan ha ändrats sedan sist"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for snapshot in refresh(now=timezone.now(), all_months=options["all"]):
            state = f"version {snapshot.version}" if snapshot.version else "pågår"
            self.stdout.write(f"{snapshot.month:%Y-%m} {state}")

"""`manage.py demo`: the demonstration county, from its directory to its monthly statistics. Runs as owner."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from discharge.models import Case
from municipalities.models import Unit
from vardovergang.demonstration import directory, record
from vardovergang.demonstration.plans import Plan
from vardovergang.demonstration.processes import Interrupted, make_cases
from vardovergang.demonstration.progress import Progress


class Command(BaseCommand):
    help = "Skapar demonstrationslänet i en tom databas: påhittade personer och deras vårdtillfällen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--months", type=_positive_number, default=15, help="så många hela månader bakåt (15)"
        )
        parser.add_argument(
            "--cases", type=_positive_number, default=3000, help="antal vårdtillfällen (3000)"
        )
        parser.add_argument("--seed", type=int, default=1, help="samma tal ger samma län (1)")
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="gör ingenting om databasen redan har ärenden",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        plan = self._choose_plan(**options)
        if plan is None:
            return
        try:
            if not directory.is_built():
                directory.build(plan.today)
            record.write_record(plan, finished=False)
            make_cases(plan, Progress(plan.cases, sys.stderr).advance)
            self.stdout.write("Räknar fristdagar, betalningsansvar och statistik …")
            _run_command("demo_figures", "worker")
            _run_command("demo_log_review", "app")
        except (Interrupted, KeyboardInterrupt, subprocess.CalledProcessError):
            raise CommandError("Länet är inte färdigt. Kör samma kommando igen, så fortsätter det.") from None
        record.write_record(plan, finished=True)
        seconds = time.monotonic() - began
        self.stdout.write(f"Demonstrationslänet är klart: {plan.cases} vårdtillfällen på {seconds:.0f} s.")

    def _choose_plan(
        self, *, months: int, cases: int, seed: int, if_empty: bool, **options: Any
    ) -> Plan | None:
        """What to make: a new county, or the rest of one that was begun. None when there is nothing to do."""
        if not record.nobody_else():
            raise CommandError("Ett annat manage.py demo är igång. Vänta tills det är klart.")
        found = record.read_record()
        if if_empty and (found.finished if found else Case.objects.exists()):
            return None
        if found is None:
            if Case.objects.exists():
                raise CommandError(
                    "Databasen har redan ärenden: demonstrationslänet görs bara i en tom databas."
                )
            if Unit.objects.exclude(hsa_id__contains="-DEMO").exists():
                raise CommandError(
                    "Katalogen har andra enheter än demonstrationslänets: använd en tom databas."
                )
            return Plan(months, cases, seed, timezone.now().replace(microsecond=0))
        if found.finished:
            raise CommandError("Demonstrationslänet finns redan. Töm databasen för att göra ett nytt.")
        if not if_empty and (months, cases, seed) != (found.plan.months, found.plan.cases, found.plan.seed):
            raise CommandError(
                f"Ett annat län är påbörjat: gör färdigt det med --months {found.plan.months} "
                f"--cases {found.plan.cases} --seed {found.plan.seed}, eller töm databasen."
            )
        return found.plan


def _positive_number(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} är inte ett positivt heltal")
    return int(text)


def _run_command(name: str, role: str) -> None:
    """As the role whose work it is, and with the rates that are made up for the demonstration."""
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), name]
    subprocess.run(command, env={**os.environ, "DATABASE_ROLE": role, "DEMO": "1"}, check=True)

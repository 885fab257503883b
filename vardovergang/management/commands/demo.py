"""`manage.py demo`: the demonstration county, from its directory to its monthly statistics. Runs as owner."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from discharge.models import Case
from vardovergang.demonstration import directory
from vardovergang.demonstration.history.making import make_history
from vardovergang.demonstration.history.population import History
from vardovergang.demonstration.plans import Plan
from vardovergang.demonstration.processes import Interrupted, make_cases
from vardovergang.demonstration.progress import Progress
from vardovergang.demonstration.record import (
    Record,
    nobody_else,
    others_database,
    others_directory,
    read_record,
    write_record,
)


class Command(BaseCommand):
    help = "Skapar demonstrationslänet i en tom databas: påhittade personer och deras vårdtillfällen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--months", type=_positive_number, default=15, help="så många hela månader bakåt (15)"
        )
        parser.add_argument(
            "--cases", type=int, default=3000, help="antal vårdtillfällen som berättas (3000)"
        )
        parser.add_argument("--seed", type=int, default=1, help="samma tal ger samma län (1)")
        parser.add_argument(
            "--history",
            type=float,
            default=0.0,
            metavar="ANDEL",
            help="så stor del av hela länets vårdtillfällen, lika stor i varje månad, läses in också "
            "(0 till 1; 0); kan läggas till ett färdigt län",
        )
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="gör ingenting om databasen redan har ärenden",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not 0 <= options["history"] <= 1:
            raise CommandError("En andel är från 0 till 1.")
        if options["cases"] < 0 or not (options["cases"] or options["history"]):
            raise CommandError("Det blir inget län: välj minst ett vårdtillfälle, eller --history också.")
        began = time.monotonic()
        county = self._choose_county(**options)
        if county is None:
            return
        plan, history = county.plan, county.history
        try:
            if not directory.is_built():
                directory.build(plan.today)
            directory.add_groups(plan.today)
            write_record(county)
            if plan.cases:
                make_cases(plan, Progress(plan.cases, sys.stderr).advance)
            if history:
                _run_command("demo_months", "app", "--open")
                self.stdout.write(f"Läser in {_history_words(history)} …")
                make_history(history, Progress(history.stays, sys.stderr).advance)
            self.stdout.write("Räknar fristdagar, betalningsansvar och statistik …")
            _run_command("demo_figures", "worker")
            _run_command("demo_months", "app")
            _run_command("demo_log_review", "app")
        except (Interrupted, KeyboardInterrupt, subprocess.CalledProcessError):
            raise CommandError("Länet är inte färdigt. Kör samma kommando igen, så fortsätter det.") from None
        write_record(replace(county, finished=True))
        seconds = time.monotonic() - began
        besides = f" och {_history_words(history)}" if history else ""
        self.stdout.write(
            f"Demonstrationslänet är klart: {plan.cases} vårdtillfällen{besides} på {seconds:.0f} s."
        )

    def _choose_county(
        self, *, months: int, cases: int, seed: int, history: float, if_empty: bool, **options: Any
    ) -> Record | None:
        """What to make: a new county, the rest of one that was begun, or a history to one that is there.

        None when there is nothing to do.
        """
        if not nobody_else():
            raise CommandError("Ett annat manage.py demo är igång. Vänta tills det är klart.")
        found, plan = read_record(), Plan(months, cases, seed, timezone.now().replace(microsecond=0))
        if if_empty and (found.finished if found else Case.objects.exists()):
            return None
        if refusal := others_directory() if found else others_database():
            raise CommandError(refusal)
        if found is None:
            return Record(plan, finished=False, history=History(plan, history) if history else None)
        if found.finished:
            return _with_history(found, plan, history)
        if not if_empty and _arguments(plan, history) != _arguments_of(found):
            raise CommandError(
                f"Ett annat län är påbörjat: gör färdigt det med {_arguments_of(found)}, eller töm databasen."
            )
        return found


def _with_history(found: Record, plan: Plan, share: float) -> Record:
    """The finished county with a history that ends now."""
    if not share:
        raise CommandError("Demonstrationslänet finns redan. Töm databasen för att göra ett nytt.")
    if found.history:
        raise CommandError(
            f"Länet har redan {_history_words(found.history)}. Töm databasen för att läsa in en annan del."
        )
    history = History(replace(found.plan, now=plan.now), share)
    return Record(found.plan, finished=False, history=history)


def _arguments(plan: Plan, share: float) -> str:
    """How the county is asked for."""
    history = f" --history {share:g}" if share else ""
    return f"--months {plan.months} --cases {plan.cases} --seed {plan.seed}{history}"


def _arguments_of(county: Record) -> str:
    return _arguments(county.plan, county.history.share if county.history else 0)


def _history_words(history: History) -> str:
    percent = f"{100 * history.share:.3g}".replace(".", ",")
    return f"{percent} procent av hela länets historia ({history.stays} vårdtillfällen)"


def _positive_number(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} är inte ett positivt heltal")
    return int(text)


def _run_command(name: str, role: str, *arguments: str) -> None:
    """As the role whose work it is, and with the rates that are made up for the demonstration."""
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), name, *arguments]
    subprocess.run(command, env={**os.environ, "DATABASE_ROLE": role, "DEMO": "1"}, check=True)

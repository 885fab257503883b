"""`manage.py nightly`: starts a night's run through the queue, and with --wait follows it to its end.

With --verify it computes every case by itself and compares.
"""

from __future__ import annotations

import time
from argparse import ArgumentParser
from datetime import date
from typing import Any

from celery import current_app
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from kombu.exceptions import OperationalError as QueueIsAway

from billing.actions import begin, verify_outcomes
from billing.models import NightlyRun
from billing.presenters.months import sums_name
from billing.presenters.nightly import progress_words
from billing.queries.nightly import progress_of
from discharge.process import Refused

LOOK_EVERY = 0.5
Scope = NightlyRun.Scope


class Command(BaseCommand):
    help = "Beräknar nattens fristdagar och betalningsansvar: kommun för kommun, av de arbetare som är igång."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--date",
            type=date.fromisoformat,
            metavar="ÅÅÅÅ-MM-DD",
            help="natten till denna dag; vårddygn före den räknas som avslutade (annars i dag)",
        )
        parser.add_argument(
            "--all",
            action="store_true",
            help="gå igenom alla ärenden, även de avslutade, och räkna om dem där något har ändrats",
        )
        parser.add_argument(
            "--forced",
            action="store_true",
            help="med --all: räkna om alla ärenden, vad som än har ändrats, och skriv det som skiljer sig",
        )
        parser.add_argument(
            "--verify",
            action="store_true",
            help="räkna ut alla ärenden nu och jämför med det som är sparat; ändra inget, visa referenserna "
            "för de ärenden som skiljer sig och månaderna vars summor inte stämmer, och avsluta med fel "
            "om det finns några",
        )
        parser.add_argument(
            "--wait", action="store_true", help="visa förloppet och vänta tills körningen är klar"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verify"]:
            if options["all"] or options["forced"] or options["wait"] or options["date"]:
                raise CommandError("--verify jämför med den senaste natten och tar inga andra val.")
            self._verify_outcomes()
        elif options["forced"] and not options["all"]:
            raise CommandError("--forced gäller alla ärenden: skriv --all --forced.")
        else:
            every = Scope.FORCED if options["forced"] else Scope.EVERY
            scope = every if options["all"] else Scope.DUE
            self._start_night(options["date"] or timezone.localdate(), scope, wait=options["wait"])

    def _verify_outcomes(self) -> None:
        """Here and now, by no worker."""
        try:
            verified = verify_outcomes()
        except Refused as refusal:
            raise CommandError(refusal.message) from None
        for reference in sorted(verified.differing):
            self.stdout.write(reference)
        for payer, month in verified.sums:
            self.stdout.write(sums_name(payer, month))
        left = f" {verified.waiting} räknas om nästa natt." if verified.waiting else ""
        sums = f" Månadssummor som inte stämmer: {len(verified.sums)}." if verified.sums else ""
        self.stdout.write(f"{verified.cases} ärenden, {len(verified.differing)} med skillnader.{sums}{left}")
        remedies = []
        if verified.differing:
            remedies.append("Räkna om med manage.py nightly --all --forced.")
        if verified.sums:
            remedies.append("Gör om summorna med manage.py month_sums.")
        if remedies:
            raise CommandError(f"Natten {verified.night}: det sparade stämmer inte. {' '.join(remedies)}")

    def _start_night(self, day: date, scope: Scope, *, wait: bool) -> None:
        if wait and not self._worker_answers():
            raise CommandError("Ingen arbetare svarar. Starta den med make run och försök igen.")
        try:
            run = begin(day=day, now=timezone.now(), origin=NightlyRun.Origin.COMMAND, scope=scope)
        except Refused as refusal:
            raise CommandError(refusal.message) from None
        except QueueIsAway:
            # The run and its tasks are rows by now: what waits is sent when the queue is there.
            raise CommandError(
                f"Natten {day} är startad, men kön (Redis) svarar inte: starta den. Beräkningen börjar då av "
                "sig själv inom fem minuter; du behöver inte starta natten igen."
            ) from None
        self.stdout.write(f"Natten {run.date} är startad.")
        if wait:
            self._follow_run(run)

    def _worker_answers(self) -> bool:
        try:
            return bool(current_app.control.ping(timeout=2))
        except QueueIsAway:
            raise CommandError(
                "Kön (Redis) svarar inte. Starta den med make run och försök igen. Ingen natt är startad."
            ) from None

    def _follow_run(self, run: NightlyRun) -> None:
        shown = ""
        while True:
            progress = progress_of(NightlyRun.objects.get(pk=run.pk))
            line = f"{progress.run.get_state_display()}: {progress_words(progress)}"
            if line != shown:
                self.stdout.write(line)
                self.stdout.flush()
                shown = line
            if not progress.is_running:
                break
            time.sleep(LOOK_EVERY)
        if progress.run.state != NightlyRun.State.DONE:
            raise CommandError(f"Natten {run.date}: {progress.run.get_state_display().lower()}.")

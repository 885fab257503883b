"""`manage.py nightly`: starts a night's run through the queue, and with --wait follows it to its end."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from datetime import date
from typing import Any

from celery import current_app
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from kombu.exceptions import OperationalError as QueueIsAway

from billing.actions import begin
from billing.models import NightlyRun
from billing.presenters.nightly import progress_words
from billing.queries.nightly import progress_of
from discharge.process import Refused

LOOK_EVERY = 0.5


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
            help="räkna om alla ärenden, även de avslutade: när beräkningsreglerna i programmet har ändrats",
        )
        parser.add_argument(
            "--wait", action="store_true", help="visa förloppet och vänta tills körningen är klar"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        day = options["date"] or timezone.localdate()
        if options["wait"] and not self._worker_answers():
            raise CommandError("Ingen arbetare svarar. Starta den med make run och försök igen.")
        try:
            run = begin(
                day=day,
                now=timezone.now(),
                origin=NightlyRun.Origin.COMMAND,
                every_case=options["all"],
            )
        except Refused as refusal:
            raise CommandError(refusal.message) from None
        except QueueIsAway:
            # The run and its tasks are rows by now: what waits is sent when the queue is there.
            raise CommandError(
                f"Natten {day} är startad, men kön (Redis) svarar inte: starta den. Beräkningen börjar då av "
                "sig själv inom fem minuter; du behöver inte starta natten igen."
            ) from None
        self.stdout.write(f"Natten {run.date} är startad.")
        if options["wait"]:
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

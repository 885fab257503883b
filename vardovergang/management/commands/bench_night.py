"""`manage.py bench_night`: one night of the bench, begun and computed here and now; prints what it took."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from argparse import SUPPRESS, ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from billing.actions import begin, run_task
from billing.models import NightlyRun, NightlyTask
from vardovergang.bench.figures import Stopwatch, backends_clock


class Command(BaseCommand):
    help = "En natt i mätningens egen databas; startas av manage.py bench."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scope", choices=NightlyRun.Scope.values, default=NightlyRun.Scope.DUE)
        parser.add_argument("--workers", type=int, default=1)
        parser.add_argument("--help-out", action="store_true", help=SUPPRESS)

    def handle(self, *args: Any, **options: Any) -> None:
        if "BENCH_ADMIN_URL" not in os.environ:
            raise CommandError("Startas bara av manage.py bench.")
        if options["help_out"]:
            self._say(_work_tasks())
            return
        now, origin = timezone.now(), NightlyRun.Origin.COMMAND
        with Stopwatch() as by_clock, Stopwatch(backends_clock()) as beginning:
            begin(day=timezone.localdate(), now=now, origin=origin, scope=NightlyRun.Scope(options["scope"]))
        if options["workers"] == 1:
            worked = _work_tasks()
        else:
            # Their starting is not counted, since workers are there before a night begins.
            program = str(Path(settings.BASE_DIR) / "manage.py")
            command = [sys.executable, program, "bench_night", "--help-out"]
            helpers = [
                subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
                for _ in range(options["workers"])
            ]
            took = [json.loads(helper.communicate()[0]) for helper in helpers]
            worked = {name: max(one[name] for one in took) for name in took[0]}
        run = NightlyRun.objects.exclude(state=NightlyRun.State.CAUGHT_UP).latest("date")
        if run.state != NightlyRun.State.DONE:
            raise CommandError(f"Natten slutade som {run.state}.")
        computed = sum(run.tasks.values_list("cases_done", flat=True))
        self._say(
            worked
            | {
                "seconds": by_clock.seconds + worked["seconds"],
                "processor": beginning.seconds + worked["processor"],
                "computed": computed,
                "unchanged": run.cases_unchanged,
            }
        )

    def _say(self, took: dict[str, float]) -> None:
        self.stdout.write(json.dumps(took))


def _work_tasks() -> dict[str, float]:
    """Take tasks until none waits."""
    waiting = NightlyTask.objects.filter(state=NightlyTask.State.WAITING).order_by("-cases_total")
    with Stopwatch() as by_clock, Stopwatch(backends_clock()) as processor:
        while task := waiting.first():
            run_task(task.pk, worker="bench")
    return {
        "seconds": by_clock.seconds,
        "processor": processor.seconds,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }

"""What the night does, here and now: liability and statistics for `manage.py demo`."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from monthly_statistics.actions import refresh

from billing.actions import begin, run_task
from billing.models import NightlyRun
from discharge.actions import end_tasks

LOOK_EVERY = 0.2


class Command(BaseCommand):
    help = "Kör natten och statistiken i den egna processen; startas av manage.py demo."

    def handle(self, *args: Any, **options: Any) -> None:
        end_tasks(timezone.now())
        run = begin(day=timezone.localdate(), now=timezone.now(), origin=NightlyRun.Origin.COMMAND)
        for task_id in run.tasks.values_list("pk", flat=True):
            run_task(task_id, worker="manage.py demo")
        while NightlyRun.objects.filter(pk=run.pk, state=NightlyRun.State.RUNNING).exists():
            # A worker that happens to be there has taken some of the tasks.
            time.sleep(LOOK_EVERY)
        run.refresh_from_db()
        if run.state != NightlyRun.State.DONE:
            raise CommandError(f"Natten {run.date}: {run.get_state_display().lower()}.")
        refresh(now=timezone.now(), all_months=True)

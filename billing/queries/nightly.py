"""Named questions about the night's job."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, Sum

from billing.models import NightlyRun, NightlyTask
from billing.queries.liability import municipalities
from municipalities.swedish.clock import STOCKHOLM

#: The night's run is asked for at two; when it must have begun, and when it must have ended (assumed).
BEGUN_BY, DONE_BY = time(2, 15), time(4, 0)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come, in municipalities and in cases."""

    run: NightlyRun
    tasks: int
    tasks_ended: int
    tasks_failed: int
    cases: int
    cases_done: int
    cases_failed: int

    @property
    def is_running(self) -> bool:
        return self.run.state == NightlyRun.State.RUNNING


def latest_run() -> NightlyRun | None:
    runs = NightlyRun.objects.exclude(state=NightlyRun.State.CAUGHT_UP).select_related("started_by")
    return runs.order_by("-date").first()


def is_night_over(now: datetime) -> bool:
    """The hour when the night begins, and a quarter more, has passed today."""
    return now.astimezone(STOCKHOLM).time() >= BEGUN_BY


def late_night(now: datetime) -> date | None:
    """The night that should have been computed by now and is not, or has failed; None where all is well.

    A site where no night has been computed yet is new: `actions.watch` begins its first.
    """
    local = now.astimezone(STOCKHOLM)
    due = local.date() if local.time() >= DONE_BY else local.date() - timedelta(days=1)
    run = latest_run()
    if run is None or run.date > due:
        return None
    has_failed = run.tasks.filter(state=NightlyTask.State.FAILED).exists()
    return due if run.date < due or run.state == NightlyRun.State.RUNNING or has_failed else None


def runs_before(run: NightlyRun, number: int) -> list[NightlyRun]:
    """The nights before, newest first, the missed ones too."""
    return list(NightlyRun.objects.filter(date__lt=run.date).order_by("-date")[:number])


def progress_of(run: NightlyRun) -> Progress:
    ended = ~Q(state__in=NightlyTask.UNFINISHED)
    counted = run.tasks.aggregate(
        tasks=Count("pk"),
        tasks_ended=Count("pk", filter=ended),
        tasks_failed=Count("pk", filter=Q(state=NightlyTask.State.FAILED)),
        cases=Sum("cases_total", default=0),
        cases_done=Sum("cases_done", default=0),
        cases_failed=Sum("cases_failed", default=0),
    )
    return Progress(run=run, **counted)


def tasks_of(run: NightlyRun) -> list[tuple[str, NightlyTask]]:
    """The municipalities of a run by name, in Swedish order."""
    tasks = {task.payer: task for task in run.tasks.all()}
    named = [
        (name, tasks.pop(code))
        for code, name in municipalities().values_list("code", "name")
        if code in tasks
    ]
    return named + [("Ingen kommun", task) for task in tasks.values()]

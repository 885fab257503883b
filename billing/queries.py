"""Named questions about liability and about the night's job: what pages and commands read."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from billing.models import NightlyRun, NightlyTask

TaskState = NightlyTask.State


# --- the night's job -----------------------------------------------------------------------------


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

    @property
    def sentence(self) -> str:
        failed = f", {self.cases_failed} kunde inte beräknas" if self.cases_failed else ""
        return (
            f"{self.run.get_state_display()}: {self.tasks_ended} av {self.tasks} kommuner, "
            f"{self.cases_done} ärenden beräknade{failed}."
        )


def latest_run() -> NightlyRun | None:
    runs = NightlyRun.objects.exclude(state=NightlyRun.State.CAUGHT_UP).select_related("started_by")
    return runs.order_by("-date").first()


def progress_of(run: NightlyRun) -> Progress:
    counted = run.tasks.aggregate(
        tasks=Count("pk"),
        tasks_ended=Count("pk", filter=~Q(state__in=NightlyTask.UNFINISHED)),
        tasks_failed=Count("pk", filter=Q(state=TaskState.FAILED)),
        cases=Sum("cases_total", default=0),
        cases_done=Sum("cases_done", default=0),
        cases_failed=Sum("cases_failed", default=0),
    )
    return Progress(run=run, **counted)

"""Words and colours of the night's job."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from billing.models import NightlyRun, NightlyTask
from billing.presenters.tags import Tag
from billing.queries.nightly import MunicipalityPart, Progress

RUN_TAGS = {
    NightlyRun.State.RUNNING: Tag("info", "waiting", "Pågår"),
    NightlyRun.State.DONE: Tag("success", "done", "Klar"),
    NightlyRun.State.FAILED: Tag("warning", "late", "Klar, med fel"),
    NightlyRun.State.CAUGHT_UP: Tag("neutral", "none", "Täckt av"),
}
TASK_TAGS = {
    NightlyTask.State.WAITING: Tag("neutral", "other", "Väntar"),
    NightlyTask.State.RUNNING: Tag("info", "waiting", "Pågår"),
    NightlyTask.State.DONE: Tag("success", "done", "Klar"),
    NightlyTask.State.FAILED: Tag("danger", "late", "Misslyckades"),
}


def progress_words(progress: Progress) -> str:
    municipalities = f"{progress.municipalities_ended} av {progress.municipalities} kommuner"
    failed = f", {progress.cases_failed} kunde inte beräknas" if progress.cases_failed else ""
    unchanged = f", {progress.run.cases_unchanged} utan ändring" if progress.run.cases_unchanged else ""
    return f"{municipalities}, {progress.cases_done} ärenden beräknade{unchanged}{failed}."


@dataclass(frozen=True, slots=True)
class RunPanel:
    """The latest run; `is_ordered` while the one that was asked for has not been begun."""

    run: NightlyRun | None
    tag: Tag | None
    words: str
    starter: str
    cases: int
    cases_done: int
    is_running: bool
    is_ordered: bool
    url: str

    @property
    def is_waiting(self) -> bool:
        return self.is_running or self.is_ordered


def run_panel(progress: Progress | None, ordered_at: datetime | None) -> RunPanel:
    run = progress.run if progress else None
    is_ordered = ordered_at is not None and (run is None or run.started_at < ordered_at)
    query = f"?{urlencode({'bestalld': ordered_at.isoformat()})}" if is_ordered and ordered_at else ""
    return RunPanel(
        run=run,
        tag=RUN_TAGS[NightlyRun.State(run.state)] if run else None,
        words=progress_words(progress) if progress else "",
        starter=run.started_by.name if run and run.started_by else "",
        cases=max(progress.cases, 1) if progress else 1,
        cases_done=progress.cases_done if progress else 0,
        is_running=progress.is_running and not is_ordered if progress else False,
        is_ordered=is_ordered,
        url=reverse("billing:nightly") + query,
    )


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A municipality's part of a night's run."""

    name: str
    tag: Tag
    task: MunicipalityPart


def task_row(name: str, part: MunicipalityPart) -> TaskRow:
    return TaskRow(name, TASK_TAGS[part.state], part)


@dataclass(frozen=True, slots=True)
class NightRow:
    run: NightlyRun
    tag: Tag


def night_row(run: NightlyRun) -> NightRow:
    return NightRow(run, RUN_TAGS[NightlyRun.State(run.state)])

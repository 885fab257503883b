"""Named questions about the night's job."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Max, QuerySet, Sum

from billing.models import NightlyRun, NightlyTask
from billing.queries.liability import municipalities
from municipalities.swedish.clock import STOCKHOLM

#: The night's run is asked for at two; when it must have begun, and when it must have ended (assumed).
BEGUN_BY, DONE_BY = time(2, 15), time(4, 0)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come, in municipalities and in cases."""

    run: NightlyRun
    municipalities: int
    municipalities_ended: int
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


def differing_night() -> NightlyRun | None:
    """The night of the latest verification, if that came to something else than lies there."""
    verified = NightlyRun.objects.filter(cases_differing__isnull=False).order_by("-date").first()
    return verified if verified and verified.cases_differing else None


def runs_before(run: NightlyRun, number: int) -> list[NightlyRun]:
    """The nights before, newest first, the missed ones too."""
    return list(NightlyRun.objects.filter(date__lt=run.date).order_by("-date")[:number])


def progress_of(run: NightlyRun) -> Progress:
    parts = _parts_of(run)
    return Progress(
        run=run,
        municipalities=len(parts),
        municipalities_ended=sum(part.has_ended for part in parts.values()),
        cases=sum(part.cases_total for part in parts.values()),
        cases_done=sum(part.cases_done for part in parts.values()),
        cases_failed=sum(part.cases_failed for part in parts.values()),
    )


@dataclass(frozen=True, slots=True)
class MunicipalityPart:
    """How far a run has come with one municipality's cases, all its tasks together."""

    states: frozenset[str]
    error: str
    cases_total: int
    cases_done: int
    cases_failed: int

    @property
    def has_ended(self) -> bool:
        return self.states.isdisjoint(NightlyTask.UNFINISHED)

    @property
    def state(self) -> NightlyTask.State:
        """What goes on before what waits, and what went wrong before what went well."""
        return next(state for state in _TOLD_FIRST if state in self.states)


_State = NightlyTask.State
_TOLD_FIRST = (_State.RUNNING, _State.WAITING, _State.FAILED, _State.DROPPED, _State.DONE)


def _parts_of(run: NightlyRun) -> dict[str, MunicipalityPart]:
    """By the code of the municipality."""
    counted: QuerySet[Any, Any] = run.tasks.values("payer").annotate(
        states=ArrayAgg("state", distinct=True),
        error=Max("error"),
        cases_total=Sum("cases_total"),
        cases_done=Sum("cases_done"),
        cases_failed=Sum("cases_failed"),
    )
    parts: list[dict[str, Any]] = list(counted.order_by("payer"))
    return {
        part.pop("payer"): MunicipalityPart(states=frozenset(part.pop("states")), **part) for part in parts
    }


def municipalities_of(run: NightlyRun) -> list[tuple[str, MunicipalityPart]]:
    """The municipalities of a run by name, in Swedish order."""
    parts = _parts_of(run)
    named = [
        (name, parts.pop(code))
        for code, name in municipalities().values_list("code", "name")
        if code in parts
    ]
    return named + [("Ingen kommun", part) for part in parts.values()]

"""Named questions about liability, the night's job and what-ifs: what pages and commands read.

Row-level security decides which rows there are; what is asked here is the same for everyone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from billing.averages import AverageLine, MonthAverage, average_sums, month_average
from billing.choice import NOBODY, Choice
from billing.corrections import NOTHING, Total
from billing.liability import AverageSums, CareType
from billing.models import (
    BillingMonth,
    LiabilityDay,
    LiabilityFailure,
    NightlyRun,
    NightlyTask,
    WhatIf,
    WhatIfSum,
)
from billing.rules import rulebook
from municipalities.models import Municipality

_CHARGED = Q(state=LiabilityDay.State.CHARGED)
_COUNTED = {
    "ready_days": Count("pk", filter=Q(ready=True)),
    "charged_days": Count("pk", filter=_CHARGED),
    "unrated_days": Count("pk", filter=_CHARGED & Q(rate__isnull=True)),
    "kronor": Coalesce(Sum("rate"), 0),
    "rate_statuses": ArrayAgg("rate_status", distinct=True, filter=_CHARGED, default=[]),
}


# --- what cases cost -----------------------------------------------------------------------------


def months() -> tuple[date, date] | None:
    """The first and the last care day there is."""
    found = LiabilityDay.objects.aggregate(first=Min("date"), last=Max("date"))
    return (found["first"], found["last"]) if found["first"] else None


def municipalities() -> QuerySet[Municipality]:
    return Municipality.objects.order_by("sort_key")


def cases_of_month(choice: Choice) -> QuerySet[Any, Any]:
    """A row a case, care type and payer with days in the month, by municipality and reference."""
    rows: QuerySet[Any, Any] = _days(choice).values(
        "result_id",
        reference=F("result__reference"),
        municipality=F("period__payer__name"),
        district=F("period__district__name"),
        payer=F("period__payer_id"),
        care_type=F("period__care_type"),
    )
    return rows.annotate(**_COUNTED).order_by(F("period__payer__sort_key").asc(nulls_last=True), "reference")


def sums_of_month(choice: Choice) -> list[dict[str, Any]]:
    """A row a municipality, in Swedish order; those without a municipality last."""
    rows: QuerySet[Any, Any] = _days(choice).values(
        municipality=F("period__payer__name"), payer=F("period__payer_id")
    )
    counted = rows.annotate(cases=Count("result_id", distinct=True), **_COUNTED)
    return list(counted.order_by(F("period__payer__sort_key").asc(nulls_last=True)))


def total_of_month(choice: Choice) -> dict[str, Any]:
    return _days(choice).aggregate(cases=Count("result_id", distinct=True), **_COUNTED)


def reasons_of_month(choice: Choice, case_ids: Collection[UUID]) -> dict[UUID, list[str]]:
    """Why days of these cases are not charged, each reason once."""
    days = _days(choice).filter(result__in=case_ids, state=LiabilityDay.State.NOT_CHARGED)
    found: defaultdict[UUID, set[str]] = defaultdict(set)
    for case_id, reasons in days.order_by().values_list("result_id", "reasons").distinct():
        found[case_id].update(reasons)
    return {case_id: sorted(reasons) for case_id, reasons in found.items()}


def _days(choice: Choice) -> QuerySet[LiabilityDay]:
    days = LiabilityDay.objects.filter(date__range=(choice.month, choice.last_day))
    if choice.payer == NOBODY:
        days = days.filter(period__payer__isnull=True)
    elif choice.payer:
        days = days.filter(period__payer=choice.payer)
    return days.filter(period__care_type=choice.care_type) if choice.care_type else days


def averages_of_month(month: date) -> list[tuple[str, MonthAverage, Total]]:
    """By municipality and kind of care: the month's mean, and what every case by itself came to."""
    sums, individual, rules = average_sums(month), _individual(month), rulebook()
    lines = (
        (name, AverageLine(code, care_type.value, month))
        for code, name in municipalities().values_list("code", "name")
        for care_type in CareType
    )
    return [
        (name, month_average(line, sums.get(line, AverageSums()), rules), individual.get(line, NOTHING))
        for name, line in lines
        if line in sums or line in individual
    ]


def _individual(month: date) -> dict[AverageLine, Total]:
    days = _days(Choice(month)).filter(_CHARGED, period__payer__isnull=False)
    rows = days.values_list("period__payer_id", "period__care_type")
    counted = rows.annotate(Count("pk"), Sum("rate", default=0), unrated=Count("pk", filter=Q(rate=None)))
    return {AverageLine(payer, care_type, month): Total(*total) for payer, care_type, *total in counted}


def failures() -> QuerySet[LiabilityFailure]:
    """The cases that could not be computed last time, by municipality and reference."""
    rows = LiabilityFailure.objects.select_related("payer")
    return rows.order_by(F("payer__sort_key").asc(nulls_last=True), "reference")


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


def latest_run() -> NightlyRun | None:
    runs = NightlyRun.objects.exclude(state=NightlyRun.State.CAUGHT_UP).select_related("started_by")
    return runs.order_by("-date").first()


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


# --- what-ifs ------------------------------------------------------------------------------------


def closed_months() -> list[date]:
    """Newest first."""
    closed = BillingMonth.objects.filter(state=BillingMonth.State.CLOSED).order_by("-month")
    return list(closed.values_list("month", flat=True).distinct())


def what_ifs(number: int) -> list[WhatIf]:
    """The latest questions of the reader's own role."""
    return list(WhatIf.objects.select_related("asked_by__user").order_by("-asked_at")[:number])


def what_if(pk: UUID) -> WhatIf:
    """Raises WhatIf.DoesNotExist, for another role's question too."""
    return WhatIf.objects.select_related("asked_by__user").get(pk=pk)


def what_if_sums(asked: WhatIf) -> list[WhatIfSum]:
    """Those that the reader may see, by municipality in Swedish order and month."""
    sums = WhatIfSum.objects.filter(what_if=asked).select_related("payer")
    return list(sums.order_by("payer__sort_key", "month"))

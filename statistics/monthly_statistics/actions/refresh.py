"""Publishing the months: what is new or different becomes a snapshot, what is the same is left alone.

A month's figures, and which of them are withheld, follow from that month's facts alone. So the months that
are counted are those that still run, those that nobody has counted, and those that triggers have noted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import partial
from uuid import UUID

from celery import current_app
from django.db import connection, transaction

from monthly_statistics.figures.counting import count
from monthly_statistics.figures.groups import Dimension
from monthly_statistics.figures.tables import Figure, tables_of
from monthly_statistics.models import MonthlyFigure, Snapshot
from monthly_statistics.queries import directory, published, sources
from municipalities.actions.jobs import mark, set_mark
from municipalities.swedish.months import month_after, months_before

#: What makes two snapshots say the same. An area that has changed its name has not changed its figures.
_SAYS = ("indicator", "area_code", *Dimension, "persons", "cases", "amount", "withheld")
_LOCK = TASK = "monthly_statistics.refresh"
#: When the night ended that was counted last.
_DONE = "monthly_statistics.counted"
#: What is noted while this transaction runs is left to the next one.
_NOTED = "DELETE FROM statistics_changed_month RETURNING month"

Row = dict[str, object]


@transaction.atomic
def refresh(*, now: datetime, all_months: bool = False) -> list[Snapshot]:
    """Count the months that may have changed since the last time, or all; returns the snapshots made.

    By the worker, from the newest finished night. Done twice, the second time changes nothing. A constant
    number of statements, however many the months.
    """
    with connection.cursor() as cursor:
        # The night's own run and one from the command line wait for each other.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [_LOCK])
    ended_at = sources.newest_night_ended_at()
    as_of = sources.last_night()
    latest = {snapshot.month: snapshot for snapshot in published.newest_snapshots()}
    if ended_at:
        set_mark(_DONE, at=ended_at)
    # The newest night may have been started anew and still run.
    if as_of is None or any(as_of < snapshot.as_of for snapshot in latest.values()):
        return []
    months = _months_to_count(latest, as_of, all_months=all_months)
    if not months:
        return []
    areas = directory.areas()
    counts = count(sources.facts(months), areas, as_of=as_of)
    new = [
        (Snapshot(month=month, as_of=as_of, computed_at=now), [_columns_of(figure) for figure in figures])
        for month, figures in tables_of(months, counts, areas).items()
    ]
    return _publish(new, latest)


@transaction.atomic
def recover() -> None:
    """Ask for the counting of a night that has ended since the last one, unless somebody is at it."""
    ended_at, done = sources.newest_night_ended_at(), mark(_DONE)
    if not ended_at or (done and done >= ended_at):
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [_LOCK])
        nobody_counts = cursor.fetchone()[0]
    if nobody_counts:
        transaction.on_commit(partial(current_app.send_task, TASK))


def _months_to_count(latest: Mapping[date, Snapshot], as_of: date, *, all_months: bool) -> list[date]:
    """Those that are not complete as they were published last, those noted, and those between."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTED)
        noted = {month for (month,) in cursor.fetchall()}
    first = min(latest, default=None)
    if all_months or first is None or any(month < first for month in noted):
        # Asked for only then: it reads every fact. A month may be noted that has nothing to count.
        first = min((month for month in (first, sources.first_month()) if month), default=None)
    if first is None:
        return []
    complete = {month for month, snapshot in latest.items() if snapshot.version > 0}
    months = months_before(first, as_of)
    return [month for month in months if all_months or month in noted or month not in complete]


def _publish(months: Iterable[tuple[Snapshot, list[Row]]], latest: Mapping[date, Snapshot]) -> list[Snapshot]:
    """A complete month gets the next version, the month that runs is replaced; what says the same is left."""
    counted = [(snapshot, latest.get(snapshot.month), rows) for snapshot, rows in months]
    # What was published of a month that still ran says nothing of another day.
    said: dict[UUID, set[tuple[object, ...]]] = {
        before.pk: set()
        for new, before, _ in counted
        if before and (before.version > 0 if _is_complete(new) else before.as_of == new.as_of)
    }
    for pk, *says in MonthlyFigure.objects.filter(snapshot__in=list(said)).values_list("snapshot", *_SAYS):
        said[pk].add(tuple(says))
    made, replaced, figures = [], [], []
    for snapshot, before, rows in counted:
        if before and said.get(before.pk) == {tuple(row[name] for name in _SAYS) for row in rows}:
            continue
        snapshot.version = (before.version if before else 0) + 1 if _is_complete(snapshot) else 0
        made.append(snapshot)
        figures += [MonthlyFigure(snapshot=snapshot, **row) for row in rows]
        if before and before.version == 0:
            replaced.append(before.pk)
    MonthlyFigure.objects.filter(snapshot__in=replaced).delete()
    Snapshot.objects.filter(pk__in=replaced).delete()
    Snapshot.objects.bulk_create(made)
    MonthlyFigure.objects.bulk_create(figures)
    return made


def _is_complete(snapshot: Snapshot) -> bool:
    return month_after(snapshot.month) <= snapshot.as_of


def _columns_of(figure: Figure) -> Row:
    group = figure.group
    return {
        "indicator": figure.indicator.name,
        "area_kind": figure.area.kind,
        "area_code": figure.area.code,
        "area_name": figure.area.name,
        **{str(each): group.value if each == group.dimension else "" for each in Dimension},
        "persons": figure.counted.persons,
        "cases": figure.counted.cases,
        "amount": figure.counted.amount,
        "withheld": figure.withheld,
    }

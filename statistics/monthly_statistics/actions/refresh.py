"""Publishing the months: what is new or different becomes a snapshot, what is the same is left alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from celery import current_app
from django.db import connection, transaction
from django.db.models import Max

from monthly_statistics.figures.counting import count
from monthly_statistics.figures.groups import Dimension
from monthly_statistics.figures.tables import Figure, table
from monthly_statistics.models import MonthlyFigure, Snapshot
from monthly_statistics.queries import directory, sources
from municipalities.actions.jobs import mark, set_mark
from municipalities.swedish.months import month_after, month_of, months_before

#: What makes two snapshots say the same. An area that has changed its name has not changed its figures.
_SAYS = ("indicator", "area_code", *Dimension, "persons", "cases", "amount", "withheld")
_LOCK = TASK = "monthly_statistics.refresh"
#: When the night ended that was counted last.
_DONE = "monthly_statistics.counted"


@transaction.atomic
def refresh(*, now: datetime, all_months: bool = False) -> list[Snapshot]:
    """Count the months that may have changed since the last time, or all; returns the snapshots made.

    By the worker, from the newest finished night. Done twice, the second time changes nothing.
    """
    with connection.cursor() as cursor:
        # The night's own run and one from the command line wait for each other.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [_LOCK])
    ended_at = sources.newest_night_ended_at()
    as_of = sources.last_night()
    first = _first_month(as_of, all_months=all_months) if as_of else None
    if ended_at:
        set_mark(_DONE, at=ended_at)
    if as_of is None or first is None:
        return []
    areas = directory.areas()
    counts = count(sources.facts(first), areas, as_of=as_of)
    made = (
        _publish_month(Snapshot(month=month, as_of=as_of, computed_at=now), list(table(month, counts, areas)))
        for month in months_before(first, as_of)
    )
    return [snapshot for snapshot in made if snapshot]


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


def _first_month(as_of: date, *, all_months: bool) -> date | None:
    """None where there is nothing to count, or the newest night was started anew and still runs."""
    first = sources.first_month()
    last = Snapshot.objects.aggregate(as_of=Max("as_of"), computed_at=Max("computed_at"))
    if last["as_of"] and as_of < last["as_of"]:
        return None
    if first is None or last["as_of"] is None or all_months:
        return first
    changed = sources.first_month_changed_since(last["as_of"], last["computed_at"])
    return max(first, min(month_of(last["as_of"]), changed or as_of))


def _publish_month(snapshot: Snapshot, figures: Sequence[Figure]) -> Snapshot | None:
    """A complete month gets the next version, the month that runs is replaced; None where nothing is new."""
    latest = Snapshot.objects.filter(month=snapshot.month).order_by("version").last()
    is_complete = month_after(snapshot.month) <= snapshot.as_of
    if latest and (latest.version > 0 if is_complete else latest.as_of == snapshot.as_of):
        published = set(MonthlyFigure.objects.filter(snapshot=latest).values_list(*_SAYS))
        counted = {tuple(row[name] for name in _SAYS) for row in map(_columns_of, figures)}
        if published == counted:
            return None
    snapshot.version = (latest.version if latest else 0) + 1 if is_complete else 0
    if latest and latest.version == 0:
        MonthlyFigure.objects.filter(snapshot=latest).delete()
        latest.delete()
    snapshot.save(force_insert=True)
    MonthlyFigure.objects.bulk_create(
        MonthlyFigure(snapshot=snapshot, **_columns_of(figure)) for figure in figures
    )
    return snapshot


def _columns_of(figure: Figure) -> dict[str, object]:
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

"""A published month, put in the database as the worker does, without a night's computation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import psycopg
from monthly_statistics.figures.counting import count
from monthly_statistics.figures.facts import Done, Fact, Period, Person, SipEvent
from monthly_statistics.figures.groups import Dimension
from monthly_statistics.figures.tables import Figure, table
from monthly_statistics.queries import directory

from municipalities.ids import new_id
from municipalities.models import District
from municipalities.swedish.months import last_day, month_after

STOCKHOLM, HUDDINGE, NACKA, SOLNA, TABY = "0180", "0126", "0182", "0184", "0160"
#: How many are ready: enough in Huddinge, Nacka and the city, too few in Solna; nobody elsewhere.
PEOPLE = {HUDDINGE: 20, NACKA: 9, SOLNA: 3, STOCKHOLM: 30}

_SNAPSHOT = """INSERT INTO statistics_snapshot (id, month, version, as_of, computed_at)
               VALUES (%s, %s, %s, %s, %s)"""
_FIGURE = """INSERT INTO statistics_monthly_figure (id, snapshot_id, indicator, area_kind, area_code,
                 area_name, care_type, sex, age_group, persons, cases, amount, withheld)
             VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"""


def month_of_periods(month: date, how_many: Mapping[str, int] = PEOPLE) -> Iterator[Period]:
    """Person number n is ready for n % 7 days, of which those after the third with liability."""
    districts = list(
        District.objects.filter(municipality_id=STOCKHOLM, valid_from__lte=month).order_by("sort_key")
    )
    for municipality, number in how_many.items():
        for n in range(number):
            ready = tuple(month + timedelta(days=day) for day in range(n % 7))
            yield Period(
                person=Person(uuid4(), "woman" if n % 3 else "man", date(1930 + n, 1, 1)),
                case=uuid4(),
                municipality=municipality,
                district=districts[n % 3].id if municipality == STOCKHOLM else None,
                care_type="psychiatric" if n % 4 == 0 else "somatic",
                notice_on=month,
                ended_on=month + timedelta(days=len(ready)),
                ready_days=ready,
                liability_days=ready[3:],
            )


def sips_of(periods: Iterable[Period]) -> Iterator[SipEvent]:
    """Everybody's meeting on the day of the notice; two follow-ups for those who were ready for long."""
    for period in periods:
        followed_up = [Done.FOLLOW_UP] * 2 * (len(period.ready_days) > 3)
        for done in (Done.MEETING, *followed_up):
            of = (period.person, period.case, period.municipality, period.district, period.care_type)
            yield SipEvent(done, period.notice_on, *of)


def publish(
    worker: psycopg.Connection,
    month: date,
    how_many: Mapping[str, int] = PEOPLE,
    *,
    version: int = 1,
    computed_at: datetime = datetime(2026, 5, 3, 2, 10, tzinfo=UTC),
) -> list[Figure]:
    """The month with all its cells, shown and withheld."""
    areas = directory.areas()
    as_of = month_after(month) if version else last_day(month)
    periods = sorted(month_of_periods(month, how_many), key=lambda period: (period.person.id, period.case))
    facts: dict[type[Fact], Iterable[Fact]] = {Period: periods, SipEvent: sips_of(periods)}
    figures = list(table(month, count(facts, areas, as_of=as_of), areas))
    snapshot = new_id()
    with worker.transaction(), worker.cursor() as cursor:
        cursor.execute(_SNAPSHOT, [snapshot, month, version, as_of, computed_at])
        cursor.executemany(_FIGURE, [_row(snapshot, figure) for figure in figures])
    return figures


def _row(snapshot: UUID, figure: Figure) -> list[object]:
    area, counted = figure.area, figure.counted
    group = [figure.group.value if figure.group.dimension == each else "" for each in Dimension]
    where = [figure.indicator.name, str(area.kind), area.code, area.name]
    return [
        new_id(),
        snapshot,
        *where,
        *group,
        counted.persons,
        counted.cases,
        counted.amount,
        figure.withheld,
    ]

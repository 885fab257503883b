"""Who sees a figure, asked of the database itself by raw SQL as the application's role."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError
from monthly_statistics.figures.groups import VALUES
from monthly_statistics.figures.tables import Figure

from municipalities.access.small_cells import FEWEST_SHOWN
from municipalities.models import Assignment, District, Role
from tests.factories import people
from tests.factories.database import seen
from tests.factories.monthly_statistics.published import publish
from vardovergang.demonstration.directory import ACCOUNTS

pytestmark = pytest.mark.django_db(transaction=True)

MONTH = date(2026, 3, 1)
READERS = (Role.STATISTICS, Role.MUNICIPAL_ECONOMIST)
TABLES = ("statistics_monthly_figure", "statistics_snapshot")
SHOWN = "SELECT count(*) FROM statistics_monthly_figure WHERE NOT withheld"
ALL = "SELECT count(*) FROM statistics_monthly_figure"


def one(sql: str, by: Assignment | None) -> Any:
    return seen(sql, by)[0][0]


def test_statistics_sees_every_shown_figure_and_no_withheld_one(
    worker_connection: psycopg.Connection,
) -> None:
    figures = publish(worker_connection, MONTH)
    storsthlm = people.assignment("storsthlm")
    shown = sum(not figure.withheld for figure in figures)
    assert 0 < shown < len(figures)
    assert one(ALL, storsthlm) == one(SHOWN, storsthlm) == shown
    assert seen("SELECT 1 FROM statistics_monthly_figure WHERE withheld OR persons < 5", storsthlm) == []


def areas_read(by: Assignment) -> dict[str, tuple[int, int]]:
    """Of each area that the reader sees: how many cells, and how many of them are withheld from others."""
    rows = seen(
        "SELECT area_code, count(*), count(*) FILTER (WHERE withheld)"
        " FROM statistics_monthly_figure GROUP BY area_code",
        by,
    )
    return {code: (cells, withheld) for code, cells, withheld in rows}


def cells_of(figures: list[Figure], code: str) -> tuple[int, int]:
    of_area = [figure.withheld for figure in figures if figure.area.code == code]
    return len(of_area), sum(of_area)


def own_read(by: Assignment, figures: list[Figure]) -> dict[str, tuple[int, int]]:
    """The reader's own areas; of the county there must be some cells beside them, and released ones alone."""
    seen = areas_read(by)
    shown, withheld = seen.pop("01")
    assert withheld == 0
    cells, hidden = cells_of(figures, "01")
    assert 0 < shown <= cells - hidden
    return seen


def test_i2_a_municipality_reads_its_own_figures_whole_and_the_countys_release(
    worker_connection: psycopg.Connection,
) -> None:
    """Fault I2: a municipality's own statistician met "dold" everywhere, and no figure of the county."""
    figures = publish(worker_connection, MONTH)
    seen = own_read(people.assignment("statistikkommun"), figures)
    assert seen == {"0126": cells_of(figures, "0126")}
    assert seen["0126"][1] > 0


def test_a_municipalitys_economist_reads_what_its_statistician_does(
    worker_connection: psycopg.Connection,
) -> None:
    figures = publish(worker_connection, MONTH)
    economist = people.assignment("ekonom")
    assert own_read(economist, figures) == {"0126": cells_of(figures, "0126")}
    assert areas_read(economist) == areas_read(people.assignment("statistikkommun"))


def test_i2_a_district_reads_its_own_and_the_citys_total_whole(worker_connection: psycopg.Connection) -> None:
    figures = publish(worker_connection, MONTH)
    reader = people.assignment("statistikstadsdel")
    district = str(reader.unit.district_id)
    assert own_read(reader, figures) == {code: cells_of(figures, code) for code in (district, "0180")}


def test_i2_a_district_reads_what_was_merged_into_it(worker_connection: psycopg.Connection) -> None:
    figures = publish(worker_connection, date(2022, 3, 1))
    reader = people.assignment("statistikstadsdel")
    before = {
        str(pk)
        for pk in District.objects.filter(merged_into=reader.unit.district_id).values_list("pk", flat=True)
    }
    assert len(before) == 2
    assert set(areas_read(reader)) == before | {"0180", "01"}
    assert all(areas_read(reader)[code] == cells_of(figures, code) for code in before)


def test_i2_a_city_reads_all_its_districts_whole(
    worker_connection: psycopg.Connection, owner_connection: psycopg.Connection
) -> None:
    figures = publish(worker_connection, MONTH)
    reader = people.assignment("statistikstadsdel")
    owner_connection.execute(
        "UPDATE municipalities_unit SET district_id = NULL WHERE id = %s", [reader.unit_id]
    )
    own = {figure.area.code for figure in figures if "0180" in (figure.area.code, figure.area.parent)}
    assert own_read(reader, figures) == {code: cells_of(figures, code) for code in own}


def test_i2_the_region_reads_all(worker_connection: psycopg.Connection) -> None:
    figures = publish(worker_connection, MONTH)
    assert one(ALL, people.assignment("statistikhsf")) == len(figures)


def test_i2_a_county_that_is_almost_the_municipality_points_nobody_out(
    worker_connection: psycopg.Connection,
) -> None:
    """Two persons elsewhere: the county's figure less the own one would count them."""
    publish(worker_connection, MONTH, {"0126": 20, "0182": 2})
    whole = "area_code = '01' AND indicator = 'ready' AND care_type = sex AND sex = age_group"
    county = f"SELECT count(*) FROM statistics_monthly_figure WHERE {whole}"
    assert one(county, people.assignment("storsthlm")) == 1
    assert one(county, people.assignment("statistikkommun")) == 0


def test_i2_what_is_hidden_of_the_county_points_nobody_out_either(
    worker_connection: psycopg.Connection,
) -> None:
    """Whoever knows the own women and men takes them from what the county's shown cells leave."""
    for month, elsewhere in ((MONTH, {"0182": 9}), (date(2026, 4, 1), {"0182": 30})):
        publish(worker_connection, month, {"0126": 20, **elsewhere})
    own, county = (
        {
            (month, indicator, group): persons
            for month, indicator, group, persons in seen(
                "SELECT s.month, f.indicator, concat(f.care_type, f.sex, f.age_group), f.persons"
                " FROM statistics_monthly_figure f JOIN statistics_snapshot s ON s.id = f.snapshot_id"
                f" WHERE f.area_code = '{area}'",
                people.assignment("statistikkommun"),
            )
        }
        for area in ("0126", "01")
    )
    others = {cell: persons - own[cell] for cell, persons in county.items()}
    assert not [cell for cell, persons in others.items() if 0 < persons < FEWEST_SHOWN]
    for values in VALUES.values():
        for month, indicator in {(month, indicator) for month, indicator, _ in others}:
            shown = [others.get((month, indicator, value.value)) for value in values]
            whole = others.get((month, indicator, ""))
            if whole is None or not any(shown):
                continue
            left = whole - sum(persons or 0 for persons in shown)
            assert left <= 0 or left >= FEWEST_SHOWN, (month, indicator, values)


def test_i2_the_role_at_a_unit_that_gives_care_reads_nothing(
    worker_connection: psycopg.Connection, owner_connection: psycopg.Connection
) -> None:
    publish(worker_connection, MONTH)
    reader = people.assignment("statistikkommun")
    gives_care = "UPDATE municipalities_unit SET party = 'municipal' WHERE id = %s"
    owner_connection.execute(gives_care, [reader.unit_id])
    assert one(ALL, reader) == 0


def test_a_withheld_figure_can_not_be_felt_by_a_sum_either(worker_connection: psycopg.Connection) -> None:
    """Not in an aggregate, not as a target of a key, not through the snapshot."""
    figures = publish(worker_connection, MONTH)
    storsthlm = people.assignment("storsthlm")
    (solna,) = worker_connection.execute(
        """SELECT id FROM statistics_monthly_figure
           WHERE area_code = '0184' AND indicator = 'ready' AND care_type = sex AND sex = age_group"""
    ).fetchone() or (None,)
    assert solna
    assert one(f"SELECT count(*) FROM statistics_monthly_figure WHERE id = '{solna}'", storsthlm) == 0
    total = one("SELECT sum(persons) FROM statistics_monthly_figure", storsthlm)
    assert total == sum(figure.counted.persons for figure in figures if not figure.withheld)
    joined = (
        "SELECT count(*) FROM statistics_snapshot s JOIN statistics_monthly_figure f ON f.snapshot_id = s.id"
    )
    assert one(joined, storsthlm) == one(ALL, storsthlm)


def test_nobody_else_sees_anything(worker_connection: psycopg.Connection) -> None:
    publish(worker_connection, MONTH)
    others = [people.assignment(each.username) for each in ACCOUNTS if each.role not in READERS]
    assert len(others) == len(ACCOUNTS) - 6
    for table, by in product(TABLES, [None, *others]):
        assert one(f"SELECT count(*) FROM {table}", by) == 0


def test_the_application_can_not_write(worker_connection: psycopg.Connection) -> None:
    publish(worker_connection, MONTH)
    statements = (
        "UPDATE {} SET id = gen_random_uuid()",
        "DELETE FROM {}",
        "TRUNCATE {} CASCADE",
        "INSERT INTO {0} SELECT * FROM {0}",
    )
    for table, sql in product(TABLES, statements):
        with pytest.raises(DatabaseError, match="permission denied"):
            seen(sql.format(table), people.assignment("storsthlm"))


def test_the_worker_can_not_change_what_is_published(worker_connection: psycopg.Connection) -> None:
    publish(worker_connection, MONTH)
    publish(worker_connection, date(2026, 4, 1), version=0)
    for table in TABLES:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            worker_connection.execute(f"UPDATE {table} SET id = gen_random_uuid()")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            worker_connection.execute(f"TRUNCATE {table} CASCADE")
        worker_connection.execute(f"DELETE FROM {table}")
    left = """SELECT DISTINCT s.month
              FROM statistics_snapshot s JOIN statistics_monthly_figure f ON f.snapshot_id = s.id"""
    assert worker_connection.execute(left).fetchall() == [(MONTH,)]


def test_not_even_the_owner_truncates_by_mistake(owner_connection: psycopg.Connection) -> None:
    for table in TABLES:
        with pytest.raises(psycopg.errors.RaiseException, match="rows are only added"):
            owner_connection.execute(f"TRUNCATE {table} CASCADE")


def test_the_database_refuses_a_small_cell_that_is_shown(
    owner_connection: psycopg.Connection, worker_connection: psycopg.Connection
) -> None:
    publish(worker_connection, MONTH)
    changes = {
        "persons = 4, withheld = false": "small_cell_is_withheld",
        "sex = 'man', care_type = 'somatic'": "figure_has_one_breakdown",
        "sex = 'man', age_group = '80-'": "figure_has_one_breakdown",
    }
    for change, constraint in changes.items():
        with pytest.raises(psycopg.errors.CheckViolation, match=constraint):
            owner_connection.execute(
                f"UPDATE statistics_monthly_figure SET {change} WHERE care_type = sex AND sex = age_group"
            )

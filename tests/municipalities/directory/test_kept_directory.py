"""The directory that each process keeps: as new as what the transaction sees, and changed by nobody."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connections, transaction
from pytest_django import DjangoAssertNumQueries

from discharge.models import Participation
from municipalities import directory
from municipalities.access.acting import acting
from municipalities.models import District, Municipality, Organisation, Unit
from municipalities.models.organisations import Named
from tests.factories import people
from tests.factories.roles import OFFICE
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db
MODELS: tuple[type[Named], ...] = (Unit, District, Municipality, Organisation)


def call(number: str) -> UUID:
    """A unit of the demonstration gets another telephone number."""
    unit = people.unit(OFFICE)
    with acting(people.assignment("lokaladmin")):
        assert Unit.objects.filter(pk=unit.pk).update(phone=number)
    return unit.pk


def make_unit() -> UUID:
    like = people.unit(OFFICE)
    with acting(people.assignment("systemadmin")):
        return Unit.objects.create(
            organisation=like.organisation,
            municipality=like.municipality,
            hsa_id="SE2321000016-DEMO9999",
            name="Ny",
            sort_key="ny",
            party=like.party,
            valid_from=like.valid_from,
        ).pk


def phone(unit: UUID) -> str:
    return directory.current().units[unit].phone


def test_it_says_what_the_tables_say() -> None:
    kept = directory.current()
    kinds: list[Mapping[Any, Named]] = [kept.units, kept.districts, kept.municipalities, kept.organisations]
    for model, rows in zip(MODELS, kinds, strict=True):
        read = {row.pk: row for row in model._default_manager.all()}
        assert rows.keys() == read.keys()
        for field in model._meta.concrete_fields:
            name = field.attname
            assert {key: getattr(row, name) for key, row in rows.items()} == {
                key: getattr(row, name) for key, row in read.items()
            }
    assert list(kept.units) == list(Unit.objects.values_list("pk", flat=True))


def test_what_its_rows_point_at_is_there(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    kept = directory.current()
    read = Unit.objects.select_related("organisation", "municipality", "district", "stand_in")
    said = [
        (u.organisation.name, u.municipality and u.municipality.name, u.district, u.stand_in) for u in read
    ]
    with django_assert_num_queries(0):
        assert said == [
            (u.organisation.name, u.municipality and u.municipality.name, u.district, u.stand_in)
            for u in kept.units.values()
        ]
        assert any(one.merged_into and one.merged_into.municipality for one in kept.districts.values())


def test_it_is_read_once_and_asked_for_no_more_within_a_request(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    version = directory.current_version()
    directory.current()
    with django_assert_num_queries(1):
        directory.current()
    with directory.told(version), django_assert_num_queries(0):
        directory.current()


def test_a_change_is_seen_at_once() -> None:
    phone(call("08-1"))
    assert phone(call("08-2")) == "08-2"


def test_a_change_that_is_rolled_back_is_not_remembered() -> None:
    unit = call("08-1")
    for again in ("08-2", "08-3"):
        with transaction.atomic():
            call(again)
            assert phone(unit) == again
            transaction.set_rollback(True)
        assert phone(unit) == "08-1"


def test_a_unit_that_a_request_makes_and_takes_back_is_not_remembered(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """Found while it is there, without the whole directory being read for it each time."""
    with directory.told(directory.current_version()):
        with transaction.atomic():
            new = make_unit()
            assert directory.unit(new).name == "Ny"
            with django_assert_num_queries(1):
                directory.unit(new)
            assert new not in directory.current().units
            transaction.set_rollback(True)
        assert new not in directory.current().units
    assert new not in directory.current().units
    with pytest.raises(KeyError):
        directory.unit(new)


@pytest.mark.parametrize("table", ["district", "municipality", "organisation"])
@pytest.mark.django_db(transaction=True)
def test_every_kind_has_its_trigger(table: str, admin_connection: psycopg.Connection) -> None:
    directory.current()
    admin_connection.execute(f"UPDATE municipalities_{table} SET name = name || '!'")
    rows = getattr(directory.current(), {"municipality": "municipalities"}.get(table, f"{table}s"))
    assert all(row.name.endswith("!") for row in rows.values())


@pytest.mark.django_db(transaction=True)
def test_what_another_writes_is_seen_when_it_is_committed(admin_connection: psycopg.Connection) -> None:
    """By every thread, also by one that has read the directory in the meantime."""
    unit = people.unit(OFFICE).pk

    def look(_: int) -> str:
        try:
            return phone(unit)
        finally:
            connections.close_all()

    before = phone(unit)
    with ThreadPoolExecutor(4) as pool:
        with admin_connection.transaction():
            admin_connection.execute("UPDATE municipalities_unit SET phone = '08-9' WHERE id = %s", [unit])
            assert set(pool.map(look, range(8))) == {before}
        assert set(pool.map(look, range(8))) == {"08-9"}


@pytest.mark.django_db(transaction=True)
def test_a_unit_that_has_come_since_the_request_began_is_found(admin_connection: psycopg.Connection) -> None:
    with directory.told(directory.current_version()):
        directory.current()
        row = admin_connection.execute(
            "INSERT INTO municipalities_unit (id, organisation_id, hsa_id, name, sort_key, party, care_type,"
            " site, phone, valid_from)"
            " SELECT gen_random_uuid(), organisation_id, 'SE2321000016-DEMO9999', 'Ny', 'ny', 'outpatient',"
            " 'somatic', '', '', valid_from FROM municipalities_unit LIMIT 1 RETURNING id"
        ).fetchone()
        assert row is not None
        assert directory.unit(row[0]).name == "Ny"


def test_nobody_changes_what_all_share() -> None:
    unit = directory.unit(people.unit(OFFICE).pk)
    for change in (lambda: setattr(unit, "phone", "08-1"), unit.save, unit.delete, unit.refresh_from_db):
        with pytest.raises(TypeError, match=OFFICE):
            change()
    mine = copy.copy(unit)
    mine.phone = "08-1"
    assert directory.unit(unit.pk).phone != "08-1"


def test_it_stands_in_for_the_rows_of_the_tables() -> None:
    """In forms and other rows: Django takes it for the unit that it is."""
    unit = directory.unit(people.unit(OFFICE).pk)
    assert unit == people.unit(OFFICE)
    assert {unit: 1}[people.unit(OFFICE)] == 1
    assert isinstance(unit, Unit)
    assert Participation(unit=unit).unit_id == unit.pk
    assert Unit.objects.filter(stand_in=unit).count() == 0


def test_rows_are_filled_as_by_a_join(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    def said(part: Participation) -> list[object]:
        case = part.case
        return [part.unit.full_name, case.ward, case.payer, case.district, case.district_id]

    stay, paths = Stay(), ("unit", "case__ward", "case__payer", "case__district")
    with acting(stay.nurse):
        parts = Participation.objects.select_related("case").order_by("pk")
        joined = list(parts.select_related(*paths))
        directory.current()
        # The version and the parts.
        with django_assert_num_queries(2):
            filled = directory.fill(parts, *paths)
            assert [said(part) for part in filled] == [said(part) for part in joined]
        assert all(part.case.ward for part in filled)

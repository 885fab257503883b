"""Where a part stands in sorted lists: kept by the database, as the unit's own list shows the person."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.db import connection

from discharge.models import ListedPart
from municipalities.access.acting import acting
from municipalities.models import Assignment
from municipalities.swedish.sorting import sort_key
from tests.factories.discharge.worklist import moved, named, renamed, stay
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])


def listed(told: Stay, who: Assignment) -> tuple[str, str, bool, bool] | None:
    with acting(who):
        rows = ListedPart.objects.filter(part__case_id=told.case.pk, unit_id=who.unit_id)
        return rows.values_list("name", "place", "goes_on", "is_closed").first()


def area(told: Stay) -> str:
    case = told.row()
    return str(case.district_id or case.payer_id)


def ask(who: Assignment, function: str, *values: Any) -> None:
    with acting(who), connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}({', '.join(['%s'] * len(values))})", values)


def test_a_ward_sorts_by_where_they_come_from_and_others_by_where_they_are() -> None:
    told = stay()
    assert listed(told, told.nurse) == ("ek\tbo", area(told), True, False)
    for who in (told.officer, told.coordinator):
        assert listed(told, who) == ("ek\tbo", str(told.nurse.unit_id), True, False)


def test_who_has_gone_home_is_closed_and_goes_on_while_something_is_unread() -> None:
    told = stay()
    told.go_home()
    assert listed(told, told.officer) == ("ek\tbo", str(told.nurse.unit_id), True, True)
    for who in (told.nurse, told.officer, told.coordinator):
        told.acknowledge(who)
    assert listed(told, told.coordinator) == ("ek\tbo", str(told.nurse.unit_id), False, True)


def test_a_protected_identity_has_neither_name_nor_place() -> None:
    told = stay(person=named("Hemlig", protected_identity=True))
    for who in (told.nurse, told.officer, told.coordinator):
        assert listed(told, who) == (ListedPart.HIDDEN, "", True, False)


def test_a_protection_that_comes_and_goes_is_followed_where_the_part_has_ended_too() -> None:
    told = stay()
    old, new = moved(told)
    ask(told.officer, "discharge_protect", told.case.pk, told.now)
    for who in (old, new, told.officer):
        assert listed(told, who) == (ListedPart.HIDDEN, "", who is not old, who is old)
    ask(told.officer, "discharge_unprotect", told.case.pk, "own", "Upphävd.", told.now)
    assert listed(told, new) == ("ek\tbo", area(told), True, False)
    assert listed(told, old) == ("ek\tbo", "", False, True)


def test_what_came_after_the_parts_end_moves_nothing() -> None:
    told = stay()
    old, new = moved(told)
    renamed(told, new, "Nyman")
    assert listed(told, new) == ("nyman\tbo", area(told), True, False)
    assert listed(told, old) == ("ek\tbo", "", False, True)
    told.send(new, "transfer", to=old.unit_id, reason="Åter.")
    assert listed(told, old) == ("nyman\tbo", area(told), True, False)


def test_what_was_sent_in_error_is_in_no_order() -> None:
    told = stay()
    told.send(told.nurse, "sent_in_error", reason="Fel personnummer.", confirmed=True)
    assert listed(told, told.officer) is None
    told_by = listed(told, told.nurse)
    assert told_by is not None


def test_nobody_reads_where_another_unit_has_it() -> None:
    told = stay()
    for who in (told.nurse, told.officer):
        with acting(who):
            assert set(ListedPart.objects.values_list("unit_id", flat=True)) == {who.unit_id}


def test_the_database_sorts_names_as_python_does(admin_connection: psycopg.Connection) -> None:
    names = [
        "Åberg",
        "ÄNG",
        "Öman",
        "Ørsted",
        "Æbelø",
        "Müller",
        "Strauß",
        "Lindén",
        "O'Brien",
        "Łuka",
        "Đoàn",
    ]
    found = admin_connection.execute(
        "SELECT discharge_sort_key(name) FROM unnest(%s::text[]) AS name", [names]
    )
    assert [key for (key,) in found.fetchall()] == [sort_key(name) for name in names]

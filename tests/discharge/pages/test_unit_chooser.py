"""The chooser of units above every page: what waits at each, and for whom it is counted."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
import time_machine
from django.db import connection

from municipalities.access.acting import acting
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.discharge.worklist import LIST, NOW, page, stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    """The page's clock stands where the stories end."""
    with time_machine.travel(NOW, tick=False):
        yield


class TestUnitChooser:
    def test_the_other_units_unread_are_counted(self) -> None:
        told = stay(nurse=people.assignment("somatik", "Medicin 61"))
        told.take()
        choices = client_as(people.assignment("somatik", "Akutgeriatrik 12")).get(LIST).context
        counts = {c.assignment.unit.name: (c.unread, c.is_current) for c in choices["unit_choices"]}
        assert counts == {"Akutgeriatrik 12": (0, True), "Medicin 61": (1, False)}
        assert (choices["unread_here"], choices["unread_elsewhere"]) == (0, 1)

    def test_f11_the_number_beside_a_unit_is_its_own(self) -> None:
        """Fault F11: seen from the ward that has something to acknowledge, and from the other one."""
        told = stay(nurse=people.assignment("somatik", "Medicin 61"))
        told.take()
        for name, own, others in (("Medicin 61", "1", ""), ("Akutgeriatrik 12", "", "+ 1")):
            html = page(people.assignment("somatik", name))
            menu = html[html.index("Byt enhet, nu") : html.index("</summary>", html.index("Byt enhet, nu"))]
            assert ("Att kvittera på enheten" in menu) is bool(own)
            assert (others in menu and "på din andra enhet" in menu) is bool(others)

    def test_it_counts_for_the_user_who_acts_and_for_nobody_without_one(self) -> None:
        told = stay()
        with acting(None), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM discharge_unread()")
            assert cursor.fetchall() == []
        with acting(told.officer), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM discharge_unread()")
            assert cursor.fetchall() == [(told.officer.pk, 1)]

    def test_an_assignment_that_has_ended_counts_nothing(self, admin_connection: psycopg.Connection) -> None:
        told = stay()
        admin_connection.execute(
            "UPDATE municipalities_assignment SET valid_to = current_date - 2 WHERE id = %s",
            [told.officer.pk],
        )
        with acting(told.officer), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM discharge_unread()")
            assert cursor.fetchall() == []

"""A protected identity shows nowhere, to nobody, until somebody who takes part has given a reason.

That no address shows it to any role is the walk's in `test_access_matrix.py`; here is what marks it, and
what opens it.
"""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.urls import reverse

from municipalities.models import Assignment
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)
NAME, STREET = "Qvistberg", "Hemligvägen"


@pytest.fixture
def told() -> Stay:
    person = people.person(
        given_name="Sixten", family_name=NAME, street=f"{STREET} 7", protected_identity=True
    )
    return Stay(person=person)


def test_every_list_marks_the_person_and_says_no_place_of_care(told: Stay) -> None:
    for who in (told.nurse, told.coordinator, told.officer):
        page = client_as(who).get(reverse("discharge:worklist"), {"lista": "inneliggande"}).content.decode()
        assert "Skyddad person" in page
    rows = client_as(told.officer).get(reverse("discharge:api-cases")).json()["results"]
    assert [(row["case"]["person"]["protected"], row["case"]["ward"]) for row in rows] == [(True, None)]


class TestOpening:
    def show(self, told: Stay, who: Assignment, reason: str) -> Any:
        url = reverse("discharge:protected-details", args=[told.case.pk])
        return client_as(who).post(url, {"reason": reason})

    def test_a_reason_shows_the_person_once_and_stands_in_the_log(
        self, told: Stay, admin_connection: psycopg.Connection
    ) -> None:
        assert NAME in self.show(told, told.officer, "Ringer patienten").content.decode()
        assert (
            NAME
            not in client_as(told.officer)
            .get(reverse("discharge:case", args=[told.case.pk]))
            .content.decode()
        )
        details = admin_connection.execute(
            "SELECT detail FROM municipalities_access_log ORDER BY at"
        ).fetchall()
        assert ("skyddade personuppgifter: Ringer patienten",) in details

    def test_without_a_reason_nothing_is_shown(self, told: Stay) -> None:
        assert NAME not in self.show(told, told.officer, "").content.decode()

    @pytest.mark.parametrize("account", ["psykiatri", "huddinge", "hsf", "storsthlm", "logg"])
    def test_a_reason_opens_nothing_for_others(self, told: Stay, account: str) -> None:
        answer = self.show(told, people.assignment(account), "Vill veta")
        assert answer.status_code in (403, 404)
        assert NAME not in answer.content.decode()

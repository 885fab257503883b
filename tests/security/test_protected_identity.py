"""A protected identity shows nowhere, to nobody, until somebody who takes part has given a reason.

That no address shows it to any role is the walk's in `test_access_matrix.py`; here is what marks it, and
what opens it.
"""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.urls import reverse

from discharge.process import MESSAGE_TYPES
from discharge.process.fields import Field, Kind
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.stays import OwnSip, Stay

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
        if who != told.nurse:
            assert told.nurse.unit.name not in page
    rows = client_as(told.officer).get(reverse("discharge:api-cases")).json()["results"]
    assert [(row["case"]["person"]["protected"], row["case"]["ward"]) for row in rows] == [(True, None)]


def test_h3_what_a_field_tells_is_hidden_until_it_is_listed() -> None:
    """An invented short text tells who. The name at the start of a SIP of its own was shown."""
    assert Field("told", Kind.TEXT, "Sagt").tells_who
    assert not Field("told", Kind.TEXT, "Sagt", personal=False).tells_who
    assert not Field("told", Kind.LONG_TEXT, "Sagt").tells_who
    assert Field("told", Kind.LONG_TEXT, "Sagt", personal=True).tells_who
    for message_type in MESSAGE_TYPES.values():
        who = {
            field.name
            for field in message_type.fields
            if field.name in {"name", "identity_number", "address"}
        }
        staff = {"name"} if message_type.name == "care_contact" else set()
        assert {field.name for field in message_type.fields if field.tells_who} >= who - staff, (
            message_type.name
        )


def test_h3_a_sip_outside_a_stay_shows_nothing_of_who_is_protected() -> None:
    person = people.person(
        given_name="Sixten", family_name=NAME, street=f"{STREET} 7", protected_identity=True
    )
    sip = OwnSip(person=person)
    client = client_as(sip.officer)
    said = client.get(reverse("discharge:case", args=[sip.case.pk])).content.decode()
    said += str(client.get(reverse("discharge:api-case", args=[sip.case.pk])).json())
    for secret in (NAME, STREET, person.number.value, person.number.written):
        assert secret not in said


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

"""Fault E7: a unit that has ended is marked, warned of before sending, and listed with its stand-in."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest
from django.urls import reverse
from django.utils import timezone

from municipalities.models import Unit
from tests.factories import people
from tests.factories.browsers import address, case_address, new_stay
from tests.factories.clients import client_as
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])
LIST = reverse("discharge:worklist")
ENDED = reverse("discharge:ended-units")


@pytest.fixture
def stay(owner_connection: psycopg.Connection) -> Stay:
    """The surgery ended yesterday; another one stands in for it."""
    stay = new_stay()
    end(owner_connection, stay.coordinator.unit, stand_in())
    return stay


def end(owner_connection: psycopg.Connection, unit: Unit, other: Unit | None = None) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    owner_connection.execute(
        "UPDATE municipalities_unit SET valid_to = %s, stand_in_id = %s WHERE id = %s",
        [yesterday, other and other.pk, unit.pk],
    )


def stand_in() -> Unit:
    return people.unit("Huddinge vårdcentral")


def test_e7_the_party_is_marked_and_the_sender_warned(stay: Stay) -> None:
    gone, nurse = stay.coordinator.unit.full_name, client_as(stay.nurse)
    add = f"{address(stay, 'participant_added')}?to={stand_in().pk}"
    page = nurse.get(case_address(stay)).text
    assert f"<b>{gone}</b> har upphört" in page
    assert f"Ersättare: {stand_in().full_name}" in page
    assert add in page
    form = nurse.get(address(stay, "expected_discharge_change")).text
    assert f"<b>{gone}</b> har upphört" in form
    stay.consent("planning")
    assert f"{gone} (har upphört)" in nurse.get(address(stay, "general_message")).text
    chosen = nurse.get(add).context["form"]
    assert str(chosen["to"].value()) == str(stand_in().pk)


def test_e7_the_ward_has_a_list_of_such_cases_until_the_unit_is_taken_out(stay: Stay) -> None:
    nurse = client_as(stay.nurse)
    (row,) = nurse.get(LIST).context["ended_units"]
    assert (row.case_id, row.unit.stand_in_id) == (stay.case.pk, stand_in().pk)
    assert "deltar i 1 ärende" in nurse.get(LIST).text
    # The municipality has not the case in its hands.
    assert client_as(stay.officer).get(LIST).context["ended_units"] == []
    stay.wait(hours=1).send(
        stay.nurse, "participant_removed", participant=stay.coordinator.unit_id, reason="Upphörd."
    )
    assert nurse.get(LIST).context["ended_units"] == []


def test_e7_who_administers_the_unit_sees_the_case_and_not_the_person(
    stay: Stay, owner_connection: psycopg.Connection
) -> None:
    office = people.assignment_at("Biståndsenheten Huddinge")
    own = new_stay(
        officer=office, person=people.person(municipality="0126", district=None, family_name="Alm")
    )
    end(owner_connection, office.unit)
    page = client_as(people.assignment("lokaladmin")).get(ENDED).text
    assert own.case.reference in page
    assert office.unit.full_name in page
    # Another organisation's unit is not the administrator's.
    assert stay.case.reference not in page
    assert "Alm" not in page
    assert client_as(stay.nurse).get(ENDED).status_code == 403

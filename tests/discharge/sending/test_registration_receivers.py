"""Who gets the inskrivningsmeddelande, and asking another ward to hand over."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.urls import reverse

from tests.factories import people
from tests.factories.clients import client_as, filled_in
from tests.factories.registration import (
    OTHER_WARD,
    a_day_ago,
    look_up,
    nurse_client,
    step_two,
)
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)


# --- receivers -------------------------------------------------------------------------------------


def test_the_suggestions_follow_the_postal_code() -> None:
    client = nurse_client()
    data = step_two(client, postal_code="141 30", municipality="", district="", municipal="")
    headers = {"HX-Request": "true", "HX-Trigger-Name": "postal_code"}
    response = client.post("/arenden/ny/mottagare/", data, headers=headers)
    form = response.context["form"]
    assert form["municipality"].value() == "0126"
    assert str(form["municipal"].value()) == str(people.unit("Biståndsenheten Huddinge").pk)
    assert "<html" not in response.text
    assert response.text.count("förifyllt") >= 2


def test_without_javascript_a_button_suggests_and_nothing_typed_is_lost() -> None:
    client = nurse_client()
    data = step_two(client, municipality="", district="", municipal="", given_name="Åsa")
    response = client.post("/arenden/ny/mottagare/", data)
    form = response.context["form"]
    assert str(form["municipal"].value()) == str(people.assignment("stadsdel").unit_id)
    assert form["given_name"].value() == "Åsa"
    assert form["submission"].value() == data["submission"]


def test_only_a_psychiatric_ward_chooses_a_clinic() -> None:
    somatic = look_up(nurse_client(), people.identity_number()).context["form"]
    psychiatric = look_up(client_as(people.assignment("psykiatri")), people.identity_number()).context["form"]
    assert "clinic" not in somatic.fields
    assert {unit.care_type for unit in psychiatric.fields["clinic"].queryset} == {"psychiatric"}


def test_municipal_health_care_sends_the_notice_to_outpatient_care_too() -> None:
    """The answer chooses the receivers and is no part of the message (four contents only)."""
    client = nurse_client()
    data = step_two(client, municipal_health_care="on", listed_unit="", surgery="", given_name="Åsa")
    response = client.post("/arenden/ny/person/", data)
    form = response.context["form"]
    assert form.errors["surgery"] == ["Välj vårdcentral eller mottagning: den ska få meddelandet."]
    assert (form["given_name"].value(), form["municipal_health_care"].value()) == ("Åsa", True)
    data |= {"surgery": str(people.unit("Tensta vårdcentral").pk)}
    assert client.post("/arenden/ny/person/", data).status_code == 302


# --- handover --------------------------------------------------------------------------------------


def ask(number: str) -> Any:
    """Another ward asks to take over the stay of the person with this number."""
    client = nurse_client(OTHER_WARD)
    signed = look_up(client, number).context["checked"]
    return client.post("/arenden/ny/overtagande/", {"checked": signed}, follow=True)


def open_requests(admin: psycopg.Connection) -> list[tuple[Any, ...]]:
    return admin.execute(
        "SELECT id, case_id FROM discharge_handover_request WHERE closed_at IS NULL"
    ).fetchall()


def test_asking_for_a_handover_says_what_happens_next(admin_connection: psycopg.Connection) -> None:
    stay = Stay(now=a_day_ago())
    response = ask(stay.person.number.value)
    assert "Begäran är skickad" in response.text
    assert [row[1] for row in open_requests(admin_connection)] == [stay.case.pk]


def test_a_request_is_declined_by_the_unit_that_has_the_case(admin_connection: psycopg.Connection) -> None:
    stay = Stay(now=a_day_ago())
    ask(stay.person.number.value)
    [(request_id, _)] = open_requests(admin_connection)
    address = f"/overtaganden/{request_id}/avboj/"
    assert nurse_client(OTHER_WARD).post(address).status_code == 404
    assert nurse_client().post(address).status_code == 302
    assert open_requests(admin_connection) == []


def test_a_request_is_met_by_a_transfer_to_the_ward_that_asked() -> None:
    stay, other = Stay(now=a_day_ago()), people.assignment(*OTHER_WARD)
    ask(stay.person.number.value)
    client = nurse_client()
    assert "Medicin 61" in client.get("/arbetslista/").text
    address = reverse("discharge:send", args=[stay.case.pk, "transfer"])
    form = client.get(f"{address}?to={other.unit_id}").context["form"]
    assert str(form["to"].value()) == str(other.unit_id)
    client.post(address, filled_in(form))
    assert "vill ta över" not in client.get("/arbetslista/").text
    assert (
        reverse("discharge:case", args=[stay.case.pk]) in nurse_client(OTHER_WARD).get("/arbetslista/").text
    )


def test_there_is_nothing_to_ask_for_when_the_stay_has_ended() -> None:
    stay = Stay(now=a_day_ago())
    client = nurse_client(OTHER_WARD)
    signed = look_up(client, stay.person.number.value).context["checked"]
    stay.go_home()
    response = client.post("/arenden/ny/overtagande/", {"checked": signed}, follow=True)
    assert "har hunnit avslutas" in response.text


def test_i6_the_deciding_district_gets_the_notice_and_lies_in_the_placing_municipality() -> None:
    """Fault I6: the city's district that has placed the person is chosen, not that of the address."""
    client, farsta = nurse_client(), people.unit("Biståndsenheten Farsta")
    placed = {"municipality": "0126", "district": "", "placed_by": "0180"}
    data = step_two(client, **placed, placing_district=str(farsta.district_id))
    headers = {"HX-Request": "true", "HX-Trigger-Name": "placing_district"}
    form = client.post("/arenden/ny/mottagare/", data, headers=headers).context["form"]
    assert str(form["municipal"].value()) == str(farsta.pk)
    refused = client.post("/arenden/ny/person/", data | {"placed_by": "0162"})
    assert "ligger inte i kommunen som har placerat" in refused.context["form"].errors["placing_district"][0]

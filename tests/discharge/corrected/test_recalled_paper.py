"""Felsänt to a unit that is not connected: its ward is told to ring about the paper, and notes it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from discharge.models import WronglySent
from municipalities.access.acting import acting
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.corrected.municipalities import correct_area
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])
SAID = "Ringde registrator Eva Sten, papperet är strimlat."


@pytest.fixture
def stay() -> Stay:
    """Told to a municipality that gets paper, and to a surgery that does not."""
    umea = people.unit("Umeå kommun")
    person = people.person(municipality=umea.municipality_id, district=None)
    return Stay(now=timezone.now() - timedelta(days=1), person=person, receiver=umea)


def recall_of(who: Assignment) -> Any:
    with acting(who):
        return WronglySent.objects.filter(recalled_by=who.unit).first()


def worklist(who: Assignment) -> str:
    return str(client_as(who).get("/arbetslista/").text)


def test_it_is_owed_noted_and_shown(stay: Stay) -> None:
    assert "kan ha fått" not in worklist(stay.nurse)
    stay.send(stay.nurse, "sent_in_error", reason="Fel person.")
    assert "Umeå kommun är inte ansluten och kan ha fått ”Inskrivningsmeddelande”" in worklist(stay.nurse)
    row = recall_of(stay.nurse)
    address = reverse("discharge:recall", args=[row.pk])
    client = client_as(stay.nurse)
    page = client.get(address)
    assert stay.case.reference in page.text
    assert stay.person.family_name not in page.text.partition("<main")[2]
    bad = client.post(address, {"recall": "x"})
    assert "recall" in bad.context["form"].errors
    assert 'value="x"' in bad.text
    of_case = reverse("discharge:sent-in-error", args=[stay.case.pk])
    assert "inte återkallat än" in client.get(of_case).text
    assert client.post(address, {"recall": SAID}).status_code == 302
    assert "kan ha fått" not in worklist(stay.nurse)
    shown = client.get(of_case).text
    assert SAID in shown
    assert stay.nurse.user.name in shown
    # Noted by two, the first stands.
    again = client.post(address, {"recall": "Ringde en gång till."}, follow=True)
    assert "redan registrerat" in again.text
    assert recall_of(stay.nurse).recall == SAID


def test_others_find_no_such_row(stay: Stay) -> None:
    stay.send(stay.nurse, "sent_in_error", reason="Fel person.")
    row = recall_of(stay.nurse)
    for who in (stay.coordinator, people.assignment("huddinge"), people.assignment("psykiatri")):
        assert client_as(who).get(reverse("discharge:recall", args=[row.pk])).status_code == 404
        assert "kan ha fått" not in worklist(who)
        with acting(who):
            assert not WronglySent.objects.filter(pk=row.pk).exists()
            assert not WronglySent.objects.filter(pk=row.pk).update(recall="Nej")
    note = reverse("discharge:wrongly-sent-note", args=[row.pk])
    assert client_as(stay.nurse).post(note).status_code == 404


def test_the_api_lists_and_notes_it(stay: Stay) -> None:
    client = client_as(stay.nurse)
    assert client.get("/api/wrongly-sent/").json() == []
    stay.send(stay.nurse, "sent_in_error", reason="Fel person.")
    [row] = client.get("/api/wrongly-sent/").json()
    assert (row["recall_from"]["name"], row["reference"]) == ("Umeå kommun", stay.case.reference)
    address = f"/api/wrongly-sent/{row['id']}/recalled/"
    short = client.post(address, {"recall": "x"}, content_type="application/json")
    assert (short.status_code, [*short.json()["problems"]]) == (400, ["recall"])
    body = {"recall": SAID}
    assert client_as(stay.coordinator).post(address, body, content_type="application/json").status_code == 404
    assert client.post(address, body, content_type="application/json").status_code == 204
    assert client.post(address, body, content_type="application/json").status_code == 409
    assert client.get("/api/wrongly-sent/").json() == []


def test_a_municipality_that_was_wrong_from_the_start_is_rung_too(stay: Stay) -> None:
    correct_area(stay, "0126", to=people.assignment("huddinge").unit_id)
    row = recall_of(stay.nurse)
    assert (row.unit.name, row.reference) == ("Umeå kommun", stay.case.reference)


def test_who_is_connected_reads_it_here_and_is_not_rung(stay: Stay) -> None:
    stay.send(stay.nurse, "sent_in_error", reason="Fel person.")
    with acting(stay.coordinator):
        [row] = WronglySent.objects.all()
    assert (row.recalled_by_id, row.reference) == (None, "")

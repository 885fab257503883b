"""Protected identity by the API: set, opened for a reason, taken away; refused and logged as on the pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.utils import timezone

from municipalities.models import Assignment
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stay() -> Stay:
    told = Stay(now=timezone.now() - timedelta(days=1))
    assert post(told, told.officer, "protect").json()["protected"] is True
    return told


def post(stay: Stay, by: Assignment, what: str, **body: Any) -> Any:
    path = f"/api/cases/{stay.case.pk}/{what}/"
    return client_as(by).post(path, body, content_type="application/json")


def read(stay: Stay, by: Assignment) -> str:
    return str(client_as(by).get(f"/api/cases/{stay.case.pk}/").text)


def test_it_is_set_and_the_ward_is_shown_for_a_reason(
    stay: Stay, admin_connection: psycopg.Connection
) -> None:
    ward = stay.nurse.unit.full_name
    assert ward not in read(stay, stay.officer)
    opened = post(stay, stay.officer, "protected", reason="Ringer avdelningen.")
    assert opened.status_code == 200, opened.json()
    answer = opened.json()
    assert (answer["person"]["name"], answer["ward"]["name"]) == ("Bo Ek", ward)
    # The units for an hour; the person no more.
    assert ward in read(stay, stay.officer)
    assert "Tenstagången" not in read(stay, stay.officer)
    assert ward not in read(stay, stay.coordinator)
    details = admin_connection.execute(
        "SELECT detail FROM municipalities_access_log WHERE case_id = %s", [stay.case.pk]
    ).fetchall()
    assert ("API satte skyddade personuppgifter",) in details
    assert ("API skyddade personuppgifter: Ringer avdelningen.",) in details


@pytest.mark.parametrize("body", [{}, {"reason": "x"}, {"reason": "å" * 81}])
def test_without_a_reason_nothing_is_shown(stay: Stay, body: dict[str, str]) -> None:
    refused = post(stay, stay.officer, "protected", **body)
    assert (refused.status_code, [*refused.json()["problems"]]) == (400, ["reason"])
    assert stay.nurse.unit.full_name not in read(stay, stay.officer)


def test_it_is_taken_away_by_who_set_it_or_by_the_register(
    stay: Stay, admin_connection: psycopg.Connection
) -> None:
    wrong = post(stay, stay.officer, "unprotect", ground="hittepå", reason="Beslutet har upphört.")
    assert (wrong.status_code, [*wrong.json()["problems"]]) == (400, ["ground"])
    other = post(stay, stay.nurse, "unprotect", ground="own", reason="Beslutet har upphört.")
    assert other.status_code == 409
    assert "En annan enhet har satt skyddet" in other.json()["message"]
    taken = post(stay, stay.officer, "unprotect", ground="own", reason="Beslutet har upphört.")
    assert (taken.status_code, taken.json()["protected"]) == (200, False)
    assert admin_connection.execute(
        "SELECT count(*) FROM municipalities_access_log WHERE detail = %s",
        ["API tog bort skyddade personuppgifter (eget skydd): Beslutet har upphört."],
    ).fetchone() == (2,)
    assert post(stay, stay.officer, "protected", reason="Ringer avdelningen.").status_code == 409


def test_a_case_of_others_and_a_part_that_has_ended(stay: Stay) -> None:
    for what in ("protect", "unprotect", "protected"):
        assert post(stay, people.assignment("huddinge"), what).status_code == 404, what
    stay.now = timezone.now()
    stay.send(stay.officer, "handover", to=people.unit("Biståndsenheten Bromma").pk, reason="Flyttat.")
    assert post(stay, stay.officer, "protected", reason="Ringer avdelningen.").status_code == 404

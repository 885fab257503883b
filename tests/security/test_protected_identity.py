"""A protected identity shows nowhere, to nobody, until somebody who takes part has given a reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import psycopg
import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from discharge import pdf
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.stays import Stay
from tests.security.test_access_matrix import ROUTES, assignments, client_of, matrix, path_values

pytestmark = pytest.mark.django_db(transaction=True)
CARE = ("ward", "surgery", "district")
NAME, STREET = "Qvistberg", "Hemligvägen"


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The text of every paper that is built: a finished PDF holds glyphs."""
    texts: list[str] = []

    def noted(template: str, context: dict[str, Any]) -> str:
        texts.append(render_to_string(template, context))
        return texts[-1]

    monkeypatch.setattr(pdf, "render_to_string", noted)
    return texts


def stay(*, protected: bool) -> Stay:
    told = Stay(
        person=people.person(
            given_name="Sixten", family_name=NAME, street=f"{STREET} 7", protected_identity=protected
        )
    )
    told.name_contact()
    told.consent()
    told.call_to_sip()
    texts = {"reason_for_stay": "Fall", "what_was_done": "Röntgen", "next": "Vila", "call": "1177"}
    told.send(told.nurse, "patient_summary", **texts)
    told.ready()
    return told


def secrets(told: Stay) -> list[str]:
    number = told.person.number
    return [NAME, STREET, number.value, number.written, number.value[2:]]


def leaks(told: Stay, printed: list[str], asked: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Of these (address, role), those where something of who it is stands in the answer."""
    found, values = set(), path_values(told)
    clients = {role: client_of(assignment) for role, assignment in assignments(told).items()}
    for name, role in asked:
        printed.clear()
        answer = clients[role].get(reverse(name, kwargs={one: values[one] for one in ROUTES[name]}))
        said = body(answer) + "".join(printed)
        if any(secret in said for secret in secrets(told)):
            found.add((name, role))
    return found


def body(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode("utf-8", errors="replace"))


def test_no_address_shows_who_it_is_to_any_role(printed: list[str]) -> None:
    """Every answer that the matrix says shows something."""
    shown = [(name, role) for name, row in matrix().items() for role, status in row.items() if status == 200]
    assert leaks(stay(protected=True), printed, shown) == set()


def test_the_same_walk_finds_a_person_who_is_not_protected(printed: list[str]) -> None:
    pages = ["discharge:case", "discharge:worklist", "discharge:api-case", "discharge:patient-summary-pdf"]
    shown = {(page, role) for page in pages for role in CARE}
    assert leaks(stay(protected=False), printed, shown) == shown


def test_every_list_marks_the_person_and_says_no_place_of_care() -> None:
    told = stay(protected=True)
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
        self, admin_connection: psycopg.Connection
    ) -> None:
        told = stay(protected=True)
        assert NAME in body(self.show(told, told.officer, "Ringer patienten"))
        assert NAME not in body(client_as(told.officer).get(reverse("discharge:case", args=[told.case.pk])))
        details = admin_connection.execute(
            "SELECT detail FROM municipalities_access_log ORDER BY at"
        ).fetchall()
        assert ("skyddade personuppgifter: Ringer patienten",) in details

    def test_without_a_reason_nothing_is_shown(self) -> None:
        told = stay(protected=True)
        assert NAME not in body(self.show(told, told.officer, ""))

    @pytest.mark.parametrize("role", ["other ward", "other municipality", "HSF", "Storsthlm", "log reviewer"])
    def test_a_reason_opens_nothing_for_others(self, role: str) -> None:
        told = stay(protected=True)
        who = assignments(told)[role]
        assert who is not None
        answer = self.show(told, who, "Vill veta")
        assert answer.status_code in (403, 404)
        assert NAME not in body(answer)

"""What one party changes the case's other parties see: what, from what, by whom and when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from discharge import actions
from municipalities.access.acting import acting
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.discharge.registrations import (
    NEW,
    OLD,
    address,
    registered_anew,
    with_papers,
    without_marks,
)
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def told() -> Stay:
    return with_papers()


def renamed(told: Stay, by: Assignment | None = None, **values: str) -> None:
    with acting(by or told.officer):
        actions.correct_person(
            by=by or told.officer,
            case_id=told.case.pk,
            values=values or {"family_name": "Nyman", "street": NEW},
            now=timezone.now(),
        )


def text_of(told: Stay, who: Assignment, name: str = "case") -> str:
    return without_marks(client_as(who).get(address(told, name)).content.decode())


def test_every_other_party_sees_it_on_the_cases_page(told: Stay) -> None:
    renamed(told)
    by = told.officer
    for who in (told.nurse, told.coordinator):
        said = text_of(told, who)
        assert f"Uppgifterna ändrades av {by.unit.full_name} den " in said
        assert by.user.name in said
        assert "Förut: Bo Gammelin" in said
        assert "Nu: Bo Nyman" in said
        assert f"Förut: {OLD}, 16364 Spånga" in said
        assert f"Nu: {NEW}, 16364 Spånga" in said
    assert "Uppgifterna ändrades" not in text_of(told, by)


def test_personuppgifter_shows_all_that_was_changed_to_every_party(told: Stay) -> None:
    renamed(told)
    renamed(told, told.nurse, family_name="Nyström")
    for who in (told.nurse, told.officer, told.coordinator):
        said = text_of(told, who, "person")
        for unit in (told.nurse.unit, told.officer.unit):
            assert f"Uppgifterna ändrades av {unit.full_name} den " in said
        assert said.index("Nu: Bo Nyström") < said.index("Förut: Bo Gammelin")


def test_a_list_asks_nothing_of_who_changed_the_name(told: Stay) -> None:
    """No statement more than before the change, and none that joins who registered it."""
    client = client_as(told.nurse)
    asked: list[list[str]] = []
    for has_changed in (False, True):
        if has_changed:
            renamed(told)
        client.get(reverse("discharge:worklist"))
        with CaptureQueriesContext(connection) as statements:
            client.get(reverse("discharge:worklist"))
        asked.append([query["sql"] for query in statements.captured_queries])
    assert len(asked[0]) == len(asked[1])
    assert not [sql for sql in asked[1] if '"registered_by_id" =' in sql]


def test_lists_and_headings_say_the_name_before(told: Stay) -> None:
    renamed(told)
    client = client_as(told.nurse)
    listed = without_marks(client.get(reverse("discharge:worklist")).content.decode())
    assert "Bo Nyman" in listed
    assert "förut Bo Gammelin" in listed
    assert "(förut Bo Gammelin)" in text_of(told, told.nurse)
    case = client.get(address(told, "api-case")).json()["case"]
    assert case["person"]["formerly"] == "Bo Gammelin"


def test_the_api_says_who_changed_what(told: Stay) -> None:
    renamed(told)
    [change] = client_as(told.nurse).get(address(told, "api-case")).json()["case"]["person_changes"]
    assert (change["unit"], change["who"]) == (told.officer.unit.full_name, told.officer.user.name)
    assert {"field": "Namn", "before": "Bo Gammelin", "now": "Bo Nyman"} in change["fields_changed"]


def test_what_is_taken_over_from_another_case_is_a_change_to_the_others_too(told: Stay) -> None:
    registered_anew(told)
    client = client_as(told.officer)
    change = client.get(address(told, "case")).context["words"].person_change
    client.post(address(told, "person-take-over", change.version))
    assert f"Uppgifterna ändrades av {told.officer.unit.full_name} den " in text_of(told, told.nurse)


def test_an_ended_part_sees_what_was_changed_until_its_end(told: Stay) -> None:
    ward = told.nurse
    renamed(told)
    told.now = timezone.now()
    told.send(ward, "transfer", to=people.assignment_at("Stroke 72").unit_id, reason="Stroke.")
    with acting(told.officer):
        later = {"family_name": "Nyström"}
        actions.correct_person(
            by=told.officer, case_id=told.case.pk, values=later, now=told.now + timedelta(minutes=1)
        )
    said = text_of(told, ward)
    assert "Nu: Bo Nyman" in said
    assert "Nyström" not in said


def test_of_a_protected_person_neither_what_nor_by_whom(told: Stay) -> None:
    renamed(told)
    with acting(told.nurse):
        actions.protect_person(by=told.nurse, case_id=told.case.pk, now=timezone.now())
    for name in ("case", "person", "api-case"):
        said = text_of(told, told.nurse, name)
        assert "Gammelin" not in said
        assert "Nyman" not in said
        assert OLD not in said
        assert NEW not in said
    assert "Uppgifterna ändrades den " in text_of(told, told.nurse)
    assert f"ändrades av {told.officer.unit.full_name}" not in text_of(told, told.nurse, "person")
    shown = client_as(told.nurse).post(address(told, "protected-details"), {"reason": "Ringer personen"})
    assert "Nu: Bo Nyman" in without_marks(shown.content.decode())


def test_a_stranger_sees_nothing_of_it(told: Stay) -> None:
    renamed(told)
    stranger = client_as(people.assignment("huddinge"))
    assert [stranger.get(address(told, name)).status_code for name in ("case", "person")] == [404, 404]

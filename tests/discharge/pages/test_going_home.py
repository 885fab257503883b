"""Gå hem: the guide says what is done, shows what is on now, and sends nothing itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from discharge.models import Message
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.clients import client_as, filled_in
from tests.factories.discharge.worklist import NOW, stay
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def guide(told: Stay, who: Assignment | None = None, query: str = "") -> Any:
    page = client_as(who or told.nurse).get(reverse("discharge:going-home", args=[told.case.pk]) + query)
    assert page.status_code == 200
    return page


def standing(told: Stay) -> list[str]:
    return [step.word for step in guide(told).context["guide"].steps]


def summarise(told: Stay) -> None:
    values = {"reason_for_stay": "Fall", "what_was_done": "Vila", "next": "Hem", "call": "08-1"}
    told.send(told.nurse, "patient_summary", **values)


def inform(told: Stay) -> None:
    values = {"summary": "Fall", "functional_state": "Går själv", "medication": "Inga", "contact": "Anna"}
    told.send(told.nurse, "discharge_information", call="08-1", **values)


def test_it_goes_from_one_to_the_next_and_ends_with_the_print() -> None:
    told = stay()
    told.consent()
    assert standing(told) == ["Nu", "Kvar", "Kvar"]
    told.go_home()
    assert standing(told) == ["Klart", "Nu", "Kvar"]
    inform(told)
    shown = guide(told)
    assert shown.context["guide"].current.type.title == "Trygghetskvitto"
    assert "Skriv ut trygghetskvittot" not in shown.content.decode()
    summarise(told)
    shown = guide(told)
    assert [step.word for step in shown.context["guide"].steps] == ["Klart"] * 3
    text = shown.content.decode()
    assert reverse("discharge:patient-summary-pdf", args=[told.case.pk]) in text
    assert 'id="message-form"' not in text
    # What is sent is corrected from here too.
    assert text.count("/ratta/") == 3


def test_any_of_them_may_be_done_first_and_a_strange_step_is_none() -> None:
    told = stay()
    told.consent()
    shown = guide(told, query="?steg=patient_summary").context["guide"]
    assert shown.current.type.name == "patient_summary"
    assert guide(told, query="?steg=transfer").context["guide"].current.type.name == "discharge"
    summarise(told)
    assert standing(told) == ["Nu", "Kvar", "Klart"]
    assert guide(told, query="?steg=patient_summary").context["guide"].current.type.name == "discharge"


def test_what_is_missing_is_said_and_consent_is_asked_for_where_it_is() -> None:
    told = stay()
    shown = guide(told)
    [_, information, summary] = shown.context["guide"].steps
    assert information.word == "Går inte nu"
    assert information.ask
    assert information.ask.sentence.replace("”", "") in shown.content.decode().replace("”", "")
    # The patient gets the summary in any case.
    assert summary.refusal == ""


def test_who_has_died_or_was_moved_does_not_go_home() -> None:
    dead, moved = stay(), stay(47)
    dead.consent()
    dead.send(dead.nurse, "deceased", deceased_at=dead.now)
    assert standing(dead) == ["Går inte nu"] * 3
    old, new = moved.nurse, people.assignment_at("Stroke 72")
    moved.send(old, "transfer", to=new.unit_id, reason="Stroke.")
    shown = guide(moved, old).context["guide"]
    assert [step.word for step in shown.steps] == ["Går inte nu"] * 3
    assert "överlämnad" in shown.steps[0].refusal


def test_a_discharge_that_was_cancelled_is_to_be_done_again() -> None:
    told = stay()
    told.consent()
    told.go_home()
    told.send(told.nurse, "reopening", reason="Fel person.")
    assert standing(told)[0] == "Nu"


def test_a_protected_person_is_not_named_nor_the_ward() -> None:
    told = stay(person=people.person(protected_identity=True, street="", postal_code="", city=""))
    text = guide(told).content.decode()
    assert "Bo Ek" not in text
    assert told.case.reference in text
    assert told.nurse.unit.full_name not in text.partition("<main")[2]


def test_the_case_page_leads_to_it() -> None:
    told = stay()
    text = client_as(told.nurse).get(reverse("discharge:case", args=[told.case.pk])).content.decode()
    assert reverse("discharge:going-home", args=[told.case.pk]) in text
    text = client_as(told.officer).get(reverse("discharge:case", args=[told.case.pk])).content.decode()
    assert reverse("discharge:going-home", args=[told.case.pk]) not in text


def test_of_two_in_the_guide_at_once_one_sends_and_the_other_keeps_what_was_typed() -> None:
    told = stay()
    told.consent()
    here = reverse("discharge:going-home", args=[told.case.pk])
    address = reverse("discharge:send", args=[told.case.pk, "discharge"])
    first, second = client_as(told.nurse), client_as(people.colleague_of(told.nurse))
    forms = [client.get(address).context["form"] for client in (first, second)]
    values = [filled_in(form, destination="home", next=here) for form in forms]
    assert first.post(address, values[0]).headers["Location"] == here
    refused = second.post(address, values[1] | {"comment": "Dottern hämtar."}, follow=True)
    text = refused.content.decode()
    assert "Inte skickat: Hemgång." in text
    assert "Dottern hämtar." in text
    assert Message.objects.filter(case=told.case, type="discharge").count() == 1
    shown = second.get(here)
    assert [step.word for step in shown.context["guide"].steps] == ["Klart", "Nu", "Kvar"]


def test_what_was_begun_is_said_and_taken_up_again() -> None:
    told = stay()
    told.consent()
    client = client_as(told.nurse)
    address = reverse("discharge:send", args=[told.case.pk, "patient_summary"])
    form = client.get(address).context["form"]
    client.post(address, filled_in(form, reason_for_stay="Du ramlade."))
    here = reverse("discharge:going-home", args=[told.case.pk])
    assert "Du har ett utkast." in client.get(here).content.decode()
    assert "Du ramlade." in client.get(address).content.decode()
    # A draft is its writer's.
    colleague = client_as(people.colleague_of(told.nurse))
    assert "Du har ett utkast." not in colleague.get(here).content.decode()


def test_what_has_been_corrected_once_is_corrected_again_from_the_guide() -> None:
    told = stay()
    told.consent()
    told.go_home()
    [message] = [one for one in guide(told).context["guide"].steps if one.type.name == "discharge"]
    address = reverse("discharge:correct", args=[told.case.pk, message.corrects])
    client = client_as(told.nurse)
    form = client.get(address).context["form"]
    assert client.post(address, filled_in(form, comment="Taxi.")).status_code == 302
    [again] = [one for one in guide(told).context["guide"].steps if one.type.name == "discharge"]
    assert again.word == "Klart"
    assert again.corrects == message.corrects
    assert client.get(address).context["form"]["comment"].value() == "Taxi."

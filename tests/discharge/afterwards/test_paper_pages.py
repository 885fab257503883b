"""What was sent on paper, entered by its sender's form: what it changes is shown before it is confirmed."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from discharge.models import Message
from discharge.process import Refused
from discharge.process.judging import afterwards, objections
from municipalities.swedish.clock import local
from tests.factories.clients import client_as
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db
READY = {
    "doctor": "Dr Alm",
    "sip_needed": "no",
    "outpatient_care_needed": "no",
    "compulsory_outpatient_care": "no",
}


@pytest.fixture
def stay() -> Stay:
    """Ready for discharge yesterday at noon; what had gone on paper the day before is not in it."""
    told = Stay(now=timezone.now() - timedelta(days=12))
    told.now = timezone.now() - timedelta(days=1)
    told.ready(sip_needed=False, outpatient_care_needed=False)
    return told


NOBODY = "01a22f2d-0000-7000-8000-000000000000"


def paper(stay: Stay, at: datetime, **changes: Any) -> dict[str, Any]:
    said = {
        afterwards.AT: f"{local(at):%Y-%m-%dT%H:%M}",
        afterwards.CHANNEL: "fax",
        afterwards.BY: "Anna Alm",
        afterwards.TOLD: [str(stay.officer.unit_id)],
    }
    return {"submission": str(uuid4()), **READY, **said, **changes}


def address(stay: Stay, type: str = "ready_notice") -> str:
    return f"/arenden/{stay.case.pk}/skicka/{type}/"


def mark(page: str) -> str:
    [found] = re.findall(r'name="reviewed" value="(\w+)"', page)
    return str(found)


@pytest.fixture
def nurse(stay: Stay) -> Client:
    return client_as(stay.nurse)


def test_what_it_changes_is_shown_first_and_then_confirmed(stay: Stay, nurse: Client) -> None:
    at = timezone.now() - timedelta(days=11)
    typed = paper(stay, at)
    page = nurse.post(address(stay), typed).text
    assert "Med meddelandet: " in page
    assert "Debiterade dagar: " in page
    assert "blir en dubblett" in page
    assert Message.objects.filter(type="ready_notice").count() == 1
    # Another effect than the one that was read is shown anew.
    assert "Bekräfta och skriv in" in nurse.post(address(stay), typed | {"reviewed": "other"}).text
    assert nurse.post(address(stay), typed | {"reviewed": mark(page)}).status_code == 302
    [sent] = Message.objects.filter(type="ready_notice", happened_at__isnull=False)
    assert sent.told == [stay.officer.unit_id]
    # Sent twice it is one.
    assert nurse.post(address(stay), typed | {"reviewed": mark(page)}).status_code == 302
    assert Message.objects.filter(type="ready_notice").count() == 2


def test_who_chose_to_enter_it_afterwards_finds_the_fields_open(stay: Stay, nurse: Client) -> None:
    page = nurse.get(f"{address(stay)}?efterhand=1").text
    asked = page.partition('<details class="seldom" open>')[2].partition("</details>")[0]
    assert "Vilka fick det då?" in asked
    # All of it, once one of them is answered.
    assert "(frivilligt)" not in asked


def test_what_was_entered_is_marked_with_both_times(stay: Stay, nurse: Client) -> None:
    at = timezone.now() - timedelta(days=11)
    typed = paper(stay, at)
    typed["reviewed"] = mark(nurse.post(address(stay), typed).text)
    nurse.post(address(stay), typed)
    page = client_as(stay.officer).get(f"/arenden/{stay.case.pk}/").text
    assert "I efterhand" in page
    assert "Inskrivet i efterhand" in page
    assert "fax, av Anna Alm" in page
    why = client_as(stay.officer).get(f"/betalning/varfor/{stay.case.pk}/").text
    assert "Inskrivet i efterhand" in why
    api = client_as(stay.officer).get(f"/api/cases/{stay.case.pk}/").json()
    [entered] = [message for message in api["messages"] if message["outside"]]
    assert (entered["outside"]["channel"], entered["sent_by"]) == ("fax", "Anna Alm")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({afterwards.CHANNEL: ""}, "Fyll i uppgiften."),
        ({afterwards.TOLD: []}, "Fyll i uppgiften."),
        ({afterwards.AT: "i går"}, "Skriv datum och klockslag"),
        ({afterwards.TOLD: [NOBODY]}, "Välj minst en"),
    ],
)
def test_bad_input_stands_at_its_field_and_nothing_is_lost(
    stay: Stay, nurse: Client, changes: dict[str, Any], said: str
) -> None:
    typed = paper(stay, timezone.now() - timedelta(days=2), **changes)
    page = nurse.post(address(stay), typed).text
    assert said in page
    assert "Dr Alm" in page
    assert '<details class="seldom" open>' in re.sub(r"\s*open\s*(?:open\s*)*>", " open>", page)
    assert Message.objects.filter(type="ready_notice").count() == 1
    # Kept as a draft too.
    assert "Anna Alm" in nurse.get(address(stay)).text


def test_a_correction_states_the_true_time(stay: Stay, nurse: Client) -> None:
    [sent] = Message.objects.filter(type="ready_notice")
    form = f"/arenden/{stay.case.pk}/ratta/{sent.pk}/"
    assert nurse.get(form).status_code == 200
    answer = nurse.post(form, paper(stay, timezone.now() - timedelta(days=2)))
    assert answer.status_code == 302, answer.text
    assert stay.state().ready_periods[0].counts_from == local(timezone.now() - timedelta(days=2)).replace(
        second=0, microsecond=0
    )
    page = nurse.get(form).text
    assert "Anna Alm" in page
    emptied = paper(stay, timezone.now()) | dict.fromkeys(afterwards.NAMES, "")
    assert "eller makulera det" in nurse.post(form, emptied).text


def entered(stay: Stay) -> Message:
    """Written in by the ward without its pages."""
    said = {
        afterwards.AT: stay.now - timedelta(days=3),
        afterwards.CHANNEL: "fax",
        afterwards.BY: "Anna Alm",
        afterwards.TOLD: (stay.officer.unit_id,),
    }
    return stay.ready(sip_needed=False, outpatient_care_needed=False, **said)


def test_the_other_party_objects_from_the_message_itself(stay: Stay) -> None:
    paper, officer = entered(stay), client_as(stay.officer)
    form = f"{address(stay, 'objection')}?message={paper.pk}"
    assert form in officer.get(f"/arenden/{stay.case.pk}/").text
    page = officer.get(form)
    assert str(paper.pk) in page.text
    typed = {"submission": str(uuid4()), "message": str(paper.pk), "reason": ""}
    assert "Fyll i uppgiften." in officer.post(address(stay, "objection"), typed).text
    typed["reason"] = "Faxen kom aldrig."
    assert officer.post(address(stay, "objection"), typed).status_code == 302
    case = officer.get(f"/arenden/{stay.case.pk}/").text
    assert "HSF har inte beslutat än" in case
    assert form not in case
    # A second one is refused, of whoever it is.
    again = typed | {"submission": str(uuid4())}
    client_as(stay.coordinator).post(address(stay, "objection"), again)
    assert Message.objects.filter(type="objection").count() == 1
    stay.now = timezone.now()
    with pytest.raises(Refused) as refusal:
        stay.send(stay.coordinator, "objection", message=paper.pk, reason="Fel.")
    assert refusal.value.message == objections.ENTERED_BY_OTHERS.refusal


@pytest.mark.parametrize("message", ["", "x", NOBODY])
def test_an_objection_is_to_something_that_was_entered(stay: Stay, message: str) -> None:
    entered(stay)
    typed = {"submission": str(uuid4()), "message": message, "reason": "Fel."}
    page = client_as(stay.officer).post(address(stay, "objection"), typed)
    assert page.status_code == 200
    assert not Message.objects.filter(type="objection").exists()

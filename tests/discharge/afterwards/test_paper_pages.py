"""What was sent on paper, entered by its sender's form: what it changes is shown before it is confirmed."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from discharge.models import Message
from discharge.process import Refused
from discharge.process.judging import afterwards, objections
from municipalities.swedish.clock import local
from tests.factories.clients import client_as
from tests.factories.discharge.printed import printed_words
from tests.factories.discharge.rows_seen import assert_columns_hold
from tests.factories.registration import REGISTER, nurse_client, step_two
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
    typed = paper(stay, timezone.now() - timedelta(days=2))
    page = nurse.post(form, typed).text
    assert "Det här ändras av att datumet rättas" in page
    answer = nurse.post(form, typed | {"reviewed": mark(page)})
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


class TestRegistered:
    """An inskrivningsmeddelande that was sent outside the system, entered where the patient is registered."""

    def typed(self, client: Client, hours: float, admitted: float = 30) -> dict[str, str]:
        now = timezone.now()
        return step_two(
            client,
            admitted_at=f"{local(now - timedelta(hours=admitted)):%Y-%m-%dT%H:%M}",
            outside_at=f"{local(now - timedelta(hours=hours)):%Y-%m-%dT%H:%M}",
            outside_channel="telephone",
            outside_by="Anna Alm",
        )

    @pytest.mark.parametrize(("hours", "says"), [(20, "i tid, senast"), (2, "för sent, det skulle ha")])
    def test_what_follows_is_shown_first_and_then_confirmed(self, hours: float, says: str) -> None:
        client = nurse_client()
        data = self.typed(client, hours)
        page = client.post(REGISTER, data)
        assert page.status_code == 200
        assert says in page.text
        assert "Bekräfta och skriv in" in page.text
        assert not Message.objects.exists()
        assert client.post(REGISTER, data | {"reviewed": "annat"}).status_code == 200
        assert client.post(REGISTER, data | {"reviewed": mark(page.text)}).status_code == 302
        # Once more it is the same case.
        assert client.post(REGISTER, data | {"reviewed": mark(page.text)}).status_code == 302

    def test_what_is_wrong_comes_first(self) -> None:
        client = nurse_client()
        page = client.post(REGISTER, self.typed(client, 40))
        assert "reviewed" not in page.text
        assert "outside_at" in page.context["form"].errors
        page = client.post(REGISTER, self.typed(client, 20) | {"municipal": ""})
        assert "reviewed" not in page.text
        assert "municipal" in page.context["form"].errors

    def test_what_is_sent_here_is_not_asked_about(self) -> None:
        client = nurse_client()
        assert client.post(REGISTER, step_two(client)).status_code == 302


def rows_of(stay: Stay) -> tuple[str, int]:
    """The officer's row in the list: on the page and by the API."""
    client = client_as(stay.officer)
    row = " ".join(client.get("/arbetslista/?lista=att-gora").text.split()).partition("</tbody>")[0]
    [found] = client.get("/api/cases/?list=inkomna").json()["results"]
    return row, found["entered_afterwards"]


def test_the_list_says_that_what_waits_was_entered_afterwards(stay: Stay) -> None:
    row, number = rows_of(stay)
    assert ("i efterhand" in row, number) == (False, 0)
    told = {afterwards.AT: timezone.now() - timedelta(days=11), afterwards.CHANNEL: "fax"}
    told |= {afterwards.BY: "Anna Alm", afterwards.TOLD: (stay.officer.unit_id,)}
    stay.now = timezone.now()
    stay.ready(sip_needed=False, outpatient_care_needed=False, **told)
    row, number = rows_of(stay)
    assert "1 inskrivet i efterhand" in row
    assert number == 1
    assert "1 inskrivet i efterhand" in client_as(stay.officer).get(f"/arenden/{stay.case.pk}/").text
    assert_columns_hold(stay)
    stay.acknowledge(stay.officer)
    assert_columns_hold(stay)
    [found] = client_as(stay.officer).get("/api/cases/?list=inneliggande").json()["results"]
    assert (found["to_acknowledge"], found["entered_afterwards"]) == (0, 0)


class TestOnPaper:
    """A plan, a call and a trygghetskvitto that were handed over outside the system say so in print."""

    OUTSIDE = {afterwards.CHANNEL: "paper", afterwards.BY: "Anna Alm"}

    def told(self) -> Stay:
        told = Stay(now=timezone.now() - timedelta(days=3))
        told.take()
        told.name_contact()
        told.consent()
        return told

    def outside(self, told: Stay) -> dict[str, Any]:
        at = {afterwards.AT: told.now, afterwards.TOLD: (told.officer.unit_id,)}
        told.now += timedelta(days=1)
        return self.OUTSIDE | at

    @pytest.mark.parametrize("type", ["sip_plan", "sip_call", "patient_summary"])
    def test_it_is_marked(self, type: str, monkeypatch: pytest.MonkeyPatch) -> None:
        told = self.told()
        if type != "patient_summary":
            told.call_to_sip(**(self.outside(told) if type == "sip_call" else {}))
        if type == "sip_plan":
            told.hold_meeting()
            told.draw_up(**self.outside(told))
        if type == "patient_summary":
            texts = {"reason_for_stay": "Fall", "what_was_done": "Vila", "next": "Hem", "call": "1177"}
            told.send(told.nurse, type, **texts, **self.outside(told))
        printed = printed_words(monkeypatch)
        name = {"sip_plan": "sip-pdf", "sip_call": "sip-call-pdf"}.get(type, "patient-summary-pdf")
        by = told.nurse if type == "patient_summary" else told.coordinator
        assert client_as(by).get(reverse(f"discharge:{name}", args=[told.case.pk])).status_code == 200
        assert "Inskrivet i efterhand" in printed[0]
        if type == "sip_plan":
            page = client_as(by).get(reverse("discharge:sip", args=[told.case.pk])).text
            assert "Inskrivet i efterhand" in page

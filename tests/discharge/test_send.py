"""Every message of the process, sent through its form; refusals, double submissions, acknowledgements."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from discharge.models import Message
from discharge.process import MESSAGE_TYPES, STOCKHOLM
from municipalities.access import acting
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.clients import client_as, filled_in
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)


def new_stay() -> Stay:
    return Stay(now=timezone.now() - timedelta(days=1))


def address(stay: Stay, type: str) -> str:
    return reverse("discharge:send", args=[stay.case.pk, type])


def case_address(stay: Stay) -> str:
    return reverse("discharge:case", args=[stay.case.pk])


def local(moment: datetime) -> str:
    return f"{moment.astimezone(STOCKHOLM):%Y-%m-%dT%H:%M}"


def in_hours(hours: float) -> str:
    return local(timezone.now() + timedelta(hours=hours))


@dataclass
class Browsers:
    """The parties of one stay, each at its own browser."""

    stay: Stay
    clients: dict[Any, Client] = field(default_factory=dict)

    def of(self, who: Assignment) -> Client:
        return self.clients.setdefault(who.pk, client_as(who))

    def form(self, who: Assignment, type: str) -> Any:
        response = self.of(who).get(address(self.stay, type))
        assert response.status_code == 200
        assert "form" in response.context, response.context["refusals"]
        return response.context["form"]

    def send(self, who: Assignment, type: str, /, **typed: Any) -> Any:
        data = filled_in(self.form(who, type), **typed)
        return self.of(who).post(address(self.stay, type), data)


@pytest.fixture
def browsers() -> Browsers:
    return Browsers(new_stay())


def errors(response: Any) -> dict[str, str]:
    return {name: texts[0] for name, texts in response.context["form"].errors.items()}


def sent_types(admin: psycopg.Connection) -> list[str]:
    return [row[0] for row in admin.execute("SELECT type FROM discharge_message ORDER BY sent_at, id")]


# --- a whole case ------------------------------------------------------------------------------

Typed = Callable[[Stay], dict[str, Any]]
#: Who sends what, in the order of a stay where everything happens; what is not typed is suggested.
STORY: list[tuple[str, str, Typed]] = [
    ("officer", "take", lambda s: {}),
    ("coordinator", "care_contact", lambda s: {"title": "Distriktssköterska"}),
    ("nurse", "expected_discharge_change", lambda s: {"certainty": "certain"}),
    (
        "coordinator",
        "sip_call",
        lambda s: {"meeting_at": in_hours(48), "meeting_form": "video", "link": "https://mote.example/1"},
    ),
    ("officer", "sip_answer", lambda s: {"answer": "propose", "proposed_at": in_hours(72)}),
    ("coordinator", "outpatient_care", lambda s: {"status": "available"}),
    ("officer", "services_declined", lambda s: {"wish": "wants", "comment": "Sagt till handläggaren."}),
    ("nurse", "leave_start", lambda s: {"began_at": in_hours(-3)}),
    ("nurse", "leave_end", lambda s: {"ended_at": in_hours(-1)}),
    ("nurse", "ready_notice", lambda s: {"doctor": "Dr Alm"}),
    ("nurse", "ready_withdrawal", lambda s: {"reason": "Feber i natt."}),
    ("nurse", "ready_notice", lambda s: {"doctor": "Dr Alm"}),
    ("officer", "ready_reply", lambda s: {"answer": "receive", "receives_from": in_hours(24)}),
    ("coordinator", "cancel", lambda s: {"message": last_own(s, s.coordinator), "reason": "Fel ärende."}),
    (
        "officer",
        "handover",
        lambda s: {"to": people.unit("Biståndsenheten Huddinge").pk, "reason": "Flyttat."},
    ),
    ("nurse", "transfer", lambda s: {"to": people.unit("Medicin 61").pk}),
    ("other_nurse", "discharge", lambda s: {"discharged_at": in_hours(0), "destination": "home"}),
    (
        "other_nurse",
        "patient_summary",
        lambda s: {"reason_for_stay": "Fall", "what_was_done": "Vila", "next": "Hem"},
    ),
]


def last_own(stay: Stay, who: Assignment) -> str:
    """The first choice of the form that cancels: the unit's own latest message."""
    page = client_as(who).get(address(stay, "cancel")).text
    return re.findall(r'<option value="([0-9a-f-]{36})"', page)[0]


def test_every_message_of_the_process_is_sent_by_its_form(
    browsers: Browsers, admin_connection: psycopg.Connection
) -> None:
    stay = browsers.stay
    parties = {
        "nurse": stay.nurse,
        "coordinator": stay.coordinator,
        "officer": stay.officer,
        "other_nurse": people.assignment("somatik", "Medicin 61"),
    }
    for who, name, typed in STORY:
        response = browsers.send(parties[who], name, **typed(stay))
        shown = response.context["form"].errors if response.status_code == 200 else None
        assert response.status_code == 302, (name, shown)
        assert response.headers["Location"] == case_address(stay)
    assert sent_types(admin_connection) == ["admission_notice", *(name for _, name, _ in STORY)]
    assert set(sent_types(admin_connection)) | {"deceased"} == MESSAGE_TYPES.keys()


def test_a_death_is_told(browsers: Browsers, admin_connection: psycopg.Connection) -> None:
    response = browsers.send(browsers.stay.nurse, "deceased", deceased_at=in_hours(-1))
    assert response.status_code == 302
    assert sent_types(admin_connection)[-1] == "deceased"


def test_the_sender_sees_who_will_receive_the_message(browsers: Browsers) -> None:
    page = browsers.of(browsers.stay.nurse).get(address(browsers.stay, "ready_notice")).text
    assert "Skickas till" in page
    assert browsers.stay.officer.unit.full_name in page


# --- refusals ----------------------------------------------------------------------------------


REFUSED = [
    ("nurse", "ready_withdrawal", "Först när avdelningen har meddelat"),
    ("coordinator", "sip_call", "Först när fast vårdkontakt är utsedd"),
    ("officer", "ready_notice", "Er enhet skickar inte utskrivningsklar"),
]


def test_what_may_not_be_sent_now_says_why_instead_of_a_form(browsers: Browsers) -> None:
    for who, sends, says in REFUSED:
        sender = getattr(browsers.stay, who)
        response = browsers.of(sender).get(address(browsers.stay, sends))
        assert says in response.text
        assert "form" not in response.context


def test_a_municipality_cannot_send_the_wards_messages(
    browsers: Browsers, admin_connection: psycopg.Connection
) -> None:
    data = {"submission": str(uuid4()), "doctor": "Dr Alm"}
    response = browsers.of(browsers.stay.officer).post(address(browsers.stay, "ready_notice"), data)
    assert "Er enhet skickar inte utskrivningsklar" in errors(response)["__all__"]
    assert response.context["form"]["doctor"].value() == "Dr Alm"
    assert sent_types(admin_connection) == ["admission_notice"]


def test_what_became_impossible_while_the_form_lay_open_is_said_above_it(browsers: Browsers) -> None:
    stay = browsers.stay
    data = filled_in(browsers.form(stay.nurse, "expected_discharge_change"), certainty="certain")
    browsers.send(stay.nurse, "discharge", discharged_at=in_hours(0), destination="home")
    response = browsers.of(stay.nurse).post(address(stay, "expected_discharge_change"), data)
    assert "Vårdtillfället är avslutat" in errors(response)["__all__"]
    assert response.context["form"]["certainty"].value() == "certain"


def test_a_type_that_is_not_sent_in_a_case_is_not_found(browsers: Browsers) -> None:
    client = browsers.of(browsers.stay.nurse)
    for name in ("admission_notice", "nonsens"):
        assert client.get(address(browsers.stay, name)).status_code == 404


def test_another_units_case_is_not_found_and_the_attempts_are_logged(
    browsers: Browsers, admin_connection: psycopg.Connection
) -> None:
    stranger, where = people.assignment("huddinge"), address(browsers.stay, "take")
    client = browsers.of(stranger)
    assert [client.get(where).status_code, client.post(where).status_code] == [404, 404]
    rows = admin_connection.execute(
        "SELECT action, refused, case_id, assignment_id, detail FROM municipalities_access_log ORDER BY at"
    ).fetchall()
    tried = (True, browsers.stay.case.pk, stranger.pk, "take")
    assert rows == [("open", *tried), ("write", *tried)]


# --- what is wrong in a field ------------------------------------------------------------------

WRONG: list[tuple[str, str, dict[str, str], str, str]] = [
    ("nurse", "discharge", {"discharged_at": "2126-01-01T10:00"}, "discharged_at", "ligger i framtiden"),
    ("nurse", "discharge", {"discharged_at": "2020-01-01T10:00"}, "discharged_at", "före inskrivningen"),
    ("nurse", "discharge", {"discharged_at": "2026-03-29T02:30"}, "discharged_at", "klockan ställdes fram"),
    ("nurse", "discharge", {"discharged_at": "nyss"}, "discharged_at", "ÅÅÅÅ-MM-DD TT:MM"),
    ("nurse", "discharge", {"destination": "månen"}, "destination", "Välj ett av alternativen"),
    ("nurse", "transfer", {"to": "11111111-1111-1111-1111-111111111111"}, "to", "finns inte i katalogen"),
    ("nurse", "transfer", {"to": ""}, "to", "Fyll i uppgiften"),
    ("nurse", "ready_notice", {"doctor": ""}, "doctor", "Fyll i uppgiften"),
    ("nurse", "ready_notice", {"doctor": "x" * 201}, "doctor", "Högst 200 tecken"),
    ("nurse", "expected_discharge_change", {"expected_discharge": "0"}, "expected_discharge", "ÅÅÅÅ-MM-DD"),
    ("officer", "take", {"responsible": "999999"}, "responsible", "kollega på enheten"),
    ("officer", "take", {"responsible": "jag"}, "responsible", "kollega på enheten"),
    ("nurse", "cancel", {"message": str(uuid4()), "reason": "Fel"}, "message", "era egna meddelanden"),
    ("nurse", "leave_start", {"submission": "x", "began_at": ""}, "submission", "saknar sitt id"),
]


def test_what_is_wrong_is_said_at_the_field_and_nothing_typed_is_lost(
    browsers: Browsers, admin_connection: psycopg.Connection
) -> None:
    for who, sends, typed, name, says in WRONG:
        response = browsers.send(getattr(browsers.stay, who), sends, **typed)
        assert says in errors(response).get(name, ""), (sends, typed)
        form = response.context["form"]
        assert {key: form[key].value() for key in typed} == typed
        assert "data-error-summary" in response.text
    assert sent_types(admin_connection) == ["admission_notice"]


def test_a_field_that_an_answer_asks_for_is_asked_for_with_that_answer(browsers: Browsers) -> None:
    stay = browsers.stay
    browsers.send(stay.nurse, "ready_notice", doctor="Dr Alm")
    for typed, wrong in (
        ({"answer": "receive"}, "receives_from"),
        ({"answer": "not_ours"}, "comment"),
        ({"answer": "need_information", "comment": "Vad?", "receives_from": in_hours(9)}, "receives_from"),
    ):
        response = browsers.send(stay.officer, "ready_reply", **typed)
        assert errors(response).keys() == {wrong}, typed


def test_a_link_is_a_web_address(browsers: Browsers) -> None:
    stay = browsers.stay
    browsers.send(stay.coordinator, "care_contact")
    typed = {"meeting_at": in_hours(48), "meeting_form": "video", "link": "javascript:alert(1)"}
    response = browsers.send(stay.coordinator, "sip_call", **typed)
    assert "https://" in errors(response)["link"]


# --- sent once ---------------------------------------------------------------------------------


def test_a_form_sent_twice_sends_one_message(
    browsers: Browsers, admin_connection: psycopg.Connection
) -> None:
    stay, client = browsers.stay, browsers.of(browsers.stay.nurse)
    data = filled_in(browsers.form(stay.nurse, "ready_notice"), doctor="Dr Alm")
    for _ in range(2):
        response = client.post(address(stay, "ready_notice"), data)
        assert response.headers["Location"] == case_address(stay)
    assert sent_types(admin_connection).count("ready_notice") == 1


def test_the_back_button_and_changed_words_still_send_one_message(
    browsers: Browsers, admin_connection: psycopg.Connection
) -> None:
    """The form that the back button shows is the one that was sent, whatever is typed in it now."""
    stay, client = browsers.stay, browsers.of(browsers.stay.nurse)
    data = filled_in(browsers.form(stay.nurse, "discharge"), discharged_at=in_hours(0), destination="home")
    client.post(address(stay, "discharge"), data)
    response = client.post(address(stay, "discharge"), data | {"destination": "nonsens"})
    assert response.headers["Location"] == case_address(stay)
    assert sent_types(admin_connection).count("discharge") == 1


def test_in_place_the_form_is_a_fragment_and_success_goes_to_the_case(browsers: Browsers) -> None:
    stay, client = browsers.stay, browsers.of(browsers.stay.nurse)
    htmx = {"HX-Request": "true"}
    shown = client.get(address(stay, "ready_notice"), headers=htmx)
    assert "<html" not in shown.text
    assert shown.text.strip().startswith("<form")
    wrong = client.post(address(stay, "ready_notice"), filled_in(shown.context["form"]), headers=htmx)
    assert "<html" not in wrong.text
    assert "Fyll i uppgiften" in wrong.text
    data = filled_in(shown.context["form"], doctor="Dr Alm")
    sent = client.post(address(stay, "ready_notice"), data, headers=htmx)
    assert sent.headers["HX-Redirect"] == case_address(stay)


def test_the_case_page_is_loaded_with_the_words_of_success(browsers: Browsers) -> None:
    stay = browsers.stay
    browsers.send(stay.nurse, "ready_notice", doctor="Dr Alm")
    assert "Skickat: Utskrivningsklar." in browsers.of(stay.nurse).get(case_address(stay)).text


# --- kvittens ----------------------------------------------------------------------------------


def receipts(admin: psycopg.Connection) -> list[Any]:
    return [row[0] for row in admin.execute("SELECT unit_id FROM discharge_receipt").fetchall()]


def test_acknowledging_goes_back_to_where_the_click_was(
    browsers: Browsers, admin_connection: psycopg.Connection
) -> None:
    stay, client = browsers.stay, browsers.of(browsers.stay.officer)
    where = reverse("discharge:acknowledge", args=[stay.case.pk])
    first = client.post(where, {"next": "/arbetslista/?lista=inkomna"})
    again = client.post(where, {"next": "https://elsewhere.example/"})
    assert first.headers["Location"] == "/arbetslista/?lista=inkomna"
    assert again.headers["Location"] == case_address(stay)
    assert receipts(admin_connection) == [stay.officer.unit_id]


def test_one_message_can_be_acknowledged_alone(
    browsers: Browsers, admin_connection: psycopg.Connection
) -> None:
    stay = browsers.stay
    message = stay.ready()
    where = reverse("discharge:acknowledge", args=[stay.case.pk])
    htmx = {"HX-Request": "true"}
    response = browsers.of(stay.officer).post(where, {"message": str(message.pk)}, headers=htmx)
    assert (response.status_code, response.headers["HX-Trigger"]) == (204, "acknowledged")
    rows = admin_connection.execute(
        "SELECT m.type FROM discharge_receipt c JOIN discharge_recipient r ON r.id = c.recipient_id "
        "JOIN discharge_message m ON m.id = r.message_id"
    ).fetchall()
    assert rows == [("ready_notice",)]


def test_only_who_takes_part_acknowledges(browsers: Browsers, admin_connection: psycopg.Connection) -> None:
    where = reverse("discharge:acknowledge", args=[browsers.stay.case.pk])
    assert browsers.of(people.assignment("huddinge")).post(where).status_code == 404
    assert browsers.of(browsers.stay.officer).get(where).status_code == 405
    assert browsers.of(browsers.stay.officer).post(where, {"message": "nonsens"}).status_code == 404
    assert receipts(admin_connection) == []


# --- rättelse ----------------------------------------------------------------------------------


def notice(stay: Stay) -> Message:
    with acting(stay.nurse):
        return Message.objects.get(case=stay.case, type="admission_notice")


def correction(stay: Stay, message: Any) -> str:
    return reverse("discharge:correct", args=[stay.case.pk, message.pk])


def test_a_correction_starts_from_what_was_said_and_is_judged_by_the_clock_of_then(
    browsers: Browsers, admin_connection: psycopg.Connection
) -> None:
    stay = browsers.stay
    contact = stay.send(stay.coordinator, "care_contact", name="Carina Holm", phone="08-2")
    client = browsers.of(stay.coordinator)
    form = client.get(correction(stay, contact)).context["form"]
    assert (form["name"].value(), form["phone"].value()) == ("Carina Holm", "08-2")
    wrong = client.post(correction(stay, contact), filled_in(form, phone=None))
    assert errors(wrong) == {"phone": "Fyll i uppgiften."}
    data = filled_in(form, phone="08-3")
    assert client.post(correction(stay, contact), data).headers["Location"] == case_address(stay)
    assert client.post(correction(stay, contact), data).headers["Location"] == case_address(stay)
    again = client.get(correction(stay, contact)).context["form"]
    assert again["phone"].value() == "08-3"
    assert sent_types(admin_connection).count("care_contact") == 2


def test_an_admission_is_corrected_though_its_expected_date_has_passed(browsers: Browsers) -> None:
    stay = Stay(now=timezone.now() - timedelta(days=20))
    client = client_as(stay.nurse)
    form = client.get(correction(stay, notice(stay))).context["form"]
    earlier = local(stay.now - timedelta(hours=9))
    response = client.post(correction(stay, notice(stay)), filled_in(form, admitted_at=earlier))
    assert response.status_code == 302
    assert stay.state().admitted_at == stay.now.replace(second=0, microsecond=0) - timedelta(hours=9)


def test_who_else_placed_the_person_gets_the_corrected_notice(browsers: Browsers) -> None:
    stay, client = browsers.stay, browsers.of(browsers.stay.nurse)
    address_of_notice = correction(stay, notice(stay))
    form = client.get(address_of_notice).context["form"]
    client.post(address_of_notice, filled_in(form, placed_by="0126"))
    assert stay.state().payer == "0126"
    assert people.unit("Biståndsenheten Huddinge").pk in stay.state().parts


def test_another_units_message_is_not_corrected(browsers: Browsers) -> None:
    address_of_notice = correction(browsers.stay, notice(browsers.stay))
    for by in (browsers.stay.officer, people.assignment("huddinge")):
        assert browsers.of(by).get(address_of_notice).status_code == 404


def test_a_cancelled_message_is_sent_anew_instead(browsers: Browsers) -> None:
    stay = browsers.stay
    contact = stay.name_contact()
    client = browsers.of(stay.coordinator)
    form = client.get(correction(stay, contact)).context["form"]
    stay.send(stay.coordinator, "cancel", message=contact.pk, reason="Fel")
    response = client.post(correction(stay, contact), filled_in(form, phone="08-3"))
    assert "Skicka ett nytt i stället" in errors(response)["__all__"]

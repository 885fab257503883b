"""Every message of the process, sent through its form in one stay; what may not be sent, and by whom."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.utils import timezone

from discharge.process import MESSAGE_TYPES, PLACEMENT_TYPES
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.browsers import ANSWERS, Browsers, address, case_address, errors, in_hours, sent_types
from tests.factories.clients import client_as, filled_in
from tests.factories.stays import PLAN, Stay

pytestmark = pytest.mark.django_db(transaction=True)


# --- a whole case ----------------------------------------------------------------------------------


ALL = {"information": "all", "party": "all"}
Typed = Callable[[Stay], dict[str, Any]]
#: Who sends what, in the order of a stay where everything happens; what is not typed is suggested.
STORY: list[tuple[str, str, Typed]] = [
    ("officer", "take", lambda s: {}),
    ("coordinator", "care_contact", lambda s: {"title": "Distriktssköterska"}),
    ("coordinator", "care_contact", lambda s: {"reason": "Ledig."}),
    ("nurse", "planned_admission", lambda s: {"planned": "unplanned"}),
    ("nurse", "track_choice", lambda s: {"track": "yellow"}),
    ("officer", "complexity", lambda s: {"complex": "yes"}),
    ("nurse", "consent", lambda s: {**ALL, "given": "Till sjuksköterskan."}),
    ("officer", "status_report", lambda s: {"services": "Hemtjänst morgon."}),
    ("officer", "consent_withdrawal", lambda s: {**ALL, "said": "I telefon."}),
    ("nurse", "harm_assessment", lambda s: {**ALL, "outcome": "may_share", "reasons": "Nedsatt."}),
    ("nurse", "participant_added", lambda s: {"to": surgery("Rinkeby"), "reason": "Hemsjukvård."}),
    ("nurse", "participant_removed", lambda s: {"participant": surgery("Rinkeby"), "reason": "Fel."}),
    ("nurse", "expected_discharge_change", lambda s: {"certainty": "certain"}),
    (
        "coordinator",
        "sip_call",
        lambda s: {
            **meeting(48),
            "meeting_form": "video",
            "link": "https://mote.example/1",
            "survey_from": [s.officer.unit_id],
            "people-1-kind": "school",
            "people-1-name": "Klara Nord",
        },
    ),
    ("officer", "sip_answer", lambda s: {"answer": "propose", "proposed_at": in_hours(72)}),
    ("officer", "sip_survey", lambda s: {"situation": "Bor ensam.", "services": "Hemtjänst."}),
    ("coordinator", "sip_people", lambda s: {"answers-0-answer": "comes"}),
    ("coordinator", "sip_call_change", lambda s: meeting(72)),
    ("coordinator", "sip_call_cancellation", lambda s: {"reason": "Personen orkar inte."}),
    (
        "coordinator",
        "sip_call",
        lambda s: {**meeting(1), "meeting_form": "room", "place": "Rum 4"},
    ),
    (
        "coordinator",
        "sip_meeting",
        lambda s: {"held_at": in_hours(0), "person_took_part": "yes", "came": "Alla", "minutes": "Hjälp."},
    ),
    ("coordinator", "sip_plan", lambda s: plan_typed()),
    ("officer", "sip_confirmation", lambda s: {"answer": "objects", "reason": "Ändra tiden."}),
    ("coordinator", "sip_plan", lambda s: plan_typed() | {"services-0-when": "Varje kväll"}),
    ("officer", "sip_confirmation", lambda s: {"answer": "confirms"}),
    (
        "officer",
        "sip_follow_up",
        lambda s: {
            "followed_up_on": in_hours(0)[:10],
            "reached-0-answer": "partly",
            "said": "Går bättre.",
            "goes_on": "yes",
            "next_follow_up_on": in_hours(24 * 60)[:10],
        },
    ),
    ("officer", "consent_withdrawal", lambda s: {"information": "sip", "party": "all", "said": "Nej."}),
    (
        "officer",
        "sip_closing",
        lambda s: {"reason": "declined", "outcome": "partly", "evaluation": "Planen gav ordning."},
    ),
    ("coordinator", "outpatient_care", lambda s: {"status": "available"}),
    (
        "officer",
        "sip_wish",
        lambda s: {"wish": "declines", "said_on": in_hours(0)[:10], "said_by": "patient", "comment": "Nej."},
    ),
    ("officer", "services_declined", lambda s: {"wish": "wants", "comment": "Sagt till handläggaren."}),
    ("officer", "planning_note", lambda s: {"services": "Hemtjänst"}),
    (
        "nurse",
        "general_message",
        lambda s: {"category": "aids", "to": [s.officer.unit_id], "text": "Finns rullator?"},
    ),
    ("nurse", "leave_start", lambda s: {"began_at": in_hours(-3)}),
    ("nurse", "leave_end", lambda s: {"ended_at": in_hours(-1)}),
    ("nurse", "stated_needs", lambda s: {"sip_needed": "yes"}),
    ("nurse", "ready_notice", lambda s: {"doctor": "Dr Alm"}),
    ("nurse", "ready_withdrawal", lambda s: {"reason": "Feber i natt."}),
    ("nurse", "ready_notice", lambda s: {"doctor": "Dr Alm"}),
    ("officer", "ready_reply", lambda s: {"answer": "receive", "receives_from": in_hours(24)}),
    ("coordinator", "cancel", lambda s: {"message": last_own(s, s.coordinator), "reason": "Fel ärende."}),
    ("nurse", "participant_added", lambda s: {"to": bromma(), "reason": "Hemsjukvård.", "holds": "on"}),
    ("nurse", "planning_holder", lambda s: {"holder": s.officer.unit_id, "reason": "Känner personen."}),
    ("nurse", "participant_removed", lambda s: {"participant": bromma(), "reason": "Fel."}),
    (
        "officer",
        "handover",
        lambda s: {"to": people.unit("Biståndsenheten Huddinge").pk, "reason": "Flyttat."},
    ),
    ("officer", "handover_undone", lambda s: {"reason": "Fel enhet i listan."}),
    (
        "officer",
        "handover",
        lambda s: {"to": people.unit("Biståndsenheten Huddinge").pk, "reason": "Flyttat."},
    ),
    ("other_officer", "wrong_receiver", lambda s: {"to": s.officer.unit_id, "reason": "Bor kvar."}),
    ("nurse", "transfer", lambda s: {"to": people.unit("Medicin 61").pk}),
    ("other_nurse", "discharge", lambda s: {"discharged_at": in_hours(0), "destination": "home"}),
    ("other_nurse", "reopening", lambda s: {"reason": "Fel patient."}),
    ("other_nurse", "discharge", lambda s: {"discharged_at": in_hours(0), "destination": "home"}),
    (
        "other_nurse",
        "discharge_information",
        lambda s: {"summary": "Fall", "functional_state": "Går själv", "medication": "Alvedon"},
    ),
    (
        "other_nurse",
        "patient_summary",
        lambda s: {"reason_for_stay": "Fall", "what_was_done": "Vila", "next": "Hem"},
    ),
    (
        "other_nurse",
        "municipality_correction",
        lambda s: {
            "municipality": "0126",
            "district": "",
            "how": "wrong",
            "to": people.unit("Biståndsenheten Huddinge").pk,
            "reason": "Fel i folkbokföringen.",
        },
    ),
    ("other_nurse", "sent_in_error", lambda s: {"reason": "Fel personnummer.", "confirmed": "yes"}),
]
#: Told of below, in test_sip_start.py, test_placements.py, tests/billing/stories/test_from_messages.py and
#: tests/discharge/afterwards/.
ELSEWHERE = {"deceased", "sip_start", "payer_told", "objection", "objection_decision", *PLACEMENT_TYPES}


def plan_typed() -> dict[str, Any]:
    """The plan as PLAN says, typed in its form."""
    typed = {name: value for name, value in PLAN.items() if name not in ("goals", "services")}
    rows = {
        f"{name}-{number}-{key}": text
        for name in ("goals", "services")
        for number, row in enumerate(PLAN[name])
        for key, text in row.items()
    }
    return typed | rows | {"follow_up_on": in_hours(24 * 60)[:10]}


def meeting(hours: int) -> dict[str, Any]:
    """Of an hour."""
    ends_at = in_hours(hours + 1)
    return {"purpose": "Stödet hemma", "meeting_at": in_hours(hours), "meeting_ends_at": ends_at}


def surgery(name: str) -> Any:
    return people.unit(f"{name} vårdcentral").pk


def bromma() -> Any:
    """Another office of the officer's own municipality."""
    return people.unit("Biståndsenheten Bromma").pk


def last_own(stay: Stay, who: Assignment) -> str:
    """The first that the page offers to cancel: the unit's own latest message."""
    page = client_as(who).get(address(stay, "cancel")).text
    return re.findall(r"\?message=([0-9a-f-]{36})", page)[0]


def test_every_message_of_the_process_is_sent_by_its_form(
    browsers: Browsers, admin_connection: psycopg.Connection
) -> None:
    stay = browsers.stay
    parties = {
        "nurse": stay.nurse,
        "coordinator": stay.coordinator,
        "officer": stay.officer,
        "other_officer": people.assignment("huddinge"),
        "other_nurse": people.assignment("somatik", "Medicin 61"),
    }
    for who, name, typed in STORY:
        response = browsers.send(parties[who], name, **typed(stay))
        shown = response.context["form"].errors if response.status_code == 200 else None
        assert response.status_code == 302, (name, shown)
        assert response.headers["Location"] == case_address(stay)
    assert sent_types(admin_connection) == ["admission_notice", *(name for _, name, _ in STORY)]
    elsewhere = ELSEWHERE | {name for name, _ in CHILD_STORY}
    assert set(sent_types(admin_connection)) | elsewhere == MESSAGE_TYPES.keys()


#: What only concerns a child, or compulsory care.
CHILD_STORY: list[tuple[str, dict[str, Any]]] = [
    ("guardian_named", {"name": "Eva Ek", "role": "guardian", "phone": "070-000 00 00"}),
    ("lpt_notice", {"doctor": "Dr Alm"}),
]


def test_so_is_what_concerns_a_child_in_compulsory_care(admin_connection: psycopg.Connection) -> None:
    now = timezone.now()
    stay = Stay(
        now=now - timedelta(days=1),
        person=people.person_aged(11, now.date()),
        nurse=people.assignment("psykiatri"),
    )
    browsers = Browsers(stay)
    for name, typed in CHILD_STORY:
        response = browsers.send(stay.nurse, name, **typed)
        assert response.status_code == 302, (name, response.context["form"].errors)
    assert sent_types(admin_connection)[1:] == [name for name, _ in CHILD_STORY]
    page = browsers.of(stay.officer).get(case_address(stay)).text
    assert "Vårdnadshavare" in page
    assert "Eva Ek" in page
    assert "Samordnad vårdplan i stället för SIP" in page


def test_a_death_is_told(browsers: Browsers, admin_connection: psycopg.Connection) -> None:
    response = browsers.send(browsers.stay.nurse, "deceased", deceased_at=in_hours(-1))
    assert response.status_code == 302
    assert sent_types(admin_connection)[-1] == "deceased"


def test_the_sender_sees_who_will_receive_the_message(browsers: Browsers) -> None:
    page = browsers.of(browsers.stay.nurse).get(address(browsers.stay, "ready_notice")).text
    assert "Skickas till" in page
    assert browsers.stay.officer.unit.full_name in page


# --- refusals --------------------------------------------------------------------------------------


REFUSED = [
    ("nurse", "ready_withdrawal", "Meddela utskrivningsklar först."),
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
    data = {"submission": str(uuid4()), "doctor": "Dr Alm"} | ANSWERS
    response = browsers.of(browsers.stay.officer).post(address(browsers.stay, "ready_notice"), data)
    assert "Er enhet skickar inte utskrivningsklar" in errors(response)["__all__"]
    assert response.context["form"]["doctor"].value() == "Dr Alm"
    assert sent_types(admin_connection) == ["admission_notice"]


def test_what_became_impossible_while_the_form_lay_open_is_said_above_it(browsers: Browsers) -> None:
    stay = browsers.stay
    data = filled_in(browsers.form(stay.nurse, "expected_discharge_change"), certainty="certain")
    browsers.send(stay.nurse, "discharge", discharged_at=in_hours(0), destination="home")
    response = browsers.of(stay.nurse).post(address(stay, "expected_discharge_change"), data, follow=True)
    assert "Inte skickat: Ändrat beräknat utskrivningsdatum." in response.text
    assert "Vårdtillfället är avslutat" in response.context["refusals"][0]
    assert response.context["draft"].values["certainty"] == "certain"
    assert ("Hur säkert är datumet?", "Säker") in response.context["draft_texts"]


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

"""The SIP's page, paper and invitation, and the unit's meetings: what they say, to whom, and the trace."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from discharge import actions
from discharge.process import STOCKHOLM
from municipalities.access import acting
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.stays import PLAN, OwnSip, Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])
NOW = datetime(2026, 3, 16, 9, 0, tzinfo=STOCKHOLM)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def called(**changes: Any) -> Stay:
    """A meeting tomorrow."""
    told = Stay(now=NOW - timedelta(hours=2), **changes)
    told.name_contact()
    told.call_to_sip()
    return told


def planned(**changes: Any) -> Stay:
    """A plan in its first version, confirmed by the municipality."""
    told = Stay(now=NOW - timedelta(days=4), **changes)
    told.name_contact()
    told.call_to_sip()
    told.send(told.officer, "sip_answer", answer="accept", proposed_at=None, reason="")
    told.hold_meeting()
    told.draw_up()
    told.send(told.officer, "sip_confirmation", version="1", answer="confirms", reason="")
    return told


def get(told: Stay, who: Assignment, name: str = "sip", query: str = "") -> Any:
    return client_as(who).get(reverse(f"discharge:{name}", args=[told.case.pk]) + query)


def log(admin: psycopg.Connection) -> list[tuple[Any, ...]]:
    return admin.execute(
        "SELECT action, refused, case_id, detail FROM municipalities_access_log ORDER BY at"
    ).fetchall()


# --- the page --------------------------------------------------------------------------------------


def test_the_plan_with_its_services_and_who_has_confirmed_it() -> None:
    told = planned()
    page = get(told, told.officer).content.decode()
    for said in (PLAN["own_words"], PLAN["needs"], "Hemtjänst", "Varje morgon", PLAN["contact"]):
        assert said in page
    sip = get(told, told.officer).context["sip"]
    assert [(party.label, party.word) for party in sip.plan.parties] == [
        (told.coordinator.unit.full_name, "har skrivit den"),
        (told.officer.unit.full_name, "har bekräftat"),
    ]
    assert sip.plan.main == "Kommunen"
    assert [meeting.state.word for meeting in sip.meetings] == ["Hållet"]
    assert sip.next_follow_up == told.state().sip.follow_up_on


def test_an_older_version_can_be_read_and_an_unknown_one_is_not_found() -> None:
    told = planned()
    told.draw_up(goals="Går till torget.")
    assert get(told, told.officer).context["sip"].plan.goals == "Går till torget."
    assert get(told, told.officer, query="?version=1").context["sip"].plan.goals == PLAN["goals"]
    assert [link.is_shown for link in get(told, told.officer).context["sip"].versions] == [True, False]
    for number in ("3", "0", "-1", "x", "99999"):
        assert get(told, told.officer, query=f"?version={number}").status_code == 404


def test_a_corrected_plan_is_shown_as_corrected() -> None:
    told = planned()
    first = told.state().sip.versions[0].message
    with acting(told.coordinator):
        actions.correct(
            by=told.coordinator,
            case_id=told.case.pk,
            message_id=first,
            values={"needs": "Stöd vid dusch."},
            submission=uuid4(),
            now=told.wait(hours=1).now,
        )
    assert get(told, told.officer).context["sip"].plan.needs == "Stöd vid dusch."
    assert len(told.state().sip.versions) == 1


def test_a_new_version_begins_with_what_the_last_one_said() -> None:
    told = planned()
    form = client_as(told.coordinator).get(f"/arenden/{told.case.pk}/skicka/sip_plan/").context["form"]
    assert form["goals"].value() == PLAN["goals"]
    assert form["services"].value() == PLAN["services"]
    html = str(form["services"])
    assert 'value="Bita Hosseini"' in html
    assert html.count("<li") == 4


def test_follow_ups_are_counted() -> None:
    told = planned()
    told.go_home()
    told.now = NOW
    told.follow_up()
    page = get(told, told.officer)
    assert [(said.number, said.outcome) for said in page.context["sip"].follow_ups] == [(1, "Delvis nådda")]
    assert "1 uppföljning" in page.content.decode()


def test_the_samordnad_vardplan_is_called_that() -> None:
    told = Stay(now=NOW - timedelta(days=2), nurse=people.assignment("psykiatri"))
    told.name_contact()
    told.ready(compulsory_outpatient_care=True)
    told.draw_up()
    assert get(told, told.officer).context["sip"].name == "Samordnad vårdplan"


def test_who_takes_no_part_gets_nothing_and_the_attempt_is_logged(
    admin_connection: psycopg.Connection,
) -> None:
    told = planned()
    stranger = people.assignment("huddinge")
    assert [get(told, stranger, name).status_code for name in ("sip", "sip-pdf", "sip-invitation")] == [
        404
    ] * 3
    assert [(action, refused) for action, refused, _, _ in log(admin_connection)] == [
        ("open", True),
        ("print", True),
        ("export", True),
    ]


def test_reading_printing_and_inviting_are_logged(admin_connection: psycopg.Connection) -> None:
    told = planned()
    told.send(
        told.coordinator, "sip_call", meeting_at=NOW + timedelta(days=3), meeting_form="room", place="A"
    )
    for name in ("sip", "sip-pdf", "sip-invitation"):
        assert get(told, told.officer, name).status_code == 200
    assert log(admin_connection) == [
        ("open", False, told.case.pk, "SIP"),
        ("print", False, told.case.pk, "SIP"),
        ("export", False, told.case.pk, "kalenderinbjudan"),
    ]


# --- the paper -------------------------------------------------------------------------------------


def pdf_text(told: Stay, who: Assignment) -> tuple[PdfReader, str]:
    response = get(told, who, "sip-pdf")
    assert response.headers["Content-Type"] == "application/pdf"
    assert "no-store" in response.headers["Cache-Control"]
    reader = PdfReader(BytesIO(response.content))
    return reader, " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_the_paper_is_the_plan_and_no_more_of_the_person() -> None:
    told = planned()
    reader, text = pdf_text(told, told.coordinator)
    assert reader.metadata is not None
    assert reader.metadata.title == "Samordnad individuell plan (SIP)"
    catalogue: Any = reader.trailer["/Root"]
    assert catalogue["/Lang"] == "sv"
    assert catalogue["/MarkInfo"]["/Marked"]
    for said in (PLAN["own_words"], PLAN["goals"], "Hemsjukvård", "Regionen", PLAN["contact"], "Bo Ek"):
        assert said in text
    for unsaid in (told.person.number.written, told.person.number.value, told.person.street):
        assert unsaid not in text


def test_a_protected_identity_writes_the_name_by_hand() -> None:
    told = planned(person=people.person(protected_identity=True, street="", postal_code="", city=""))
    _, text = pdf_text(told, told.coordinator)
    assert "Bo Ek" not in text
    assert "skrivs för hand" in text


def test_there_is_no_paper_before_there_is_a_plan() -> None:
    told = called()
    assert get(told, told.officer, "sip-pdf").status_code == 404


# --- the invitation --------------------------------------------------------------------------------


def calendar(text: str) -> dict[str, str]:
    """The properties of the one event in the file, unfolded and unescaped (RFC 5545)."""
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    lines = text.replace("\r\n ", "").split("\r\n")
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")
    event = lines[lines.index("BEGIN:VEVENT") + 1 : lines.index("END:VEVENT")]
    found = dict(line.split(":", 1) for line in event)
    assert len(found) == len(event)
    for sign in (",", ";", "\\"):
        found = {name: value.replace(f"\\{sign}", sign) for name, value in found.items()}
    return found


def invitation(told: Stay) -> dict[str, str]:
    response = get(told, told.officer, "sip-invitation")
    assert response.headers["Content-Type"].startswith("text/calendar")
    return calendar(response.content.decode())


def test_the_invitation_says_when_where_and_not_whom() -> None:
    told = called()
    event = invitation(told)
    assert event["SUMMARY"] == "SIP-möte"
    assert event["LOCATION"] == "Rum 4"
    starts_at = told.state().sip.meetings[0].starts_at
    assert event["DTSTART"] == f"{starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    assert event["URL"] == f"http://testserver/arenden/{told.case.pk}/"
    assert event["SEQUENCE"] == "0"
    text = "\n".join(event.values())
    person = told.person
    for unsaid in (
        person.name,
        person.street,
        person.number.value,
        told.case.reference,
        "Tenstag",
    ):
        assert unsaid not in text


def test_times_in_the_invitation_are_utc() -> None:
    told = called()
    told.send(
        told.coordinator,
        "sip_call_change",
        meeting_at=datetime(2026, 4, 1, 10, 30, tzinfo=STOCKHOLM),
        meeting_form="video",
        link="https://video.example/a;b,c",
    )
    event = invitation(told)
    assert (event["DTSTART"], event["DTEND"]) == ("20260401T083000Z", "20260401T093000Z")
    assert event["LOCATION"] == "https://video.example/a;b,c"
    assert int(event["SEQUENCE"]) > 0


@pytest.mark.parametrize("place", ["Hemma hos Bo Ek", "tenstagången 1, 2 tr", "Eks kök"])
def test_a_place_that_tells_who_it_is_about_stays_in_the_case(place: str) -> None:
    told = called()
    told.send(
        told.coordinator,
        "sip_call_change",
        meeting_at=NOW + timedelta(days=1),
        meeting_form="room",
        place=place,
    )
    assert invitation(told)["LOCATION"] == "Se ärendet"


def test_a_long_place_is_folded_and_comes_back_whole() -> None:
    told = called()
    place = "Vårdcentralen på Ågatan, våning 3, rum å ä ö " * 4
    values = {"meeting_at": NOW + timedelta(days=1), "meeting_form": "room", "place": place.strip()}
    told.send(told.coordinator, "sip_call_change", **values)
    assert invitation(told)["LOCATION"] == place.strip()


def file_of(told: Stay) -> tuple[str, dict[str, str]]:
    """The file's method, in its text and in its type, and its event."""
    response = get(told, told.officer, "sip-invitation")
    text = response.content.decode()
    method = text.split("METHOD:")[1].split("\r\n")[0]
    assert response.headers["Content-Type"].endswith(f"method={method}")
    return method, calendar(text)


def later(told: Stay) -> dict[str, object]:
    return {"meeting_at": told.now + timedelta(days=2), "meeting_form": "room", "place": "Rum 9"}


def test_a_calendar_follows_a_change_and_what_is_taken_back() -> None:
    told = called()
    seen = [file_of(told)]
    change = told.send(told.coordinator, "sip_call_change", **later(told))
    seen.append(file_of(told))
    told.send(told.coordinator, "cancel", message=change.pk, reason="Fel dag.")
    seen.append(file_of(told))
    events = [event for _, event in seen]
    assert {method for method, _ in seen} == {"PUBLISH"}
    assert len({event["UID"] for event in events}) == 1
    assert events[0]["DTSTART"] == events[2]["DTSTART"] != events[1]["DTSTART"]
    numbers = [int(event["SEQUENCE"]) for event in events]
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("how", ["sip_call_cancellation", "cancel"])
def test_a_cancelled_meeting_leaves_the_calendar(how: str) -> None:
    """Called off, or the call itself was a mistake."""
    told = called()
    _, before = file_of(told)
    page = get(told, told.officer, "case").text
    assert "Lägg i min kalender" in page
    assert "Rum 4" in page
    about = {"message": told.state().sip.meetings[0].call} if how == "cancel" else {}
    told.send(told.coordinator, how, reason="Inställt.", **about)
    method, event = file_of(told)
    assert (method, event["STATUS"]) == ("CANCEL", "CANCELLED")
    assert event["UID"] == before["UID"]
    assert int(event["SEQUENCE"]) > int(before["SEQUENCE"])
    for address in ("case", "sip"):
        assert "Ta bort mötet ur min kalender" in get(told, told.officer, address).text


def meeting_part(told: Stay) -> Any:
    plan = get(told, told.officer, "case").context["words"].plan
    return next(part for part in plan if part.title == "Möte om SIP")


def test_the_case_page_shows_the_meeting_as_it_is_now() -> None:
    told = called()
    told.send(told.coordinator, "sip_call_change", **later(told))
    assert ("Plats eller telefonnummer", "Rum 9") in meeting_part(told).fields
    told.send(told.coordinator, "sip_call_cancellation", reason="Inställt.")
    part = meeting_part(told)
    assert (part.fields, part.nothing_yet) == ([], "Inget möte är planerat.")


def test_a_meeting_that_has_been_is_in_no_calendar_file() -> None:
    held = planned()
    assert get(held, held.officer, "sip-invitation").status_code == 404
    assert "kalender" not in get(held, held.officer, "sip").text


def test_the_case_page_counts_the_follow_ups() -> None:
    told = planned()
    assert "Inte uppföljd ännu" in get(told, told.officer, "case").text
    told.wait(days=30)
    for _ in range(2):
        told.send(
            told.officer,
            "sip_follow_up",
            followed_up_on=told.now.date(),
            outcome="partly",
            said="Det går bra.",
            goes_on="yes",
            next_follow_up_on=told.now.date() + timedelta(days=30),
        )
    page = get(told, told.officer, "case").text
    assert "Planen finns i version 1. 2 uppföljningar, följs upp" in page


# --- the unit's meetings ---------------------------------------------------------------------------


def entries(who: Assignment, query: str = "") -> list[tuple[str, str, str, str]]:
    days = client_as(who).get("/moten/" + query).context["days"]
    return [(str(day.day), entry.at, entry.what, entry.state.word) for day in days for entry in day.entries]


def test_a_unit_sees_its_meetings_of_the_week_and_what_it_owes() -> None:
    told = called()
    assert len(entries(told.officer)) == 1
    day, at, what, word = entries(told.officer)[0]
    assert (day, what, word) == ("2026-03-17", "SIP-möte", "Svara om SIP")
    assert at == "7.20"
    assert entries(told.officer, "?dag=2026-03-09") == []
    assert len(entries(told.officer, "?visa=manad&dag=2026-03-31")) == 1
    assert entries(people.assignment("huddinge")) == []


def test_meetings_that_were_held_and_follow_ups_to_come() -> None:
    told = planned()
    on = told.state().sip.follow_up_on
    assert on is not None
    assert ("SIP-möte", "Hållet") in {entry[2:] for entry in entries(told.officer, "?dag=2026-03-12")}
    assert entries(told.officer, f"?dag={on}") == [(str(on), "", "Uppföljning av SIP", "Planerad")]


@pytest.mark.parametrize(
    "query", ["?dag=2026-13-01", "?dag=igår", "?visa=år", "?dag=9999-12-31", "?dag=0001-01-01"]
)
def test_days_that_do_not_exist_are_not_found(query: str) -> None:
    assert client_as(people.assignment("stadsdel")).get("/moten/" + query).status_code == 404


def test_a_protected_person_is_not_named_and_the_place_not_told() -> None:
    told = called(person=people.person(protected_identity=True, street="", postal_code="", city=""))
    page = client_as(told.officer).get("/moten/").content.decode()
    assert "Skyddad person" in page
    assert "Rum 4" not in page
    assert "Bo" not in page


def test_the_list_is_one_row_in_the_log(admin_connection: psycopg.Connection) -> None:
    cases = {called().case.pk, called(person=people.person(family_name="Ås")).case.pk}
    officer = people.assignment("stadsdel")
    client_as(officer).get("/moten/")
    rows = admin_connection.execute(
        "SELECT action, detail, case_ids FROM municipalities_access_log"
    ).fetchall()
    assert [(action, detail, set(ids)) for action, detail, ids in rows] == [("list", "möten", cases)]


def test_the_number_of_statements_does_not_grow() -> None:
    called()
    client = client_as(people.assignment("stadsdel"))

    def statements() -> int:
        with CaptureQueriesContext(connection) as context:
            client.get("/moten/")
        return len(context)

    statements()
    alone = statements()
    for name in ("A", "B", "C"):
        called(person=people.person(family_name=name))
    assert statements() == alone
    assert len(entries(people.assignment("stadsdel"))) == 4


# --- the work list ---------------------------------------------------------------------------------


def listed(who: Assignment, name: str) -> list[str]:
    return [row.person.name for row in client_as(who).get(f"/arbetslista/?lista={name}").context["rows"]]


def test_a_running_sip_has_a_list_of_its_own_and_is_not_over() -> None:
    told = planned()
    told.go_home()
    assert listed(told.officer, "sip") == ["Bo Ek"]
    assert listed(told.officer, "avslutade") == []
    assert listed(told.nurse, "sip") == []
    assert listed(told.nurse, "avslutade") == ["Bo Ek"]
    row = client_as(told.officer).get("/arbetslista/?lista=sip").context["rows"][0]
    assert (row.sip.what, row.step) == ("uppföljning", "SIP")


def test_a_follow_up_that_is_late_stands_among_the_late_ones_with_for_how_long() -> None:
    told = planned()
    told.go_home()
    told.consent()
    told.inform()
    values = {"reason_for_stay": "Fall", "what_was_done": "Vila", "next": "Hem", "call": "1177"}
    told.send(told.nurse, "patient_summary", **values)
    assert listed(told.officer, "forsenade") == []
    with time_machine.travel(NOW + timedelta(days=70), tick=False):
        assert listed(told.officer, "forsenade") == ["Bo Ek"]
        page = client_as(told.officer).get("/arbetslista/?lista=forsenade").content.decode()
        assert "försenad 1" in page
        assert "följa upp SIP" in page


def test_a_sip_outside_a_stay_in_lists_and_on_its_page() -> None:
    told = OwnSip(now=NOW - timedelta(hours=3))
    assert listed(told.coordinator, "sip") == ["Bo Ek"]
    assert listed(told.coordinator, "inneliggande") == []
    page = client_as(told.coordinator).get(f"/arenden/{told.case.pk}/").content.decode()
    assert "SIP utan vårdtillfälle" in page
    assert "beräknat hem" not in page
    assert "Utskrivningsklar" not in page
    told.send(told.officer, "sip_closing", reason="not_needed", outcome="reached", evaluation="Bra.")
    assert listed(told.coordinator, "sip") == []
    assert listed(told.coordinator, "avslutade") == ["Bo Ek"]

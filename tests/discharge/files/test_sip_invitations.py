"""The calendar invitation to a SIP meeting: when and where, never whom; and what follows a change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from municipalities.swedish.clock import STOCKHOLM
from tests.factories.discharge.sip_stories import NOW, called, get, planned
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


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
    assert event["LOCATION"] == "Fysiskt möte"
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
    said = told.meeting(told.coordinator, datetime(2026, 4, 1, 10, 30, tzinfo=STOCKHOLM))
    said |= {"meeting_ends_at": said["meeting_at"] + timedelta(minutes=90)}
    link = "https://video.example/a;b,c"
    told.send(told.coordinator, "sip_call_change", **said, meeting_form="video", link=link)
    event = invitation(told)
    assert (event["DTSTART"], event["DTEND"]) == ("20260401T083000Z", "20260401T100000Z")
    assert event["LOCATION"] == "https://video.example/a;b,c"
    assert int(event["SEQUENCE"]) > 0


def location(told: Stay, **said: object) -> str:
    meeting = told.meeting(told.coordinator, told.now + timedelta(days=1))
    told.send(told.coordinator, "sip_call_change", **meeting | said)
    return invitation(told)["LOCATION"]


HOME = [
    "Hemma hos Bo Ek",
    "tenstagången 1, 2 tr",
    "Eks kök",
    "Tensta-gången 1",
    "T e n s t a",
    "Rum 4",
    "Ring 08-1",
]


@pytest.mark.parametrize("place", HOME)
def test_e3_nothing_that_is_written_freely_stands_in_the_file(place: str) -> None:
    assert location(called(), meeting_form="room", place=place) == "Fysiskt möte"


def test_e3_a_unit_of_the_directory_does() -> None:
    told = called()
    unit = told.coordinator.unit
    assert location(told, meeting_form="room", place=f" {unit.name.upper()} ") == unit.full_name
    assert location(told, meeting_form="telephone", place="08-123 00 00") == "Telefon"


def test_e3_a_link_does_unless_it_names_the_person() -> None:
    told = called()
    assert location(told, meeting_form="video", link="https://video.example/bo-x") == "Video"
    assert (
        location(told, meeting_form="video", link="https://video.example/a%20b")
        == "https://video.example/a%20b"
    )


def test_e1_a_link_of_a_meeting_may_be_as_long_as_they_are() -> None:
    """And comes back whole from the folded lines of the file."""
    told = called()
    link = "https://teams.example/l/meetup-join/" + "19%3ameeting_å" * 140
    assert 1900 < len(link) <= 2000
    assert location(told, meeting_form="video", link=link) == link
    for page in ("case", "sip"):
        shown = get(told, told.officer, page).text
        assert f'<a href="{link}" rel="noreferrer">{link}</a>' in shown


def file_of(told: Stay) -> tuple[str, dict[str, str]]:
    """The file's method, in its text and in its type, and its event."""
    response = get(told, told.officer, "sip-invitation")
    text = response.content.decode()
    method = text.split("METHOD:")[1].split("\r\n")[0]
    assert response.headers["Content-Type"].endswith(f"method={method}")
    return method, calendar(text)


def later(told: Stay) -> dict[str, object]:
    meeting = told.meeting(told.coordinator, told.now + timedelta(days=2))
    return meeting | {"meeting_form": "room", "place": "Rum 9"}


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

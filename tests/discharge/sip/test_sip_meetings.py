"""Who is called to a SIP's meeting on pages, papers and by the API; lists that grow without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import time_machine
from django.template.loader import render_to_string
from django.urls import reverse
from pypdf import PdfReader
from pytest_django import Settings

from discharge.papers import pdf
from discharge.process import Refused
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.clients import client_as, filled_in
from tests.factories.discharge.sip_stories import NOW, get
from tests.factories.stays import FOLLOWED_UP, OwnSip, Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])
PEOPLE = [
    {"id": "patient", "kind": "patient", "name": "", "contact": ""},
    {"id": "mother", "kind": "custodian", "name": "Eva Ek", "contact": "070-000 00 00"},
    {"id": "school", "kind": "school", "name": "Klara Nord", "contact": ""},
]


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def called(**person: Any) -> Stay:
    """The office is called with three who are no units, and the ward is told."""
    told = Stay(now=NOW - timedelta(hours=2), person=people.person(**person))
    told.name_contact()
    told.call_to_sip(people=PEOPLE, called=(told.officer.unit_id,))
    return told


def paper_of(told: Stay, person: str, who: Assignment | None = None) -> Any:
    address = reverse("discharge:sip-person-pdf", args=[told.case.pk, person])
    return client_as(who or told.coordinator).get(address)


def paper_text(told: Stay, person: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The paper before it is set as PDF."""
    said: list[str] = []
    real = pdf.paper

    def kept(template: str, context: dict[str, Any]) -> bytes:
        said.append(render_to_string(template, context))
        return real(template, context)

    monkeypatch.setattr(pdf, "paper", kept)
    assert paper_of(told, person).status_code == 200
    return said[0]


def note(told: Stay, who: Assignment, **answers: str) -> None:
    rows = [{"id": person, "answer": answer, "word": ""} for person, answer in answers.items()]
    told.send(who, "sip_people", answers=rows)


# --- the page --------------------------------------------------------------------------------------


def test_the_page_says_who_is_called_who_has_noted_what_and_who_is_told() -> None:
    told = called()
    note(told, told.officer, school="declines")
    meeting = get(told, told.nurse).context["sip"].meetings[0]
    assert [party.label for party in meeting.answers] == [told.officer.unit.full_name]
    assert meeting.told == [told.nurse.unit.full_name]
    assert [(one.name, one.state.word) for one in meeting.people] == [
        ("Den som planen gäller", "har inte svarat"),
        ("Vårdnadshavare Eva Ek", "har inte svarat"),
        ("Skola Klara Nord", "kommer inte"),
    ]
    assert (meeting.people[2].noted, meeting.people[2].at) == (told.officer.unit.full_name, told.now)
    page = get(told, told.nurse).text
    assert "Komma överens om stödet hemma." in page
    assert "Får veta att mötet hålls: Akutgeriatrik 12" in page
    assert "Svara på kallelsen" not in get(told, told.nurse, "case").text


def test_who_declined_and_came_is_said_to_have_come() -> None:
    told = called()
    note(told, told.coordinator, school="declines")
    planned = told.state(told.coordinator).sip.planned
    assert planned
    told.now = planned.starts_at + timedelta(hours=1)
    values = {"held_at": planned.starts_at, "meeting_form": "room", "person_took_part": "yes"}
    came = [{"id": "school", "answer": "came"}]
    said = {"came": "Alla", "minutes": "Hjälp hemma.", "came_people": came}
    told.send(told.coordinator, "sip_meeting", **values, **said)
    with time_machine.travel(told.now, tick=False):
        meeting = get(told, told.officer).context["sip"].meetings[0]
    assert [one.state.word for one in meeting.people] == ["har inte svarat", "har inte svarat", "kom"]
    assert not any(one.paper for one in meeting.people)


def test_a_goal_says_how_it_stands_and_the_persons_own_word() -> None:
    told = Stay(now=NOW - timedelta(days=4))
    told.name_contact()
    told.call_to_sip()
    told.hold_meeting()
    told.draw_up()
    told.go_home()
    moved = NOW.date() + timedelta(days=40)
    told.now = NOW
    said = FOLLOWED_UP | {"followed_up_on": NOW.date(), "goes_on": "yes", "next_follow_up_on": moved}
    told.send(told.officer, "sip_follow_up", **said)
    sip = get(told, told.officer).context["sip"]
    assert sip.plan.goals[0].state.word == "Delvis nått"
    assert sip.follow_ups[0].goals == [("Går själv till gården.", "Delvis nått", "Jag går till grinden.")]
    answer = client_as(told.officer).get(f"/api/cases/{told.case.pk}/").json()["sip"]
    assert answer["follow_up_on"] == str(moved)
    assert answer["goals"] == [{"id": "1", "standing": "partly"}]


# --- lists that grow -------------------------------------------------------------------------------


def test_a_row_is_added_without_javascript_and_nothing_is_lost_or_sent() -> None:
    told = called()
    told.hold_meeting()
    address = f"/arenden/{told.case.pk}/skicka/sip_plan/"
    with time_machine.travel(told.now, tick=False):
        client = client_as(told.coordinator)
        typed = filled_in(client.get(address).context["form"], needs="Hjälp", **{"goals-0-what": "Gå ut"})
        added = client.post(address, typed | {"add_row": "goals"})
    form = added.context["form"]
    assert (form["needs"].value(), form["goals"].value()[0]["what"]) == ("Hjälp", "Gå ut")
    html = str(form["goals"])
    assert html.count("<li") == 2
    assert re.search(r'name="goals-1-what"[^>]*autofocus', html)
    assert 'name="goals-0-id" value="' + form["goals"].value()[0]["id"] in html
    assert "Inte skickat" not in added.text
    assert told.state(told.coordinator).sip.version is None


def test_two_who_write_the_plan_at_once_read_each_other() -> None:
    told = called()
    told.hold_meeting()
    first = told.draw_up()
    with pytest.raises(Refused) as refused:
        told.draw_up(follows=None)
    assert "nyare version" in refused.value.problems["follows"]
    address = f"/arenden/{told.case.pk}/skicka/sip_plan/"
    with time_machine.travel(told.now, tick=False):
        client = client_as(told.coordinator)
        form = client.get(address).context["form"]
        told.draw_up(needs="Något annat.", follows=first.pk)
        shown = client.post(address, filled_in(form, needs="Mitt"))
    assert "Det finns en nyare version" in shown.text
    assert shown.context["form"]["needs"].value() == "Mitt"


# --- papers ----------------------------------------------------------------------------------------


def test_a_relative_and_a_school_get_a_paper_with_no_more_than_they_need(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = called()
    school = paper_text(told, "school", monkeypatch)
    for said in ("Skola Klara Nord", "Bo Ek", "Fysiskt möte: Rum 4", "Tensta vårdcentral", "–"):
        assert said in school
    unsaid = [told.person.street, told.person.number.written, "Komma överens", "Järva", "Eva Ek", "070-"]
    assert not [word for word in unsaid if word in school]
    monkeypatch.undo()
    printed: Any = PdfReader(BytesIO(paper_of(told, "school").content)).trailer["/Root"]
    assert (printed["/Lang"], printed["/MarkInfo"]["/Marked"]) == ("sv", True)
    mother = paper_text(told, "mother", monkeypatch)
    for said in ("Komma överens om stödet hemma.", "Biståndsenheten Järva", "Skola Klara Nord"):
        assert said in mother


def test_who_is_not_to_be_there_and_who_is_not_called_get_no_paper() -> None:
    told = called()
    note(told, told.coordinator, mother="not_wanted")
    assert [paper_of(told, one).status_code for one in ("school", "mother", "nobody")] == [200, 404, 404]
    told.send(told.coordinator, "sip_call_cancellation", reason="Inställt.")
    assert paper_of(told, "school").status_code == 404


def test_the_paper_of_a_protected_person_is_filled_in_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    told = called(protected_identity=True, street="", postal_code="", city="")
    text = paper_text(told, "mother", monkeypatch)
    for unsaid in ("Bo Ek", "Eva Ek", "Klara Nord", "Rum 4", "Akutgeriatrik", "070-"):
        assert unsaid not in text
    assert text.count("skrivs för hand") == 2
    assert "Eva Ek" not in get(told, told.officer).text


def test_without_consent_nobody_is_invited(admin_connection: psycopg.Connection) -> None:
    told = called()
    told.send(told.coordinator, "consent_withdrawal", information="sip", party="all", said="Nej.")
    form = client_as(told.coordinator).get(f"/arenden/{told.case.pk}/skicka/sip_people/")
    assert "Samtycke saknas" in form.text


def test_a_child_is_called_with_guardians_and_nobody_may_block(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = Stay(now=NOW - timedelta(hours=2), person=people.person_aged(11, NOW.date()))
    told.name_contact()
    told.consent("sip")
    form = client_as(told.coordinator).get(f"/arenden/{told.case.pk}/skicka/sip_call/").context["form"]
    assert [row["kind"] for row in form["people"].value()] == ["patient", "custodian"]
    assert "vårdnadshavare" in client_as(told.nurse).get(f"/arenden/{told.case.pk}/sparr/").text.lower()


def test_a_sip_outside_a_stay_has_all_of_it() -> None:
    told = OwnSip(now=NOW - timedelta(hours=3))
    told.call_to_sip(people=PEOPLE, survey_from=(told.coordinator.unit_id,))
    told.send(told.coordinator, "sip_survey", situation="Bor ensam.", services="Samtal.")
    note(told, told.officer, school="comes", mother="comes", patient="comes")
    told.send(told.officer, "complexity", complex="yes")
    page = get(told, told.officer)
    assert [survey.unit for survey in page.context["sip"].surveys] == [told.coordinator.unit.full_name]
    assert "Komplext ärende" in page.text
    assert "Komplext ärende" in get(told, told.coordinator, "case").text


# --- a room of its own -----------------------------------------------------------------------------


def test_a_video_meeting_without_a_link_gets_a_room_that_nobody_guesses(settings: Settings) -> None:
    settings.MEETING_ADDRESS = "https://meet.example.org/{room}?lang=sv"
    told = Stay(now=NOW - timedelta(hours=2))
    told.name_contact()
    told.consent("sip")
    client, address = client_as(told.coordinator), f"/arenden/{told.case.pk}/skicka/sip_call/"
    form = client.get(address).context["form"]
    typed = {"meeting_at": "2026-03-17 10:00", "meeting_ends_at": "2026-03-17 11:00"}
    sent = client.post(address, filled_in(form, purpose="Stödet hemma.", meeting_form="video", **typed))
    assert sent.status_code == 302
    first = get(told, told.officer).context["sip"].meetings[0].link
    assert re.fullmatch(r"https://meet\.example\.org/[\w-]{32}\?lang=sv", first)
    values = told.meeting(told.coordinator, NOW + timedelta(days=2)) | {"meeting_form": "video"}
    told.now = NOW
    told.send(told.coordinator, "sip_call_change", **values)
    second = get(told, told.officer).context["sip"].meetings[0].link
    assert second != first
    own = "https://teams.example/l/1"
    told.send(told.coordinator, "sip_call_change", **values, link=own)
    assert get(told, told.officer).context["sip"].meetings[0].link == own


def test_without_a_service_a_link_is_asked_for() -> None:
    told = called()
    values = told.meeting(told.coordinator, NOW + timedelta(days=2)) | {"meeting_form": "video"}
    with pytest.raises(Refused) as refused:
        told.send(told.coordinator, "sip_call_change", **values)
    assert refused.value.problems.keys() == {"link"}


# --- the API ---------------------------------------------------------------------------------------


def test_the_api_carries_lists_and_gives_new_rows_an_id() -> None:
    told = called()
    client, address = client_as(told.coordinator), f"/api/cases/{told.case.pk}/messages/sip_people/"
    body = {"submission": str(uuid4()), "answers": [{"id": "school", "answer": "comes"}]}
    assert client.post(address, body, content_type="application/json").status_code == 201
    strange = {"submission": str(uuid4()), "answers": [{"id": "x", "answer": "comes"}]}
    refused = client.post(address, strange, content_type="application/json")
    assert "Listan har ändrats" in refused.text
    answer = client.get(f"/api/cases/{told.case.pk}/").json()
    call = next(message for message in answer["messages"] if message["type"] == "sip_call")
    assert call["values"]["people"] == PEOPLE
    assert [(one["kind"], one["answer"]) for one in answer["sip"]["people"]] == [
        ("patient", ""),
        ("custodian", ""),
        ("school", "comes"),
    ]

"""The SIP's page and paper, and its place in the work list: what they say, to whom, and the trace."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import time_machine
from django.urls import reverse
from pypdf import PdfReader

from discharge import actions
from municipalities.access.acting import acting
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.discharge.sip_stories import NOW, called, get, planned
from tests.factories.stays import FOLLOWED_UP, PLAN, OwnSip, Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def log(admin: psycopg.Connection) -> list[tuple[Any, ...]]:
    return admin.execute(
        "SELECT action, refused, case_id, detail FROM municipalities_access_log ORDER BY at"
    ).fetchall()


@pytest.mark.parametrize("name", ["sip", "case"])
def test_a_meeting_is_documented_from_when_it_began(name: str) -> None:
    """Before, it is no button to anybody, but can be reached: it may have been held earlier."""
    told = called()
    form = reverse("discharge:send", args=[told.case.pk, "sip_meeting"])
    for who in (told.nurse, told.officer, told.coordinator):
        page = get(told, who, name)
        words = page.context["sip" if name == "sip" else "words"]
        assert "sip_meeting" not in {choice.type for choice in words.choices}
        assert f"{form}?next=" in page.text
        assert "när det har hållits, planerat" in page.text
        assert client_as(who).get(form).context["form"]["held_at"].value() is None
    meeting = told.state(told.nurse).sip.planned
    assert meeting
    starts = meeting.starts_at
    with time_machine.travel(starts, tick=False):
        page = get(told, told.coordinator, name)
        words = page.context["sip" if name == "sip" else "words"]
        assert "sip_meeting" in {choice.type for choice in words.choices}
        assert "när det har hållits" not in page.text
        assert client_as(told.coordinator).get(form).context["form"]["held_at"].value() == starts


# --- the page --------------------------------------------------------------------------------------


def test_the_plan_with_its_services_and_who_has_confirmed_it() -> None:
    told = planned()
    page = get(told, told.officer).content.decode()
    for said in (PLAN["own_words"], PLAN["needs"], "Hemtjänst", "Varje dag", PLAN["contact"]):
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
    told.draw_up(goals=[{"what": "Går till torget."}])

    def goals(query: str) -> list[str]:
        return [goal.what for goal in get(told, told.officer, query=query).context["sip"].plan.goals]

    assert goals("") == ["Går till torget."]
    assert goals("?version=1") == ["Går själv till gården."]
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
    assert html.count("<li") == len(PLAN["services"])


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
    said = told.meeting(told.coordinator, NOW + timedelta(days=3)) | {"meeting_form": "room", "place": "A"}
    told.send(told.coordinator, "sip_call", **said)
    for name in ("sip", "sip-pdf", "sip-invitation"):
        assert get(told, told.officer, name).status_code == 200
    assert log(admin_connection) == [
        ("open", False, told.case.pk, "SIP"),
        ("print", False, told.case.pk, "SIP"),
        ("export", False, told.case.pk, "kalenderinbjudan"),
    ]


def test_the_case_page_counts_the_follow_ups() -> None:
    told = planned()
    assert "Inte uppföljd ännu" in get(told, told.officer, "case").text
    told.wait(days=30)
    for _ in range(2):
        following = told.now.date() + timedelta(days=30)
        values = {"followed_up_on": told.now.date(), "goes_on": "yes", "next_follow_up_on": following}
        told.send(told.officer, "sip_follow_up", **FOLLOWED_UP | values)
    page = get(told, told.officer, "case").text
    assert "Planen finns i version 1. 2 uppföljningar, följs upp" in page


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
    for said in (
        PLAN["own_words"],
        "Går själv till gården.",
        "Hemsjukvård",
        "Regionen",
        PLAN["contact"],
        "Bo Ek",
    ):
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
    assert "beräknad utskrivning" not in page
    assert "Utskrivningsklar" not in page
    told.send(told.officer, "sip_closing", reason="not_needed", outcome="reached", evaluation="Bra.")
    assert listed(told.coordinator, "sip") == []
    assert listed(told.coordinator, "avslutade") == ["Bo Ek"]

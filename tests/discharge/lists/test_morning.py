"""The morning paper: the unit's day, on two pages at most, and in the log with whom it is about."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from discharge.actions.liability import set_liabilities
from discharge.process.outlook import Liability, LiabilityOutlook, Outlook
from discharge.queries.lists.morning import MorningLine, MorningPart, MorningSection, fit, news_since
from municipalities.access.acting import acting
from municipalities.models import Assignment
from municipalities.swedish.clock import STOCKHOLM
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.discharge.worklist import shown
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])
#: A Monday.
NOW = datetime(2026, 3, 16, 7, 30, tzinfo=STOCKHOLM)
PAPER = "/morgonpapper/"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def tables(who: Assignment) -> dict[str, list[tuple[str, str]]]:
    response = client_as(who).get(PAPER)
    assert response.status_code == 200
    found = response.context["paper"].tables
    return {table.title: [(row.person.name, row.what) for row in table.rows] for table in found}


def told(hours: float = 20, family_name: str = "Ek", **changes: Any) -> Stay:
    person = people.person(family_name=family_name)
    return Stay(now=NOW - timedelta(hours=hours), person=person, **changes)


def test_each_party_reads_its_own_first() -> None:
    ready = told()
    ready.take()
    ready.name_contact()
    ready.call_to_sip()
    ready.ready()
    by_ward, by_officer = tables(ready.nurse), tables(ready.officer)
    assert list(by_ward)[:3] == ["Utskrivningsklara", "Går hem i dag och i morgon", "Att göra i dag"]
    assert list(by_officer)[:2] == ["Att göra i dag", "Betalningsansvar som pågår eller börjar i morgon"]
    [(name, what)] = by_ward["Utskrivningsklara"]
    assert (name, what.split(",")[0]) == ("Bo Ek", "Sedan i går")
    assert "Svara på utskrivningsklar" in by_officer["Att göra i dag"][0][1]
    assert not any(tables(people.assignment("huddinge")).values())


def test_what_came_in_the_evening_is_news_and_what_came_before_is_not() -> None:
    old = told(hours=24)
    new = told(hours=3, family_name="Ås")
    news = tables(new.officer)["Kommit sedan fre 13 mars 16.00"]
    assert {name for name, _ in news} == {"Bo Ek", "Bo Ås"}
    assert all("Inskrivningsmeddelande" in what for _, what in news)
    # A ward works on Sundays too.
    assert "Kommit sedan i går 16.00" in tables(old.nurse)


@pytest.mark.parametrize(
    ("now", "is_ward", "since"),
    [
        (NOW, True, "2026-03-15T16:00:00+01:00"),
        (NOW, False, "2026-03-13T16:00:00+01:00"),
        (datetime(2026, 4, 7, 7, tzinfo=STOCKHOLM), False, "2026-04-02T16:00:00+02:00"),
        (datetime(2026, 3, 29, 7, tzinfo=STOCKHOLM), True, "2026-03-28T16:00:00+01:00"),
    ],
)
def test_since_when_something_is_news(now: datetime, is_ward: bool, since: str) -> None:
    assert news_since(now, is_ward=is_ward).isoformat() == since


def test_a_meeting_of_today_stands_there_and_one_that_was_held_does_not() -> None:
    called = told(hours=22)
    called.name_contact()
    called.call_to_sip()
    assert tables(called.officer)["Möten och uppföljningar i dag"][0][1].startswith("SIP-möte")
    assert tables(people.assignment("huddinge"))["Möten och uppföljningar i dag"] == []


def test_work_that_is_old_is_counted_and_not_shown() -> None:
    forgotten = told(hours=24 * 45)
    page = client_as(forgotten.coordinator).get(PAPER)
    assert page.context["paper"].tables[0].rows == []
    assert any("30 dagar" in note for note in page.context["paper"].notes)


def test_it_says_what_the_lists_say() -> None:
    """Who is ready, what liability runs or starts, and how much is old: the same persons, the same number."""
    outlooks = [
        (Outlook.STANDS, -2),
        (Outlook.WILL_START, 0),
        (Outlook.WILL_START, 1),
        (Outlook.WILL_START, 2),
    ]
    outlooks += [(Outlook.PENDING, 0), (Outlook.BARRED, -1)]
    for number, (outlook, days) in enumerate(outlooks):
        one = told(hours=24 * 6, family_name=f"Ek{'abcdef'[number]}")
        one.ready(sip_needed=False, outpatient_care_needed=False)
        with acting(one.nurse):
            starts = NOW.date() + timedelta(days=days)
            set_liabilities({one.case.pk: Liability(LiabilityOutlook(outlook, starts), 0)})
    old = told(hours=24 * 45, family_name="Gammal")
    for who in (old.officer, old.nurse, old.coordinator):
        said = tables(who)
        liable = [name for name, _ in said["Betalningsansvar som pågår eller börjar i morgon"]]
        listed = [*shown(who, "?lista=ansvar-pagar"), *shown(who, "?lista=betalningsansvar")]
        assert sorted(liable) == sorted(listed)
        ready = {name for name, _ in said["Utskrivningsklara"]}
        assert ready == set(shown(who, "?lista=utskrivningsklara"))
        notes = client_as(who).get(PAPER).context["paper"].notes
        number = len(shown(who, "?lista=aldre"))
        tasks = "1 uppgift" if number == 1 else f"{number} uppgifter"
        assert [note for note in notes if "30 dagar" in note] == (
            [f"{tasks} från för mer än 30 dagar sedan står bara i arbetslistan."] if number else []
        )


def lines(number: int) -> list[MorningLine]:
    return [MorningLine(uuid4()) for _ in range(number)]


def test_no_long_part_takes_all_the_room() -> None:
    long, short = MorningSection(MorningPart.TO_DO, lines(90)), MorningSection(MorningPart.HOME, lines(3))
    none = MorningSection(MorningPart.NEW, [])
    first, second, third = fit([long, none, short], 20)
    assert (len(first.lines), first.left_out) == (17, 73)
    assert (len(second.lines), len(third.lines), third.left_out) == (0, 3, 0)
    assert list(first.lines) == list(long.lines[:17])
    assert fit([first], 5)[0].left_out == 85


def printed(who: Assignment) -> Any:
    response = client_as(who).get(f"{PAPER}papper.pdf")
    assert response.status_code == 200
    return response


def test_the_paper_is_logged_with_whom_it_is_about(admin_connection: psycopg.Connection) -> None:
    shown = told()
    shown.take()
    shown.ready()
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(printed(shown.nurse).content)).pages)
    assert [word for word in ("Bo Ek", shown.nurse.user.name, "Akutgeriatrik 12") if word not in text] == []
    client_as(people.assignment("huddinge")).get(PAPER)
    rows = admin_connection.execute(
        "SELECT action, detail, case_ids FROM municipalities_access_log ORDER BY at"
    ).fetchall()
    assert rows == [("print", "morgonpapper", [shown.case.pk]), ("list", "morgonpapper", [])]


def test_a_protected_person_is_a_reference_without_a_place() -> None:
    person = people.person(protected_identity=True, street="", postal_code="", city="")
    hidden = Stay(now=NOW - timedelta(hours=20), person=person)
    hidden.ready()
    for who in (hidden.nurse, hidden.officer):
        rows = [row for table in client_as(who).get(PAPER).context["paper"].tables for row in table.rows]
        assert {(row.person.name, row.reference, row.place) for row in rows} == {
            ("Skyddad person", hidden.case.reference, "")
        }


def test_the_number_of_statements_does_not_grow() -> None:
    first = told()
    first.ready()
    client = client_as(first.officer)

    def count() -> int:
        with CaptureQueriesContext(connection) as context:
            client.get(PAPER)
        return len(context)

    count()
    alone = count()
    for name in ("A", "B", "C"):
        told(family_name=name).ready()
    assert count() == alone


def test_a_day_with_more_than_fits_takes_two_pages_and_says_what_is_left_out() -> None:
    name = "Wolfeschlegelsteinhausen-Bergerdorff Johannesdotter"
    for _ in range(12):
        stay = told(hours=10, family_name=name)
        stay.name_contact()
        stay.call_to_sip()
        stay.ready()
    with time_machine.travel(NOW + timedelta(hours=4), tick=False):
        pages = PdfReader(io.BytesIO(printed(people.assignment("stadsdel")).content)).pages
    assert len(pages) <= 2
    assert "fick inte plats" in " ".join(" ".join(page.extract_text() for page in pages).split())

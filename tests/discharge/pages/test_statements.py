"""What a case's page, its forms and what they send ask of the database: so much, however long the case is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from municipalities.models import Assignment
from municipalities.swedish.clock import STOCKHOLM
from tests.factories import people
from tests.factories.clients import client_as, filled_in
from tests.factories.statements import asked, asked_twice
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])
NOW = datetime(2026, 3, 16, 9, 0, tzinfo=STOCKHOLM)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def short_stay() -> Stay:
    """A case of some fifteen messages, in which somebody is ready for discharge."""
    told = Stay(now=NOW - timedelta(hours=90))
    told.name_contact()
    told.take()
    told.acknowledge(told.officer)
    told.ready()
    told.call_to_sip()
    told.acknowledge(told.nurse)
    told.reply()
    told.consent("planning")
    told.send(told.officer, "status_report", services="Hemtjänst.", contact="08-2", home_help="Dagligen")
    for number in range(6):
        told.tell(told.nurse, told.officer, text=f"Fråga {number}")
    return told


def make_long(told: Stay) -> None:
    """Forty-five more messages, most of them acknowledged, and another unit."""
    other = people.assignment("huddinge")
    told.send(told.nurse, "participant_added", to=other.unit_id, reason="Huddinge ska också med.")
    for number in range(44):
        told.tell(told.officer, told.nurse, other, text=f"Svar {number}")
    told.acknowledge(told.nurse)


def get(client: Client, told: Stay, name: str, *rest: str, query: str = "") -> list[str]:
    with asked() as statements:
        response = client.get(reverse(f"discharge:{name}", args=[told.case.pk, *rest]) + query)
    assert response.status_code == 200
    return statements


def post(client: Client, told: Stay, type: str, /, **typed: Any) -> list[str]:
    address = reverse("discharge:send", args=[told.case.pk, type])
    data = filled_in(client.get(address).context["form"], **typed)
    with asked() as statements:
        assert client.post(address, data).status_code == 302
    return statements


def everything_asked(told: Stay, who: Assignment) -> dict[str, list[str]]:
    """Of each page that the unit meets on its way through the case, the frame of every page left out."""
    client = client_as(who)
    get(client, told, "case")
    with asked() as frame:
        client.get(reverse("discharge:colours"))
    pages = _pages(client, told, who)
    return {page: [sql for sql in said if sql not in frame] for page, said in pages.items()}


def _pages(client: Client, told: Stay, who: Assignment) -> dict[str, list[str]]:
    to = next(unit.unit_id for unit in (told.nurse, told.officer) if unit != who)
    return {
        "case": get(client, told, "case"),
        "form": get(client, told, "send", "participant_added"),
        "note": get(client, told, "send", "planning_note"),
        "message": get(client, told, "send", "general_message"),
        "cancel": get(client, told, "send", "cancel"),
        "sip": get(client, told, "sip"),
        "sent": post(client, told, "general_message", category="question", to=[to], text="Hur går det?"),
    }


def numbers(asked: dict[str, list[str]]) -> dict[str, int]:
    return {page: len(statements) for page, statements in asked.items()}


#: What a unit meets, and how many statements it costs. The form that brings a unit in asks three times who is
#: near; the note's begins with what has been said of the patient, and asks of blocks for that.
STATEMENTS = {"case": 7, "form": 8, "note": 5, "message": 5, "cancel": 7, "sip": 5, "sent": 13}
#: What has been read before a message is judged is read again when the case is locked.
AGAIN_UNDER_THE_LOCK = "discharge_journal"


@pytest.mark.parametrize("name", ["nurse", "officer", "coordinator"])
def test_nothing_is_asked_twice_and_no_more_of_a_long_case(name: str) -> None:
    short, long = short_stay(), short_stay()
    make_long(long)
    few, many = (everything_asked(told, getattr(told, name)) for told in (short, long))
    assert numbers(few) == numbers(many)
    twice = {page: asked_twice(statements) for page, statements in many.items()}
    assert [sql for sql in twice.pop("sent") if AGAIN_UNDER_THE_LOCK not in sql] == []
    assert twice == {page: [] for page in twice}
    assert numbers(few) == STATEMENTS


@pytest.mark.parametrize(
    ("name", "username"),
    [
        ("discharge:worklist", "stadsdel"),
        ("discharge:meetings", "stadsdel"),
        ("billing:why", "stadsdel"),
        ("billing:months", "hsf"),
        ("statistics:overview", "storsthlm"),
    ],
)
def test_no_other_page_asks_anything_twice(name: str, username: str) -> None:
    told, client = short_stay(), client_as(people.assignment(username))
    address = reverse(name, args=[told.case.pk] if name == "billing:why" else [])
    assert client.get(address).status_code == 200
    with asked() as statements:
        client.get(address)
    assert asked_twice(statements) == []

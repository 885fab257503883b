"""Which messages count: the database's function for explanations against the journal, which alone says it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection

from billing.queries import explanation
from discharge.models import Message
from discharge.process import MESSAGE_TYPES, Tells
from discharge.process.journal import of_entries
from discharge.queries import journal
from municipalities.access.acting import acting
from municipalities.swedish.clock import STOCKHOLM
from tests.factories.corrected.corrections import correct
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 9, 9, 5, tzinfo=STOCKHOLM)


@pytest.fixture
def written() -> str:
    """The function as it stands in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'billing_case_messages'")
        return str(cursor.fetchone()[0])


def test_the_database_names_every_type_that_takes_a_message_back(written: str) -> None:
    cancelling = {
        message_type.name: message_type.naming.cancels
        for message_type in MESSAGE_TYPES.values()
        if message_type.naming.cancels
    }
    types, fields = re.findall(r"x\.type IN \((.*?)\)\s+AND coalesce\((.*?)\) = m\.id", written, re.DOTALL)[0]
    assert set(re.findall(r"'(\w+)'", types)) == set(cancelling)
    assert set(re.findall(r"'(\w+)'", fields)) == set(cancelling.values())


def test_the_database_names_every_type_that_days_are_explained_by(written: str) -> None:
    named = set(re.findall(r"'(\w+)'", re.findall(r"m\.type IN \((.*?)\)", written, re.DOTALL)[0]))
    assert (
        {message_type.name for message_type in MESSAGE_TYPES.values() if message_type.tells}
        <= named
        <= set(MESSAGE_TYPES)
    )


def leave(told: Stay) -> Message:
    return told.send(told.nurse, "leave_start", began_at=told.now)


def left_twice(told: Stay) -> None:
    """The first leave is corrected, the second taken back."""
    began = leave(told)
    told.send(told.nurse, "leave_end", ended_at=told.now)
    correct(told, told.nurse, began, began_at=told.now - timedelta(hours=1))
    wrong = leave(told)
    told.send(told.nurse, "cancel", message=wrong.pk, reason="Fel.")


def went_home_twice(told: Stay) -> None:
    """Sent home, taken back, and sent home again; the last is corrected and the correction taken back."""
    told.ready()
    told.go_home()
    told.send(told.nurse, "reopening", reason="Fel dag.")
    home = told.go_home()
    wrong = correct(told, told.nurse, home, discharged_at=told.now - timedelta(minutes=5))
    told.send(told.nurse, "cancel", message=wrong.pk, reason="Fel.")


def said_no_and_yes(told: Stay) -> None:
    told.ready()
    told.withdraw()
    again = told.ready()
    told.send(told.nurse, "cancel", message=again.pk, reason="Fel patient.")
    told.ready()


@pytest.mark.parametrize("story", [left_twice, went_home_twice, said_no_and_yes])
def test_the_explanation_counts_what_the_journal_counts(story: Callable[[Stay], None]) -> None:
    told = Stay(now=NOW)
    story(told)
    with acting(told.nurse):
        entries = of_entries(journal.read(told.case.pk))
        explained = explanation.messages(told.case.pk)
        sent = Message.objects.filter(case=told.case).count()
    assert sent > 4
    for tells in Tells:
        said = [entry.id for entry in entries.counting if MESSAGE_TYPES[entry.type].tells is tells]
        assert [one.id for one in explained.counting(tells)] == said, tells
    taken_back = {one.id for one in explained.all if one.cancelled_at}
    assert taken_back == entries.cancelled & {one.id for one in explained.all}

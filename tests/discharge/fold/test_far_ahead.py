"""A date beyond reason is refused at its field, in whichever message; what was sent stays as it is."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from discharge.process import MESSAGE_TYPES, MessageType
from discharge.process.fields import PLANNED_FOR_LONG_WITHIN, PLANNED_WITHIN, Field, Kind
from discharge.process.state import CaseState
from discharge.queries import may_correct
from municipalities.swedish.clock import STOCKHOLM
from tests.factories.discharge.fold import SURGERY, Story

NOW = datetime(2026, 11, 30, 10, 0, tzinfo=STOCKHOLM)
CENTURY, DAYS = timedelta(days=36525), timedelta(days=10)
DATED = [
    (message_type, field)
    for message_type in MESSAGE_TYPES.values()
    for field in message_type.fields
    if field.kind in (Kind.DATE, Kind.MOMENT) and not field.filled
]


def problem(message_type: MessageType, field: Field, ahead: timedelta) -> str:
    at = NOW + ahead
    values: dict[str, Any] = {field.name: at if field.kind is Kind.MOMENT else at.date()}
    if field.required_when:
        values[field.required_when[0]] = field.required_when[1][0]
    return message_type.problems(values, CaseState(admitted_at=NOW - timedelta(days=2)), NOW).get(
        field.name, ""
    )


def names(dated: tuple[MessageType, Field]) -> str:
    return f"{dated[0].name}.{dated[1].name}"


@pytest.mark.parametrize("dated", DATED, ids=names)
def test_a_date_a_hundred_years_ahead_is_refused(dated: tuple[MessageType, Field]) -> None:
    row, field = dated
    said = problem(row, field, CENTURY)
    assert "ligger i framtiden" in said or "Kontrollera årtalet." in said


PLANNED = [(row, field) for row, field in DATED if "ligger i framtiden" not in problem(row, field, CENTURY)]


@pytest.mark.parametrize("dated", PLANNED, ids=names)
def test_what_is_planned_may_lie_so_far_ahead_and_not_a_day_farther(dated: tuple[MessageType, Field]) -> None:
    row, field = dated
    assert problem(row, field, field.within) == ""
    farther = "två år" if field.within == PLANNED_FOR_LONG_WITHIN else "ett år"
    assert f"mer än {farther} framåt" in problem(row, field, field.within + timedelta(days=1))


def test_there_are_planned_dates_of_both_lengths() -> None:
    assert {field.within for _, field in PLANNED} == {PLANNED_WITHIN, PLANNED_FOR_LONG_WITHIN}
    said = {field.name for _, field in PLANNED}
    assert {"expected_discharge", "meeting_at", "receives_from", "follow_up_on", "sip_planned"} <= said


def test_what_was_sent_before_is_read_as_it_stands() -> None:
    story = Story().say(SURGERY, "sip_call", meeting_at=NOW + CENTURY, meeting_form="room")
    planned = story.state().sip.planned
    assert planned is not None
    assert planned.starts_at == NOW + CENTURY


@pytest.mark.parametrize(
    ("ahead", "problem"), [(CENTURY, "Tiden ligger mer än ett år framåt. Kontrollera årtalet."), (DAYS, None)]
)
def test_a_correction_asks_for_a_year_to_be_mended_too(ahead: timedelta, problem: str | None) -> None:
    """Sent before there was a limit; what was right when it was sent stands, however late the rest comes."""
    row, sent = MESSAGE_TYPES["sip_call"], NOW - timedelta(days=30)
    said = {"meeting_at": sent + ahead, "meeting_form": "room", "place": "Vårdcentralen"}
    facts, content = row.split(said)
    version: Any = SimpleNamespace(facts=facts, content=content, true_time=sent)
    corrected = said | {"place": "Rum 2"}
    found = may_correct.problems_of_correction(row, corrected, CaseState(), [version], NOW)
    assert found == ({"meeting_at": problem} if problem else {})

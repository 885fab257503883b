"""Kept and booked sums against the newest computation, as plain arithmetic."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.rules.corrections import NOTHING, CaseDays, Line, Total, Totals, differences, reasons

MONTHS = [date(2026, month, 1) for month in (1, 2, 3)]
LINES = [
    Line(UUID(int=case), payer, None, "somatic", month)
    for case in (1, 2)
    for payer in ("0126", "0180")
    for month in MONTHS
]

totals = st.builds(Total, st.integers(0, 31), st.integers(0, 400_000), st.integers(0, 31))
ledgers = st.dictionaries(st.sampled_from(LINES), totals)
closed = st.dictionaries(st.sampled_from(["0126", "0180"]), st.sampled_from(MONTHS))


def added(first: Totals, second: Totals) -> dict[Line, Total]:
    lines = first.keys() | second.keys()
    return {line: first.get(line, NOTHING) + second.get(line, NOTHING) for line in lines}


@given(ledgers, st.lists(ledgers, min_size=1), closed)
def test_what_was_kept_and_booked_is_always_what_the_newest_computation_says(
    kept: Totals, computations: list[Totals], closed_until: dict[str, date]
) -> None:
    booked: Totals = {}
    for newest in computations:
        found = differences(newest, kept, booked, closed_until)
        booked = added(booked, found)
        for line in LINES:
            if line.month <= closed_until.get(line.payer, date.min):
                said = kept.get(line, NOTHING) + booked.get(line, NOTHING)
                assert said == newest.get(line, NOTHING)
            else:
                assert booked.get(line, NOTHING) == NOTHING
        assert differences(newest, kept, booked, closed_until) == {}


@given(ledgers, ledgers, closed)
def test_a_change_that_goes_back_books_the_opposite(
    kept: Totals, changed: Totals, closed_until: dict[str, date]
) -> None:
    there = differences(changed, kept, {}, closed_until)
    back = differences(kept, kept, there, closed_until)
    assert back == {line: NOTHING - difference for line, difference in there.items()}


LINE = LINES[0]
FIRST, SECOND = date(2026, 1, 30), date(2026, 1, 31)


def days(kept: list[date], said: dict[date, list[str]]) -> CaseDays:
    return CaseDays(frozenset(kept), said)


def test_the_reason_of_days_that_came_to_be_charged() -> None:
    assert reasons(LINE, Total(2, 16400), {}, days([], {FIRST: ["sip_call_late"]})) == ["charged"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({FIRST: ["free_day"], SECOND: ["sip_call_late"]}, ["sip_call_late"]),
        ({FIRST: ["free_day"], SECOND: ["free_day"]}, ["free_day"]),
        ({FIRST: ["free_day"]}, ["not_ready"]),
        ({}, ["not_ready"]),
    ],
)
def test_the_reason_of_a_kept_day_that_is_charged_no_longer(
    said: dict[date, list[str]], expected: list[str]
) -> None:
    assert reasons(LINE, Total(-1, -8200), {}, days([SECOND], said)) == expected


def test_the_reason_of_a_day_that_only_a_correction_had_charged() -> None:
    said = {FIRST: ["free_day"], SECOND: ["services_declined"], date(2026, 2, 1): ["on_leave"]}
    assert reasons(LINE, Total(-1, -8200), {}, days([], said)) == ["services_declined"]
    assert reasons(LINE, Total(-1, -8200), {}, days([], {FIRST: ["free_day"]})) == ["not_ready"]


def test_the_reason_of_days_that_another_pays_for() -> None:
    moved = {LINE._replace(payer="0180"): Total(2, 16400)}
    assert reasons(LINE, Total(-2, -16400), moved, days([FIRST], {FIRST: []})) == ["moved"]


def test_the_reason_of_kronor_without_days() -> None:
    assert reasons(LINE, Total(0, 17000, -2), {}, days([FIRST], {FIRST: []})) == ["rate_changed"]

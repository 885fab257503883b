"""The journal: what counts after messages have been cancelled and corrected."""

from __future__ import annotations

from itertools import count
from typing import Any
from uuid import UUID

from discharge.process.journal import Journal, Line, Mark

_ids = count(1)


def line(**said: Any) -> Line:
    return Line(UUID(int=next(_ids)), **said)


def journal(*lines: Line) -> Journal[Line]:
    return Journal(lines, lambda one: one)


def test_what_nobody_has_touched_counts() -> None:
    said = line()
    told = journal(said)
    assert told.counting == [said]
    assert told.mark(said.id) is Mark.COUNTS


def test_a_cancelled_message_was_never_sent() -> None:
    said = line()
    cancelling = line(cancels=said.id)
    told = journal(said, cancelling)
    assert told.counting == [cancelling]
    assert told.mark(said.id) is Mark.CANCELLED
    assert told.originals == [said, cancelling]


def test_the_last_correction_says_what_counts_in_the_place_of_the_original() -> None:
    said, other = line(), line()
    first, last = line(corrects=said.id), line(corrects=said.id)
    told = journal(said, other, first, last)
    assert told.counting == [last, other]
    assert told.latest(said.id) is last
    assert [told.mark(one.id) for one in (said, first, last)] == [
        Mark.CORRECTED,
        Mark.CORRECTED,
        Mark.CORRECTION,
    ]


def test_a_correction_that_is_cancelled_has_corrected_nothing() -> None:
    said = line()
    wrong = line(corrects=said.id)
    told = journal(said, wrong, line(cancels=wrong.id))
    assert told.latest(said.id) is said
    assert told.mark(wrong.id) is Mark.CANCELLED
    assert told.mark(said.id) is Mark.COUNTS


def test_a_correction_of_what_is_cancelled_is_marked_with_it() -> None:
    said = line()
    correction = line(corrects=said.id)
    told = journal(said, correction, line(cancels=said.id))
    assert told.mark(correction.id) is Mark.CANCELLED
    assert said not in told.counting
    assert correction not in told.counting


def test_what_the_reader_does_not_see_is_none() -> None:
    assert journal().latest(UUID(int=0)) is None
    hidden = UUID(int=next(_ids))
    correction = line(corrects=hidden)
    assert journal(correction).latest(hidden) is correction
    assert journal(correction).mark(correction.id) is Mark.CORRECTION

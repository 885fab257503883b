"""The terms of one care type as a line in time: where a new set fits, and where days are without terms.

Pure: no Django. The days are days zero (docs/decisions/0036).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from municipalities.swedish.clock import full_date_words

_ONE_DAY = timedelta(days=1)


class DoesNotFit(Exception):
    """Days that the line has no room for: at which field (`first` or `last`), and what to do, in Swedish."""

    def __init__(self, field: str, text: str) -> None:
        self.field = field
        self.text = text
        super().__init__(text)


@dataclass(frozen=True, slots=True)
class Span:
    """From a first to a last day; None means no limit on that side."""

    first: date | None
    last: date | None
    name: str = ""

    @property
    def begins(self) -> date:
        return self.first or date.min

    @property
    def ends(self) -> date:
        return self.last or date.max

    def overlaps(self, other: Span) -> bool:
        return self.begins <= other.ends and other.begins <= self.ends


def ended_by(new: Span, line: Iterable[Span]) -> Span | None:
    """What holds on the day that `new` begins, and so ends the day before. Raises DoesNotFit."""
    _refuse_order(new)
    before = None
    for span in line:
        if span.begins == new.begins:
            raise DoesNotFit(
                "first", f"{span.name} börjar samma dag. Rätta de villkoren, eller välj en senare dag."
            )
        if span.begins < new.begins <= span.ends:
            before = span
        elif span.overlaps(new):
            raise DoesNotFit("last", _must_end_before(span))
    return before


def refuse_overlap(new: Span, others: Iterable[Span]) -> None:
    """For a set whose days are changed: the others stay as they are. Raises DoesNotFit."""
    _refuse_order(new)
    for span in others:
        if span.overlaps(new) and span.begins < new.begins:
            raise DoesNotFit("first", f"{span.name} gäller {until_words(span.last)}. Avsluta dem först.")
        if span.overlaps(new):
            raise DoesNotFit("last", _must_end_before(span))


def _refuse_order(new: Span) -> None:
    if new.ends < new.begins:
        raise DoesNotFit("last", "Sista dagen ligger före den första.")


def _must_end_before(span: Span) -> str:
    if span.first is None:
        return f"{span.name} gäller från början. Rätta de villkoren i stället."
    last = full_date_words(span.first - _ONE_DAY)
    return (
        f"{span.name} börjar {full_date_words(span.first)}. "
        f"Sätt sista dagen till {last} eller tidigare, eller rätta de villkoren."
    )


def until_words(last: date | None) -> str:
    return f"till och med {full_date_words(last)}" if last else "tills vidare"


def span_words(span: Span) -> str:
    """ "från 1 januari 2020 tills vidare"."""
    begin = f"från {full_date_words(span.first)} " if span.first else ""
    return begin + until_words(span.last)


def gaps(line: Iterable[Span]) -> Iterator[Span]:
    """Days without terms between two sets and after the last. Days before the first are history, no gap."""
    dated = sorted(line, key=lambda span: span.begins)
    for earlier, later in pairwise(dated):
        if earlier.ends + _ONE_DAY < later.begins:
            yield Span(earlier.ends + _ONE_DAY, later.begins - _ONE_DAY)
    if not dated:
        yield Span(None, None)
    elif dated[-1].last:
        yield Span(dated[-1].last + _ONE_DAY, None)

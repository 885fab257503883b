"""Text and numbers as the files write them. Pure: no Django."""

from __future__ import annotations

from collections.abc import Iterator

from monthly_statistics.figures.report import Row, RowKind, Value

WITHHELD = "dold"
NOT_SAID = "–"
HEADINGS = (
    "Utskrivningsklara dagar",
    "Utskrivningsklara ärenden",
    "Utskrivningsklara personer",
    "Dagar med betalningsansvar",
    "Ärenden med betalningsansvar",
    "Personer med betalningsansvar",
    "SIP-möten",
    "Ärenden med SIP-möte",
    "Personer med SIP-möte",
    "SIP-uppföljningar",
    "Ärenden med SIP-uppföljning",
    "Personer med SIP-uppföljning",
)
#: What makes a spreadsheet take a text for a formula.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def plain(text: str) -> str:
    """A name that a spreadsheet reads as text, whatever it begins with."""
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text


def numbers(row: Row) -> Iterator[int | str]:
    """The columns under `HEADINGS`: three for each indicator."""
    for value in row.values:
        yield from _three(value, row.kind)


def _three(value: Value | None, kind: RowKind) -> tuple[int | str, ...]:
    if value is None:
        return (NOT_SAID if kind is RowKind.REST else WITHHELD,) * 3
    three = (value.amount, value.cases, value.persons)
    return tuple(NOT_SAID if number is None else number for number in three)

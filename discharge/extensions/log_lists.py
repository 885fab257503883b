"""What the lists of the access log are called, and which of them show no name. Pure: no Django.

A list's row in the log says by its detail which list it was: a work list's own name, or how the app above has
registered it here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from municipalities.swedish.months import month_words

_MONTH = re.compile(r"\b([0-9]{4})-(0[1-9]|1[0-2])\b")


@dataclass(frozen=True, slots=True)
class LoggedList:
    """`nameless`: its rows show a reference, and nothing of who the person is."""

    title: str
    nameless: bool = False


_whole: dict[str, LoggedList] = {}
_begun: dict[str, LoggedList] = {}


def register(detail: str, title: str) -> None:
    """Called from the app's `ready`: a list that shows names."""
    _whole[detail] = LoggedList(title)


def register_nameless(start: str, title: str) -> None:
    """The same of a list without names, whose detail may go on after `start` with a month."""
    _begun[start] = LoggedList(title, nameless=True)


def words(detail: str) -> str:
    """ "Betalningsansvar juni 2026", "Arbetslistan Att kvittera, utskrift"."""
    listed, rest = _find_list(detail)
    if listed is None:
        name, comma, how = detail.rpartition(", ")
        return f"{_whole[name].title}, {how}" if comma and name in _whole else detail
    return listed.title + _MONTH.sub(lambda found: month_words(date(int(found[1]), int(found[2]), 1)), rest)


def is_nameless(detail: str) -> bool:
    listed, _ = _find_list(detail)
    return listed is not None and listed.nameless


def _find_list(detail: str) -> tuple[LoggedList | None, str]:
    """The list, and what its detail says beside its name."""
    if detail in _whole:
        return _whole[detail], ""
    for start, listed in _begun.items():
        if detail == start or detail.startswith(f"{start} "):
            return listed, detail.removeprefix(start)
    return None, ""

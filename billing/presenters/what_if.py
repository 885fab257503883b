"""Words of a what-if: what was asked, and each municipality's days and kronor beside what was computed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, time

from billing.forms.what_if import CONDITIONS
from billing.models import Terms, WhatIf, WhatIfSum
from billing.presenters.averages import days_words, total_words
from billing.presenters.liability import RATE_MISSING, kronor
from billing.presenters.tags import Tag
from billing.presenters.terms import cutoff_words
from billing.rules.corrections import NOTHING, Total
from billing.rules.what_if import months_between
from municipalities.swedish.months import month_words
from municipalities.units.parties import CareType

TAGS = {
    WhatIf.State.WAITING: Tag("neutral", "other", "Väntar"),
    WhatIf.State.RUNNING: Tag("info", "waiting", "Pågår"),
    WhatIf.State.DONE: Tag("success", "done", "Klar"),
    WhatIf.State.FAILED: Tag("danger", "late", "Misslyckades"),
}
SHORT = {
    CareType.SOMATIC: "somatisk",
    CareType.PSYCHIATRIC: "psykiatrisk",
    CareType.ADDICTION: "beroende",
    CareType.CHILD_PSYCHIATRIC: "barn- och ungdomspsykiatrisk",
}
#: A sum of what is shown says something only of so many municipalities.
FEWEST_IN_SUM = 2
NOTHING_CHANGED = "Inget ändrat: villkor och dygnsbelopp som de gäller"


@dataclass(frozen=True, slots=True)
class Panel:
    """How far the worker has come."""

    asked: WhatIf
    tag: Tag

    @property
    def is_waiting(self) -> bool:
        return self.asked.state in (WhatIf.State.WAITING, WhatIf.State.RUNNING)


def question_panel(asked: WhatIf) -> Panel:
    return Panel(asked, TAGS[WhatIf.State(asked.state)])


@dataclass(frozen=True, slots=True)
class EarlierQuestion:
    asked: WhatIf
    tag: Tag
    months: str
    changes: str


def earlier_question(asked: WhatIf) -> EarlierQuestion:
    changes = "; ".join(f"{heading}: {words}" for heading, words in changes_words(asked)) or NOTHING_CHANGED
    return EarlierQuestion(asked, TAGS[WhatIf.State(asked.state)], span_words(asked), changes)


def span_words(asked: WhatIf) -> str:
    first, last = month_words(asked.first_month), month_words(asked.last_month)
    return first if first == last else f"{first} till {last}"


def changes_words(asked: WhatIf) -> list[tuple[str, str]]:
    """What was to be otherwise: a heading and its words."""
    changes = asked.changes
    were = changes.get("free_days_were", {})
    # "somatisk 2 → 3, psykiatrisk 5 → 3"
    free_days = ", ".join(
        f"{SHORT[CareType(name)]} {' eller '.join(map(str, were.get(name, ())))} → {days}"
        for name, days in changes.get("free_days", {}).items()
    )
    cutoff = time.fromisoformat(changes["cutoff"]) if "cutoff" in changes else None
    words = {
        "Vårdformer": _join_labels(CareType.choices(), changes.get("care_types")),
        "Fristdagar": free_days,
        "Räknas i": _join_labels(Terms.Unit.choices, changes.get("unit")).lower(),
        "Klockslag för dag noll": "" if cutoff is None else cutoff_words(cutoff),
        "Modell": _join_labels(Terms.Model.choices, changes.get("model")),
        "Avräkning": _join_labels(Terms.Settlement.choices, changes.get("settlement")),
        "Dygnsbelopp": kronor(changes["rate"]) if "rate" in changes else "",
        "Prövas inte": _join_labels(CONDITIONS, changes.get("without")),
    }
    return [(heading, said) for heading, said in words.items() if said]


def _join_labels(choices: Iterable[tuple[str, str]], chosen: str | list[str] | None) -> str:
    values = [chosen] if isinstance(chosen, str) else chosen or []
    return ", ".join(label for value, label in choices if value in values)


# --- the answer ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Value:
    days: str
    amount: str


@dataclass(frozen=True, slots=True)
class WhatIfRow:
    """`values` are what was computed, what would have been, and the difference; empty where withheld."""

    name: str
    values: list[Value]
    other_days: int = 0
    was_days: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    rows: list[WhatIfRow]
    total: WhatIfRow | None
    any_withheld: bool


def answer(sums: Iterable[WhatIfSum], months: list[date], expected: Mapping[str, str]) -> Answer:
    """`expected` are the municipalities, names by code, that have a row even where no sum may be shown."""
    found: defaultdict[str, list[WhatIfSum]] = defaultdict(list)
    for each in sums:
        if each.month in months:
            found[each.payer.name].append(each)
    names = list(expected.values()) or list(found)
    rows = [_make_row(name, found[name], len(months), can_hide=bool(expected)) for name in names]
    shown = [each for name in names for each in found[name]]
    total = _sum_row("Summa", shown, expected)
    return Answer(rows, total, any(row.note or not row.values for row in rows))


def _make_row(name: str, sums: list[WhatIfSum], months: int, *, can_hide: bool) -> WhatIfRow:
    if not sums and can_hide:
        return WhatIfRow(name, [])
    was = sum((Total(each.days, each.kronor, each.days_without_rate) for each in sums), NOTHING)
    others = (Total(each.other_days, each.other_kronor, each.other_days_without_rate) for each in sums)
    other = sum(others, NOTHING)
    note = f"{len(sums)} av {months} månader" if can_hide and len(sums) < months else ""
    values = [_value_words(was), _value_words(other), _difference_words(was, other)]
    return WhatIfRow(name, values, other.days, was.days, note)


def _sum_row(name: str, sums: list[WhatIfSum], expected: Mapping[str, str]) -> WhatIfRow | None:
    """Of what is shown; where something may be withheld, of how many, and never of one alone."""
    number = len({each.payer_id for each in sums})
    if not sums or (expected and number < FEWEST_IN_SUM):
        return None
    note = f"{number} av {len(expected)} kommuner" if expected and number < len(expected) else ""
    return replace(_make_row(name, sums, 0, can_hide=False), note=note)


def _value_words(total: Total) -> Value:
    return Value(days_words(total.days), total_words(total))


def _difference_words(was: Total, other: Total) -> Value:
    left = other - was
    amount = RATE_MISSING if was.days_without_rate or other.days_without_rate else kronor(abs(left.kronor))
    return Value(
        f"{_sign_of(left.days)}{days_words(abs(left.days))}",
        amount if amount == RATE_MISSING else f"{_sign_of(left.kronor)}{amount}",
    )


def _sign_of(number: int) -> str:
    return "+" if number > 0 else "−" if number < 0 else ""


def by_month(sums: list[WhatIfSum], asked: WhatIf, expected: Mapping[str, str]) -> Iterator[WhatIfRow]:
    """Each month with what its shown municipalities come to together."""
    for month in months_between(asked.first_month, asked.last_month):
        of_month = [each for each in sums if each.month == month]
        yield _sum_row(month_words(month), of_month, expected) or WhatIfRow(month_words(month), [])


def picture_words(rows: Iterable[WhatIfRow]) -> str:
    shown = [row for row in rows if row.values]
    words = "Stapeldiagram över dygn med betalningsansvar per kommun: beräknat, och med de andra villkoren."
    if not shown:
        return f"{words} Inga kommuner visas."
    most = max(shown, key=lambda row: row.was_days)
    return f"{words} Flest beräknade dygn: {most.was_days} i {most.name}, som blir {most.other_days}."

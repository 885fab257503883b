"""Who has changed terms and rates, when, and what they said before and after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange

from billing.models import DailyRate, Terms
from billing.presenters.terms import as_new, differences, rate_facts, terms_facts
from municipalities.models import Assignment, RowChange

Facts = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """`said` are names with what stood before (empty for a new row) and after."""

    at: datetime
    who: str
    what: str
    said: list[tuple[str, str, str]]


def terms_change(change: RowChange, by: Assignment | None) -> ChangeWords:
    return _change_words(change, by, lambda values: terms_facts(_terms_from(values)))


def rate_change(change: RowChange, by: Assignment | None) -> ChangeWords:
    return _change_words(
        change, by, lambda values: rate_facts(DailyRate(**_known_columns(DailyRate, values)))
    )


def _change_words(
    change: RowChange, by: Assignment | None, facts: Callable[[Mapping[str, Any]], Facts]
) -> ChangeWords:
    if change.before and change.after:
        said = differences(facts(change.before), facts(change.after))
    elif change.after:
        said = as_new(facts(change.after))
    else:
        said = [(name, words, "") for name, words in facts(change.before)]
    return ChangeWords(
        at=change.at,
        who=who_words(change, by),
        what=RowChange.Operation(change.operation).label,
        said=said,
    )


def who_words(change: RowChange, by: Assignment | None) -> str:
    """Without an assignment all that is known is the login that the program had."""
    return f"{by.user.name}, {by.unit.full_name}" if by else "Systemet"


def _terms_from(values: Mapping[str, Any]) -> Terms:
    # PostgreSQL writes a range of dates as [2020-01-01,2021-01-01), and leaves out what has no limit.
    first, last = values["valid"].strip("[]()").split(",")
    days = DateRange(*(date.fromisoformat(day) if day else None for day in (first, last)))
    cutoff = time.fromisoformat(values["cutoff"])
    return Terms(**_known_columns(Terms, values) | {"valid": days, "cutoff": cutoff})


def _known_columns(model: type[models.Model], values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that the table has today: history is older than some of them."""
    names = {field.attname for field in model._meta.concrete_fields}  # noqa: SLF001 - Django documents it
    return {name: value for name, value in values.items() if name in names}

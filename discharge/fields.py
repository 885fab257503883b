"""What a message's fields are made of. Pure: forms and API build themselves from this."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from discharge.state import CaseState


class Kind(StrEnum):
    """How a value is typed, shown and kept."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"
    MOMENT = "moment"
    CHOICE = "choice"
    YES_NO = "yes_no"
    UNIT = "unit"
    COLLEAGUE = "colleague"
    MESSAGE = "message"
    MUNICIPALITY = "municipality"


#: The longest text of each kind: room for what the law asks for, not for a record.
LONGEST = {Kind.TEXT: 200, Kind.LONG_TEXT: 4000}

#: A check of one value among all: returns what is wrong, in Swedish, or None.
Check = Callable[[Any, dict[str, Any], CaseState, datetime], str | None]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a message type.

    A *fact* is a date, code or flag that the fold may read; all else is content, which only those
    who may read the case ever see.
    """

    name: str
    kind: Kind
    label: str
    required: bool = True
    fact: bool = False
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    units: str = ""
    #: Filled in by the action; no form asks for it.
    filled: bool = False
    suggest: Callable[[CaseState], Any] | None = None
    #: What is suggested of the sender: "name", "phone", "colleague" (the sender as one); or the time "now".
    own: str = ""
    checks: tuple[Check, ...] = ()
    #: (another field, its answers): asked for with these answers, and then required.
    required_when: tuple[str, tuple[str, ...]] | None = None
    shown_when: Callable[[CaseState], bool] | None = None

    def shown(self, state: CaseState) -> bool:
        return self.shown_when is None or self.shown_when(state)

    def asked_with(self, values: dict[str, Any]) -> bool:
        """Whether the other answers ask for this field."""
        if self.required_when is None:
            return True
        other, answers = self.required_when
        return values.get(other) in answers


_ENCODERS: dict[Kind, Callable[[Any], Any]] = {
    Kind.DATE: date.isoformat,
    Kind.MOMENT: datetime.isoformat,
    Kind.UNIT: str,
    Kind.MESSAGE: str,
}
_DECODERS: dict[Kind, Callable[[Any], Any]] = {
    Kind.DATE: date.fromisoformat,
    Kind.MOMENT: datetime.fromisoformat,
    Kind.UNIT: UUID,
    Kind.MESSAGE: UUID,
}


def encode(field: Field, value: Any) -> Any:
    """The value as JSON keeps it."""
    return value if value is None else _ENCODERS.get(field.kind, lambda v: v)(value)


def decode(field: Field, value: Any) -> Any:
    """The value as the rules use it."""
    return value if value is None else _DECODERS.get(field.kind, lambda v: v)(value)


def problems(
    fields: tuple[Field, ...], values: dict[str, Any], state: CaseState, now: datetime
) -> dict[str, str]:
    """What is wrong with the values, by field name: the first problem of each field."""
    found: dict[str, str] = {}
    for field in fields:
        problem = _problem(field, values, state, now)
        if problem:
            found[field.name] = problem
    return found


def _problem(field: Field, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    value = values.get(field.name)
    if field.filled:
        return None
    if value is None or value == "":
        return "Fyll i uppgiften." if _is_required(field, values, state) else None
    if field.choices and value not in dict(field.choices):
        return "Välj ett av alternativen."
    if field.fact and not field.asked_with(values):
        return "Uppgiften hör till ett annat svar. Lämna fältet tomt."
    longest = LONGEST.get(field.kind)
    if longest and len(value) > longest:
        return f"Högst {longest} tecken. Texten har {len(value)}."
    reasons = (check(value, values, state, now) for check in field.checks)
    return next((reason for reason in reasons if reason), None)


def _is_required(field: Field, values: dict[str, Any], state: CaseState) -> bool:
    if field.required_when:
        return field.asked_with(values)
    return field.required and field.kind is not Kind.YES_NO and field.shown(state)

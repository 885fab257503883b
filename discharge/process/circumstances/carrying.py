"""What is carried from one message to the next: kept where nobody touches it, ended where it is emptied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from discharge.process.circumstances.holding import Held
from discharge.process.circumstances.rows import CARRIERS, PLANNING, ROWS, ROWS_BY_NAME
from discharge.process.message_type import MessageType
from discharge.process.state import CaseState
from municipalities.swedish.clock import full_words

WITHHELD = (
    "Något som har sagts om {rows} är inte förifyllt: patienten har spärrat det eller har skyddade "
    "personuppgifter, eller så får inte alla som får meddelandet ta del av det."
)
GONE = "Uppgiften gäller inte längre."


def spoken_of(state: CaseState) -> list[str]:
    """The types of message to ask a case for: what is planned with from the first day, the rest once sent."""
    return [name for name in CARRIERS if name in PLANNING or name in state.sent]


def value_words(name: str, value: str) -> str:
    """An answer of the row as people read it."""
    return dict(ROWS_BY_NAME[name].choices).get(value, value)


def source_words(held: Held[Any], in_form: str) -> str:
    """Who said it last and when; and what, where something else stands in the form."""
    said = "" if in_form == held.value else f"”{value_words(held.row.name, held.value)}”, "
    return f"Senast: {said}{held.last.sender_unit.full_name}, {full_words(held.last.shown_at)}."


def changed_words(held: Held[Any] | None) -> str:
    """What has been said since a form was opened; None: that what was said has ended."""
    now = source_words(held, "") if held else GONE
    return f"Ändrat sedan formuläret öppnades. {now} Kontrollera och skicka igen."


def withheld_words(names: Iterable[str]) -> str:
    """That something is kept out of a form, and why; empty where nothing is."""
    labels = [row.label.lower() for row in ROWS if row.name in names]
    return WITHHELD.format(rows=", ".join(labels)) if labels else ""


def find_ended(began: Mapping[str, str], values: Mapping[str, Any]) -> dict[str, str]:
    """The rows that a form began with and that have been emptied in it: what was said has ended."""
    rows = began.keys() & values.keys() & ROWS_BY_NAME.keys()
    return {name: "" for name in rows if began[name] and not values[name]}


def untouched_and_changed(
    names: Iterable[str], began: Mapping[str, str], values: Mapping[str, Any], now: Mapping[str, str]
) -> list[str]:
    """The rows that nobody has touched in a form, and of which something else has been said since."""
    return [name for name in names if (values.get(name) or "") == began.get(name, "") != now.get(name, "")]


def may_be_carried(
    held: Held[Any], into: MessageType, state: CaseState, unit: UUID, types: Mapping[str, MessageType]
) -> bool:
    """Whether all that the unit's message would reach may have it from one of those that have said it.

    What was told on one consent is not told on another one to whoever has not that.
    """
    reached = [state.parts[to] for to in into.receiving(state, unit)]
    grounds = {types[message.type].needs_consent for message in held.said_in}
    return any(all(state.may_have(ground, part) for part in reached) for ground in grounds)

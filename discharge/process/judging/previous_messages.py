"""What a message says of earlier ones: the version that it was written from, the message that it answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from discharge.process.folding import effective
from discharge.process.judging import objections
from discharge.process.message_type import MessageType
from discharge.process.state import CaseState, Entry
from municipalities.refusal import Refused

OUTDATED = "Någon annan har skickat en nyare version. Läs vad som skiljer, ändra vid behov och skicka igen."
UNKNOWN = "Meddelandet som ni svarar på finns inte eller är makulerat. Skriv ett nytt meddelande i stället."


def refuse_outdated(
    message_type: MessageType,
    values: dict[str, Any],
    state: CaseState,
    entries: list[Entry],
    unit: UUID,
) -> None:
    """Raise Refused when a newer version has not been seen, or what is answered does not count."""
    if found := objections.problems(message_type, values, state, unit):
        raise Refused(problems=found)
    if message_type.newer_version(values, state, unit):
        raise Refused(problems={message_type.naming.follows: OUTDATED})
    if refused := refusal_of_answer(message_type, values.get(message_type.naming.replies_to), entries):
        raise Refused(problems={message_type.naming.replies_to: refused})


def refusal_of_answer(message_type: MessageType, answered: UUID | None, entries: list[Entry]) -> str:
    """Why the message that is answered may not be; empty when it may, and where none is answered."""
    counts = answered is None or answered in {e.id for e in effective(entries) if e.type == message_type.name}
    return "" if counts else UNKNOWN

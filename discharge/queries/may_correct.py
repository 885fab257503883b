"""Whether a message may be corrected, for the form and for the action alike."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from discharge import process
from discharge.models import Destruction, Message
from discharge.process import MESSAGE_TYPES, MessageType
from discharge.process.fields import is_empty
from discharge.process.state import CaseState, Entry
from discharge.queries.journal import SeenMessage
from municipalities.models import Assignment

ENDED = "Er del i ärendet är överlämnad. Be den som tog över att skriva ett nytt meddelande."
NOT_OURS = "Bara den enhet som skickade meddelandet kan rätta det. Be den enheten."
A_CORRECTION = "Det här är en rättelse. Rätta det ursprungliga meddelandet."
CANCELLED = "Meddelandet är makulerat. Skicka ett nytt i stället."
ELSEWHERE = "Uppgiften rättas för sig: välj ”{}” i ärendet."
DESTROYED = (
    "Innehållet är förstört efter beslut, och går därför inte att rätta. "
    "Skriv ett nytt meddelande om något ska sägas."
)


def refusal_of_correction(
    original: Message | SeenMessage,
    entries: list[Entry],
    state: CaseState,
    destroyed: Collection[UUID],
    *,
    by: Assignment,
) -> str:
    """Why the unit may not correct the message, in Swedish; empty when it may.

    `state` is the fold of `entries`; `destroyed` are the messages whose content is.
    """
    if not state.acts(by.unit_id):
        return ENDED
    if original.sender_unit_id != by.unit_id:
        return NOT_OURS
    if original.corrects_id:
        return A_CORRECTION
    if original.pk not in {entry.id for entry in process.effective(entries)}:
        return CANCELLED
    # Its own content, or a correction's: the form would begin from what is no longer there.
    said = {original.pk, *(entry.id for entry in entries if entry.corrects == original.pk)}
    return "" if said.isdisjoint(destroyed) else DESTROYED


def destroyed_messages(case_id: UUID) -> set[UUID]:
    """The case's messages whose content has been destroyed."""
    done = Destruction.objects.filter(case_id=case_id, confirmed_at__isnull=False)
    return {message for messages in done.values_list("messages", flat=True) for message in messages}


def problems_of_correction(
    message_type: MessageType,
    values: Mapping[str, Any],
    state: CaseState,
    versions: Sequence[Message | SeenMessage],
    now: datetime,
) -> dict[str, str]:
    """What is wrong with the values, by field, in the case as it stood when the original was sent.

    A value that is changed is judged by the clock of now. One that stands as it was last said was right
    then, and time that has gone by makes it no worse. `versions` are the original and its corrections.
    """
    said = message_type.decoded({**versions[-1].facts, **versions[-1].content})
    by_now, *by_then = (
        message_type.problems(dict(values), state, at)
        for at in (now, *(version.true_time for version in versions))
    )
    is_changed = {
        field.name: (values.get(field.name) or None) != (said.get(field.name) or None)
        for field in message_type.fields
    }
    # What the table has begun to ask since.
    unasked = {f.name for f in message_type.fields if not f.required_when and is_empty(said.get(f.name))}
    elsewhere = {
        field.name: ELSEWHERE.format(MESSAGE_TYPES[field.corrected_by].verb)
        for field in message_type.fields
        if field.corrected_by and is_changed[field.name]
    }
    wrong = {
        name: text
        for name, text in by_now.items()
        if is_changed[name] or (name not in unasked and all(name in found for found in by_then))
    }
    return wrong | elsewhere

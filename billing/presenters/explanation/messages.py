"""How an explanation names the messages that it rests on: type, time and sending unit, no content."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from billing.rules.explanation import Sent
from discharge.process import MESSAGE_TYPES
from municipalities.swedish.clock import date_and_time_words
from municipalities.units.parties import Party


@dataclass(frozen=True, slots=True)
class Ref:
    """One message; the page links it for those who may read it."""

    id: UUID
    title: str
    when: str
    unit: str


def message_refs(messages: Iterable[Sent], today: date) -> list[Ref]:
    return [message_ref(sent, today) for sent in dict.fromkeys(messages)]


def message_ref(sent: Sent, today: date) -> Ref:
    title = MESSAGE_TYPES[sent.type].title + (" (rättelse)" if sent.corrects else "")
    return Ref(sent.id, title, date_and_time_words(sent.sent_at, today), sent.unit or Party(sent.party).label)

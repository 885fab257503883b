"""How an explanation names the messages that it rests on: type, time and sending unit, no content."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from billing.rules.explanation import Sent
from discharge.presenters.messages.afterwards import afterwards_words
from discharge.process import MESSAGE_TYPES
from municipalities.swedish.clock import date_and_time_words
from municipalities.units.parties import Party


@dataclass(frozen=True, slots=True)
class Ref:
    """One message; the page links it for those who may read it.

    `afterwards` says how and when it was sent outside the system, where it was.
    """

    id: UUID
    title: str
    when: str
    unit: str
    afterwards: str = ""


def message_refs(messages: Iterable[Sent], today: date) -> list[Ref]:
    return [message_ref(sent, today) for sent in dict.fromkeys(messages)]


def message_ref(sent: Sent, today: date) -> Ref:
    title = MESSAGE_TYPES[sent.type].title + (" (rättelse)" if sent.corrects else "")
    when, unit = date_and_time_words(sent.true_time, today), sent.unit or Party(sent.party).label
    afterwards = ""
    if sent.happened_at:
        afterwards = afterwards_words(sent.happened_at, sent.sent_at, sent.channel, sent.sent_by)
    return Ref(sent.id, title, when, unit, afterwards)

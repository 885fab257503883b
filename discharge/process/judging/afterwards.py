"""A message that was sent outside the system, on paper or otherwise, and is entered afterwards.

It is judged twice: by the case as it was at its true time, whether it could be sent, and by the case as it is
now, who may enter it and who gets it here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from discharge.process.fields import Field, Kind, problems
from discharge.process.folding import effective
from discharge.process.judging import checks
from discharge.process.message_type import MessageType
from discharge.process.state import CaseState, Entry, Outside
from discharge.process.words import CHANNELS
from municipalities.swedish.clock import full_words, settled

AT, CHANNEL, BY, TOLD = "outside_at", "outside_channel", "outside_by", "outside_told"
#: Asked beside the message's own, all of them or none.
FIELDS = (
    Field(
        AT,
        Kind.MOMENT,
        "När skickades det?",
        help="Telefon: när ni talade med mottagaren. Post: när brevet lämnades in.",
        checks=(checks.not_future, checks.after_admission),
    ),
    Field(CHANNEL, Kind.CHOICE, "Hur skickades det?", choices=(("paper", "Papper eller bud"), *CHANNELS)),
    Field(BY, Kind.TEXT, "Vem skickade det?", personal=False),
    Field(TOLD, Kind.PARTIES, "Vilka fick det då?"),
)
NAMES = frozenset(field.name for field in FIELDS)
#: As a form asks for them: a notice that begins a case goes to those whom the form names anyway.
ASKED = tuple(replace(field, required=False) for field in FIELDS)
ASKED_TO_BEGIN = ASKED[:-1]
CHANNEL_WORDS = dict(FIELDS[1].choices)

NOT_AFTERWARDS = "Meddelandet gäller från det att det skickas här. Skicka det som vanligt."
NOT_THOSE = "Välj bland dem som får meddelandet här."
TWICE = "Meddelandet är redan inskrivet i efterhand med den tiden. Läs det i tidslinjen."


@dataclass(frozen=True, slots=True)
class SentOutside:
    """When, how, by whom and to whom a message was sent outside the system."""

    at: datetime
    channel: str
    by: str
    told: frozenset[UUID]

    def outside(self, entered_at: datetime) -> Outside:
        return Outside(self.at, self.channel, self.told, entered_at)


def is_said(values: Mapping[str, Any]) -> bool:
    """Whether the values say that the message was sent outside the system."""
    return any(values.get(name) for name in NAMES)


def said(values: Mapping[str, Any]) -> SentOutside | None:
    """The same of values that have been judged; None where it was sent here."""
    if not is_said(values):
        return None
    return SentOutside(settled(values[AT]), values[CHANNEL], values[BY], frozenset(values[TOLD]))


def find_problems(
    message_type: MessageType,
    values: Mapping[str, Any],
    state: CaseState,
    now: datetime,
    *,
    receivers: Collection[UUID] | None = None,
) -> dict[str, str]:
    """What is wrong with what is said of how it was sent, by field; `receivers` are those who get it here.

    None where it begins a case: those whom it is addressed to got it then.
    """
    if not message_type.may_be_entered_afterwards:
        return {AT: NOT_AFTERWARDS}
    asked = FIELDS if receivers is not None else FIELDS[:-1]
    moment = {AT: settled(values[AT])} if values.get(AT) else {}
    found = problems(asked, message_type.settled(dict(values)) | moment, state, now)
    if receivers is not None and TOLD not in found and not set(values[TOLD]) <= set(receivers):
        found[TOLD] = NOT_THOSE
    return found


def refusal_twice(
    message_type: MessageType, sent: SentOutside, entries: list[Entry], unit: UUID
) -> dict[str, str]:
    """The same paper, entered by a colleague already."""
    same = [
        entry
        for entry in effective(entries)
        if entry.type == message_type.name and entry.unit == unit and entry.outside and not entry.corrects
    ]
    return {AT: TWICE} if any(entry.sent_at == sent.at for entry in same) else {}


def refusal_of_time(entered_at: datetime, at: datetime) -> dict[str, str]:
    """A correction can't say that a message was sent outside the system later than it came in here."""
    words = f"Tiden är efter {full_words(entered_at)}, då meddelandet kom in. Ange en tidigare tid."
    return {AT: words} if at > entered_at else {}


def is_duplicate(state: CaseState, message: UUID) -> bool:
    """Whether the same had been told before, by the message that counts in its place."""
    return message in state.duplicates


def new_duplicates(before: CaseState, after: CaseState) -> list[tuple[UUID, UUID]]:
    """The messages that become duplicates by a change, each with the one that counts."""
    return [(later, first) for later, first in after.duplicates.items() if later not in before.duplicates]

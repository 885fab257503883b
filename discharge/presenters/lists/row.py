"""A row of the work list that is open: what the unit has not acknowledged, and what it may do in the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from discharge.presenters.case import Choice, choices
from discharge.presenters.messages.timeline import MessageWords, message_words
from discharge.process import available
from discharge.process.words import messages_words
from discharge.queries import CaseFile
from municipalities.models import Assignment


@dataclass(frozen=True, slots=True)
class OpenRow:
    """`unread` is what waits for the unit, oldest first; `choices` what it may send, what it owes first."""

    unread: list[MessageWords]
    choices: list[Choice]

    @property
    def acknowledging(self) -> str:
        return acknowledging(len(self.unread))


def open_row(file: CaseFile, by: Assignment, now: datetime) -> OpenRow:
    hidden = file.case.patient.protected_identity
    said = (message_words(message, file, by.unit_id, hidden=hidden) for message in file.messages)
    offered = available(file.state, by.unit_id, by.unit.party)
    may = [] if file.case.seen_until else choices(file, by.unit_id, offered, now)
    return OpenRow([one for one in said if one.waits_for_us], may)


def acknowledging(number: int) -> str:
    return f"Kvittera {messages_words(number)}"


def acknowledged_words(number: int) -> str:
    """What has been done, also where a colleague had done it already."""
    return f"Kvitterat: {messages_words(number)}." if number else "Inget mer att kvittera."

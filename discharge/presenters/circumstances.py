"""Patientens läge: what holds of the patient's circumstances, who said it and when, and what stood before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from discharge.presenters.messages.timeline import ENDED, HIDDEN
from discharge.presenters.people.consents import ConsentAsk, consent_ask
from discharge.process import MESSAGE_TYPES
from discharge.process.circumstances.carrying import spoken_of, value_words
from discharge.process.circumstances.holding import Held
from discharge.process.circumstances.rows import CARRIERS, ROWS
from discharge.process.judging.consents import INFORMATION, PARTIES
from discharge.process.parts.state import Part
from discharge.queries import CaseFile, SeenMessage
from municipalities.models import Assignment
from municipalities.units.parties import Party

BLOCKED = "Något är spärrat på patientens begäran och visas inte."


@dataclass(frozen=True, slots=True)
class SaidWords:
    """What was said of a row, by which unit and when; `again` are those that have said the same since."""

    value: str
    unit: str
    at: datetime
    again: list[tuple[str, datetime]]

    @classmethod
    def of(cls, held: Held[SeenMessage], *, is_hidden: bool) -> SaidWords:
        return cls(
            HIDDEN if is_hidden else value_words(held.row.name, held.value) or ENDED,
            held.first.sender_unit.full_name,
            held.first.shown_at,
            [(message.sender_unit.full_name, message.shown_at) for message in held.said_in[1:]],
        )


@dataclass(frozen=True, slots=True)
class LineWords:
    """A row: what holds, and what stood before, newest first."""

    name: str
    label: str
    now: SaidWords
    before: list[SaidWords]
    #: The same stood in a message that has been cancelled, from which it may have been carried on.
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class GroupWords:
    title: str
    lines: list[LineWords]


@dataclass(frozen=True, slots=True)
class Unseen:
    """What the reader's party may not be told, and how the patient's consent is registered at once."""

    sentence: str
    ask: ConsentAsk | None


@dataclass(frozen=True, slots=True)
class CircumstancesWords:
    groups: list[GroupWords]
    unseen: list[Unseen]
    is_blocked: bool

    @property
    def blocked(self) -> str:
        return BLOCKED if self.is_blocked else ""


def circumstances(file: CaseFile, by: Assignment, *, hidden: bool) -> CircumstancesWords | None:
    """None where there is nothing to tell: of the wrong person, or in a SIP outside a stay."""
    if file.case.mistaken_at or not any(MESSAGE_TYPES[name].senders_in(file.state) for name in CARRIERS):
        return None
    state, part = file.state, file.state.parts[by.unit_id]
    kinds = dict.fromkeys(MESSAGE_TYPES[name].needs_consent for name in spoken_of(state))
    groups: dict[str, list[LineWords]] = {}
    for row in ROWS:
        if runs := file.circumstances.get(row.name):
            is_hidden = hidden and row.field_in(row.messages[0]).tells_who
            said = [SaidWords.of(held, is_hidden=is_hidden) for held in reversed(runs)]
            groups.setdefault(row.group, []).append(
                LineWords(row.name, row.label, said[0], said[1:], file.stood_in_cancelled(runs[-1]))
            )
    return CircumstancesWords(
        [GroupWords(title, lines) for title, lines in groups.items()],
        [
            Unseen(_unseen_words(file, kind, part), consent_ask(state, kind, [part], by))
            for kind in kinds
            if not state.may_have(kind, part)
        ],
        any(file.is_blocked(name) for name in CARRIERS),
    )


def _unseen_words(file: CaseFile, kind: str, part: Part) -> str:
    party = Party(part.party)
    if party not in PARTIES:
        return (
            f"”{INFORMATION[kind]}” lämnas inte till {party.label.lower()}: patientens samtycke når inte dit."
        )
    had = any(
        message.type in CARRIERS
        and MESSAGE_TYPES[message.type].needs_consent == kind
        and message.sender_unit.pk != part.unit
        for message in file.messages
    )
    words = f"Ni får inte del av ”{INFORMATION[kind]}”: patientens samtycke för {party.label.lower()} saknas"
    return (
        f"{words} eller är återkallat. Ni ser det ni hade fått innan, och inget nytt." if had else f"{words}."
    )

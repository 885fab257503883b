"""What the parties have agreed so far: contact, meeting, statements, the municipality's answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from discharge.models import Participation
from discharge.presenters.parties import PartyState, in_order, party_state
from discharge.presenters.timeline import message_fields
from discharge.process import MESSAGE_TYPES
from discharge.queries import ANSWERS, Answers, CaseFile
from municipalities.parties import Party


@dataclass(frozen=True, slots=True)
class PartWords:
    """One unit's part: who has the case there, and how it stands."""

    party: str
    unit: str
    phone: str
    responsible: str
    state: PartyState
    is_ours: bool


@dataclass(frozen=True, slots=True)
class PlanPart:
    """One part of the plan: `fields` is empty while nothing has been said."""

    title: str
    nothing_yet: str
    fields: list[tuple[str, str]]
    at: datetime | None = None


def parts(file: CaseFile, unit: UUID, now: datetime) -> list[PartWords]:
    active = [part for part in file.parts if part.active]
    answers = answers_of(file)
    return [_part(part, answers, unit, now) for part in in_order(active)]


def _part(part: Participation, answers: Answers, unit: UUID, now: datetime) -> PartWords:
    return PartWords(
        party=Party(part.party).label,
        unit=part.unit.full_name,
        phone=part.unit.phone,
        responsible=part.responsible.name if part.responsible else "",
        state=party_state(part, answers, now),
        is_ours=part.unit_id == unit,
    )


def answers_of(file: CaseFile) -> Answers:
    """What each unit last answered that still counts, as in the work list."""
    ready = file.state.ready
    said = [message for answer in ANSWERS if (message := file.latest(answer))]
    return {
        message.sender_unit_id: (message.type, message.facts)
        for message in said
        if ready and (message.sent_at >= ready.sent_at or not ANSWERS[message.type])
    }


def plan(file: CaseFile) -> list[PlanPart]:
    return [
        _latest(file, "care_contact", "Fast vårdkontakt", "Ingen är utsedd ännu."),
        _meeting(file),
        _latest(file, "outpatient_care", "Öppenvårdens insatser", "Inget besked ännu."),
        _latest(file, "ready_reply", "Kommunens svar på utskrivningsklar", "Inget svar ännu."),
    ]


def _latest(file: CaseFile, type: str, title: str, nothing_yet: str) -> PlanPart:
    message = file.latest(type)
    fields = message_fields(message, file.names) if message else []
    return PlanPart(title, nothing_yet, fields, message.sent_at if message else None)


def _meeting(file: CaseFile) -> PlanPart:
    """The meeting with each unit's answer to the call."""
    call = _latest(file, "sip_call", "Möte om SIP", "Ingen kallelse ännu.")
    words = dict(MESSAGE_TYPES["sip_answer"].fields[0].choices)
    answers = file.state.sip_answers
    said = [
        (part.unit.full_name, words[answers[part.unit_id]]) for part in file.parts if part.unit_id in answers
    ]
    return PlanPart(call.title, call.nothing_yet, [*call.fields, *said], call.at)

"""What the parties have agreed so far: contact, meeting, statements, the municipality's answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from discharge.presenters.messages.timeline import message_fields
from discharge.presenters.messages.versions import NoteWords, notes
from discharge.presenters.people.ended_units import EndedUnit, ended_unit
from discharge.presenters.people.parties import PartyState, in_order, party_state
from discharge.process import MESSAGE_TYPES, SIP_CALL, available
from discharge.process.judging.phases import still_answers
from discharge.process.parts.planning import holds_planning, offices_beside
from discharge.queries import Answers, CaseFile, answering_types
from municipalities.presenters.contact import ContactWords, contact
from municipalities.swedish.clock import local_date
from municipalities.units.parties import Party

BLOCKED = "Spärrat på patientens begäran."


@dataclass(frozen=True, slots=True)
class PartWords:
    """One unit's part: who has the case there, how it stands, and what it has written of the plan."""

    party: str
    unit: str
    contact: ContactWords
    responsible: str
    state: PartyState
    is_ours: bool
    notes: list[NoteWords]
    ended: EndedUnit | None
    #: What the reader may enter as what the unit says, where that is not connected: (type, words).
    entered: list[tuple[str, str]]
    connected: bool = True
    id: UUID | None = None
    #: It holds its municipality's planning; and whether others of the municipality take part beside it.
    holds_planning: bool = False
    has_others: bool = False


@dataclass(frozen=True, slots=True)
class PlanPart:
    """One part of the plan: `fields` is empty while nothing has been said."""

    title: str
    nothing_yet: str
    fields: list[tuple[str, str]]
    at: datetime | None = None


def parts(file: CaseFile, unit: UUID, now: datetime, *, hidden: bool) -> list[PartWords]:
    active = [part for part in file.parts if part.active]
    answers = answers_of(file)
    return [
        PartWords(
            party=Party(part.party).label,
            unit=part.unit.full_name,
            contact=contact(part.unit, now),
            responsible=part.responsible.name if part.responsible else "",
            state=party_state(part, answers, now),
            is_ours=part.unit_id == unit,
            notes=notes(file, part.unit_id, hidden=hidden),
            ended=ended_unit(part.unit, local_date(now)),
            entered=_may_enter(file, unit, part.unit_id),
            connected=file.state.parts[part.unit_id].connected,
            id=part.unit_id,
            holds_planning=holds_planning(file.state, part.unit_id),
            has_others=len(offices_beside(file.state, part.unit_id)) > 1,
        )
        for part in in_order(active)
    ]


def _may_enter(file: CaseFile, author: UUID, unit: UUID) -> list[tuple[str, str]]:
    """The messages that the author may enter now as what the unit says."""
    if file.state.parts[unit].connected:
        return []
    return [
        (row.name, row.verb_in(file.state))
        for row, refusals in available(file.state, unit, file.state.parts[unit].party)
        if not refusals and not row.refusal_of_entering(file.state, author, unit)
    ]


def answers_of(file: CaseFile) -> Answers:
    """What each unit last answered that still counts, as in the work list."""
    ready = file.state.ready
    said = [message for name in answering_types() if (message := file.latest(name))]
    return {
        message.sender_unit.pk: (message.type, message.facts)
        for message in said
        if ready and still_answers(message.type, message.true_time, ready.sent_at)
    }


def guardians(file: CaseFile, *, hidden: bool) -> list[str]:
    """The persons beside the patient whom messages name; a cancelled message names nobody."""
    named = [m for m in file.journal.counting if MESSAGE_TYPES[m.type].names_person]
    return [", ".join(words for _, words in message_fields(m, file.names, hidden=hidden)) for m in named]


def plan(file: CaseFile, *, hidden: bool) -> list[PlanPart]:
    """The latest message of each row that is a part of the plan, with what units have said to it.

    The meeting comes first: who opens the page before it looks for when and where.
    """
    found = []
    for message_type in sorted(MESSAGE_TYPES.values(), key=lambda row: row is not SIP_CALL):
        part = message_type.in_plan
        if part is None or not message_type.senders_in(file.state):
            continue
        if part.holds is None:
            message = file.latest(message_type.name)
        else:
            holds = part.holds(file.state)
            message = file.still_said(holds) if holds else None
        fields = (
            message_fields(message, file.names, hidden=hidden, beside_circumstances=True) if message else []
        )
        answers = [(file.names[unit], words) for unit, words in part.answers(file.state).items()]
        nothing_yet = BLOCKED if file.is_blocked(message_type.name) else part.nothing_yet
        at = message.sent_at if message else None
        found.append(PlanPart(part.title, nothing_yet, [*fields, *answers], at))
    return found

"""The searches for a place to live, in words: what is needed, what has been tried, how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from discharge.models import Message, Participation, PlacementStage
from discharge.presenters.messages.timeline import field_words
from discharge.presenters.people.parties import PartyState
from discharge.presenters.people.persons import PersonWords, person_in_list
from discharge.process import MESSAGE_TYPES, PLACEMENT_TYPES
from discharge.process.journal import of_messages
from municipalities.swedish.clock import local_date

REQUEST, ATTEMPT, OUTCOME = PLACEMENT_TYPES
COLOURS = {
    "asked": ("info", "waiting"),
    "offered": ("success", "done"),
    "placed": ("success", "done"),
    "own_home": ("success", "done"),
}


@dataclass(frozen=True, slots=True)
class AttemptWords:
    at: datetime
    unit: str
    provider: str
    result: PartyState
    free_from: date | None
    comment: str


@dataclass(frozen=True, slots=True)
class PlacementWords:
    """One search; `outcome` is None while it goes on."""

    case_id: UUID
    person: PersonWords
    ward: str
    since: datetime
    asked_by: str
    need: str
    wanted: str
    attempts: list[AttemptWords]
    outcome: PartyState | None
    place: str


def placement_words(part: Participation, messages: list[Message], now: datetime) -> PlacementWords:
    """The search that was asked for last, with what has been said of it since."""
    journal = of_messages(messages)
    latest = [(message, journal.latest(message.pk) or message) for message in journal.originals]
    said = [(message, MESSAGE_TYPES[it.type].decoded(it.facts | it.content)) for message, it in latest]
    start = max(n for n, (message, _) in enumerate(said) if message.type == REQUEST)
    request, *later = said[start:]
    person = person_in_list(part.case, local_date(now))
    ended = next((values for message, values in later if message.type == OUTCOME), {})
    outcome = _value_state(OUTCOME, "outcome", ended) if ended else None
    if outcome is None and part.placement != PlacementStage.SEARCHING:
        # A search that nobody has ended has ended by itself.
        outcome = PartyState("", "neutral", "closed", "Avslutat: personen har avlidit", "")
    attempts = [
        AttemptWords(
            at=message.sent_at,
            unit=message.sender_unit.full_name,
            provider=values["provider"],
            result=_value_state(ATTEMPT, "result", values),
            free_from=values["free_from"],
            comment=values.get("comment", ""),
        )
        for message, values in reversed(later)
        if message.type == ATTEMPT
    ]
    return PlacementWords(
        case_id=part.case_id,
        person=person,
        ward="" if person.hidden or part.case.ward is None else part.case.ward.full_name,
        since=request[0].sent_at,
        asked_by=request[0].sender_unit.full_name,
        need=_value_state(REQUEST, "need", request[1]).word,
        wanted=request[1]["wanted"],
        attempts=attempts,
        outcome=outcome,
        place="" if person.hidden else ended.get("place", ""),
    )


def _value_state(type: str, name: str, values: dict[str, Any]) -> PartyState:
    colour, icon = COLOURS.get(values[name], ("neutral", "none"))
    field = next(field for field in MESSAGE_TYPES[type].fields if field.name == name)
    return PartyState("", colour, icon, field_words(field, values[name], {}), "")

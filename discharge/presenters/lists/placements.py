"""The searches for a place to live, in words: what is needed, what has been tried, what comes next."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from discharge.models import PlacementStage
from discharge.presenters.messages.timeline import field_words
from discharge.presenters.people.parties import PartyState
from discharge.presenters.people.persons import PersonWords, person_in_list
from discharge.process import MESSAGE_TYPES, PLACEMENT_TYPES
from discharge.queries import NOT_BEGUN, Search, SearchFilters
from municipalities.swedish.clock import date_words, local_date
from municipalities.swedish.sorting import sort_key

REQUEST, ATTEMPT, OUTCOME = PLACEMENT_TYPES
COLOURS = {
    "asked": ("info", "waiting"),
    "offered": ("success", "done"),
    "placed": ("success", "done"),
    "own_home": ("success", "done"),
}
NOBODY_ASKED = "Ingen tillfrågad"


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
    """One search; `outcome` is None while it goes on, and `next_step` empty when it does not."""

    case_id: UUID
    person: PersonWords
    reference: str
    ward: str
    since: datetime
    #: Until the search ended, or until now.
    waited_days: int
    asked_by: str
    need: str
    wanted: str
    attempts: list[AttemptWords]
    outcome: PartyState | None
    place: str
    next_step: str

    @property
    def latest(self) -> AttemptWords | None:
        return self.attempts[0] if self.attempts else None


def placement_words(search: Search, now: datetime) -> PlacementWords:
    part, (asked, wanted) = search.part, search.request
    person = person_in_list(part.case, local_date(now))
    ended = search.outcome[1] if search.outcome else {}
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
        for message, values in search.attempts
    ]
    until = search.outcome[0].sent_at if search.outcome else part.case.deceased_at or now
    return PlacementWords(
        case_id=part.case_id,
        person=person,
        reference=part.case.reference,
        ward="" if person.hidden or part.case.ward is None else part.case.ward.full_name,
        since=asked.sent_at,
        waited_days=max((local_date(until) - local_date(asked.sent_at)).days, 0),
        asked_by=asked.sender_unit.full_name,
        need=_value_state(REQUEST, "need", wanted).word,
        wanted=wanted["wanted"],
        attempts=attempts,
        outcome=outcome,
        place="" if person.hidden else ended.get("place", ""),
        next_step="" if outcome else _next_step(search, local_date(now)),
    )


def _next_step(search: Search, today: date) -> str:
    """What whoever searches does now, from what was said last."""
    if not search.attempts:
        return "Fråga ett första boende"
    message, values = search.attempts[0]
    if search.answer == "asked":
        return f"Invänta svar från {values['provider']}, tillfrågad {_ago(message.sent_at, today)}"
    if search.answer == "offered":
        free_from = values["free_from"]
        when = f", ledig från {date_words(free_from, today)}" if free_from else ""
        return f"Ta ställning till platsen hos {values['provider']}{when}"
    return "Fråga nästa boende"


def _ago(at: datetime, today: date) -> str:
    days = (today - local_date(at)).days
    return {0: "i dag", 1: "i går"}.get(days, f"för {days} dagar sedan")


def _value_state(type: str, name: str, values: dict[str, Any]) -> PartyState:
    colour, icon = COLOURS.get(values[name], ("neutral", "none"))
    return PartyState("", colour, icon, field_words(_field(type, name), values[name], {}), "")


def _field(type: str, name: str) -> Any:
    return next(field for field in MESSAGE_TYPES[type].fields if field.name == name)


def need_choices() -> list[tuple[str, str]]:
    return list(_field(REQUEST, "need").choices)


def answer_choices() -> list[tuple[str, str]]:
    return [(NOT_BEGUN, NOBODY_ASKED), *_field(ATTEMPT, "result").choices]


# --- the columns ------------------------------------------------------------------------------------

Key = Callable[[PlacementWords], Any]
#: By the name in the address: the column's head, and what sorts by it.
SORTS: dict[str, tuple[str, Key]] = {
    "namn": ("Person", lambda row: sort_key(row.person.name)),
    "vantat": ("Väntat", lambda row: -row.since.timestamp()),
    "behov": ("Behov", lambda row: sort_key(row.need)),
    "forsok": ("Försök", lambda row: len(row.attempts)),
    "svar": ("Senaste svar", lambda row: row.latest.at.timestamp() if row.latest else 0),
    "steg": ("Nästa steg", lambda row: sort_key(row.next_step)),
}
#: Who has waited longest stands first.
OWN_ORDER = "-vantat"


def in_order(rows: Iterable[PlacementWords], choice: str) -> list[PlacementWords]:
    """By the column, turned round by a minus; rows that are alike stand as the longest wait has them."""
    _, key = SORTS[choice.removeprefix("-")]
    return sorted(rows, key=key, reverse=choice.startswith("-"))


@dataclass(frozen=True, slots=True)
class SortLink:
    """A column's head, as a link that sorts by it; `aria_sort` where the table is."""

    label: str
    url: str
    aria_sort: str


def sort_links(stage: str, filters: SearchFilters, choice: str) -> list[SortLink]:
    links = []
    for name, (label, _) in SORTS.items():
        is_current = name == choice.removeprefix("-")
        way = ("descending" if choice.startswith("-") else "ascending") if is_current else ""
        turned = f"-{name}" if choice == name else name
        links.append(SortLink(label, table_address(stage, filters, turned), way))
    return links


def table_address(stage: str, filters: SearchFilters, choice: str) -> str:
    values = {"visa": stage, **filters.chosen()}
    return f"?{urlencode(values if choice == OWN_ORDER else values | {'ordning': choice})}"

"""The searches for a place to live in the cases that a unit takes part in."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from discharge.models import Message, Participation, PlacementStage
from discharge.process import MESSAGE_TYPES, PLACEMENT_TYPES
from discharge.process.journal import of_messages
from discharge.queries import persons
from discharge.queries.logged import Logged
from municipalities.access import log
from municipalities.models import AccessLog, Assignment

REQUEST, ATTEMPT, OUTCOME = PLACEMENT_TYPES
#: Nobody has more than this to search for; what ended long ago is found in its case.
MOST = 300
#: Of a search in which nobody has been asked yet.
NOT_BEGUN = "inget"
#: A message as it was sent, and what it says as last corrected.
Said = tuple[Message, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Search:
    """The search that was asked for last in a case; `attempts` newest first, `outcome` once it has one."""

    part: Participation
    request: Said
    attempts: list[Said]
    outcome: Said | None

    @property
    def answer(self) -> str:
        """What whoever was asked last has said."""
        return self.attempts[0][1]["result"] if self.attempts else NOT_BEGUN


@dataclass(frozen=True, slots=True)
class SearchFilters:
    """What the reader has chosen to see; empty texts choose nothing."""

    need: str = ""
    answer: str = ""
    #: The unit that asks for help.
    unit: str = ""

    def chosen(self) -> dict[str, str]:
        return {name: value for name, value in asdict(self).items() if value}

    def hold(self, search: Search) -> bool:
        message, values = search.request
        said = {"need": values["need"], "answer": search.answer, "unit": str(message.sender_unit_id)}
        return all(said[name] == value for name, value in self.chosen().items())


@dataclass(frozen=True, slots=True)
class Placements:
    """The searches that are chosen; `units` ask for any of the stage; `is_cut` where there are more."""

    searches: list[Search]
    units: list[tuple[str, str]]
    is_cut: bool


def placements(
    assignment: Assignment, stage: PlacementStage, filters: SearchFilters, *, file: str = ""
) -> Placements:
    """The oldest searches first; leaves one row in the access log with the cases it shows.

    `file` is the kind of file that is made of them, if any: then they are exported.
    """
    rows = Participation.objects.filter(unit_id=assignment.unit_id, active=True, placement=stage)
    found = list(rows.select_related("case__patient", "case__ward").order_by("-since", "id")[: MOST + 1])
    said: dict[UUID, list[Message]] = {}
    cases = [row.case_id for row in found[:MOST]]
    messages = Message.objects.filter(case_id__in=cases, type__in=PLACEMENT_TYPES)
    for message in messages.select_related("sender_unit").order_by("sent_at", "id"):
        said.setdefault(message.case_id, []).append(message)
    every = [_search_of(part, said[part.case_id]) for part in found[:MOST]]
    shown = [search for search in every if filters.hold(search)]
    detail, action = f"{Logged.PLACEMENTS} {stage}", AccessLog.Action.LIST
    if file:
        detail, action = f"{detail}, {file}", AccessLog.Action.EXPORT
    log.record(action, by=assignment, case_ids=[search.part.case_id for search in shown], detail=detail)
    persons.put_persons_on(search.part.case for search in shown)
    asking = {search.request[0].sender_unit for search in every}
    units = [(str(unit.pk), unit.full_name) for unit in sorted(asking, key=lambda unit: unit.sort_key)]
    in_order = sorted(shown, key=lambda search: (search.request[0].sent_at, search.part.pk))
    return Placements(in_order, units, is_cut=len(found) > MOST)


def _search_of(part: Participation, messages: list[Message]) -> Search:
    journal = of_messages(messages)
    latest = [(message, journal.latest(message.pk) or message) for message in journal.originals]
    said = [(message, MESSAGE_TYPES[it.type].decoded(it.facts | it.content)) for message, it in latest]
    start = max(n for n, (message, _) in enumerate(said) if message.type == REQUEST)
    request, *later = said[start:]
    attempts = [one for one in reversed(later) if one[0].type == ATTEMPT]
    return Search(part, request, attempts, next((one for one in later if one[0].type == OUTCOME), None))

"""The searches for a place to live in the cases that a unit takes part in."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from discharge.models import Message, Participation, PlacementStage
from discharge.process import PLACEMENT_TYPES
from discharge.queries import persons
from discharge.queries.logged import Logged
from municipalities.access import log
from municipalities.models import AccessLog, Assignment

#: Nobody has more than this to search for; what ended long ago is found in its case.
MOST = 100


@dataclass(frozen=True, slots=True)
class Placements:
    """The unit's participations, and what has been said of the search in each case, in order."""

    rows: list[Participation]
    said: dict[UUID, list[Message]]


def placements(assignment: Assignment, stage: PlacementStage) -> Placements:
    """The newest cases first; leaves one row in the access log with the cases it shows."""
    rows = Participation.objects.filter(unit_id=assignment.unit_id, active=True, placement=stage)
    shown = list(rows.select_related("case__patient", "case__ward").order_by("-since", "id")[:MOST])
    persons.put_persons_on(row.case for row in shown)
    cases = [row.case_id for row in shown]
    log.record(AccessLog.Action.LIST, by=assignment, case_ids=cases, detail=f"{Logged.PLACEMENTS} {stage}")
    said: dict[UUID, list[Message]] = {}
    messages = Message.objects.filter(case_id__in=cases, type__in=PLACEMENT_TYPES)
    for message in messages.select_related("sender_unit").order_by("sent_at", "id"):
        said.setdefault(message.case_id, []).append(message)
    return Placements(shown, said)

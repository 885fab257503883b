"""A person's own log, as it is handed out: from which unit, when, and what was done; never who did it."""

from __future__ import annotations

from dataclasses import dataclass

from discharge.extensions import log_lists
from discharge.process.judging.place import PlaceOfCare
from discharge.queries import LoggedPerson, LogPage
from discharge.queries.lookups.places import seen_unit
from municipalities.models import AccessLog, Assignment, Unit
from municipalities.swedish.clock import full_words

#: What the actions are called to the person whom they were about.
ACTIONS = {
    AccessLog.Action.LIST: "Visades i en lista",
    AccessLog.Action.OPEN: "Uppgifterna öppnades",
    AccessLog.Action.LOOKUP: "Personnumret söktes",
    AccessLog.Action.PRINT: "Uppgifter skrevs ut",
    AccessLog.Action.EXPORT: "Uppgifter exporterades",
    AccessLog.Action.WRITE: "Uppgifter skrevs",
    AccessLog.Action.UNBLOCK: "En spärr öppnades",
    AccessLog.Action.REVIEW: "Loggen granskades",
    AccessLog.Action.DESTROY: "Innehåll förstördes eller begärdes förstört",
}


@dataclass(frozen=True, slots=True)
class OwnLog:
    """`name` is empty for a protected identity: it is written by hand. `lines` are (when, unit, what).

    `nameless` are the lists without names in which a case of the person's stood, counted: they would fill the
    paper. (Which list at which unit, how often, the first and the last time.)
    """

    name: str
    organisation: str
    printed_by: Unit
    lines: list[tuple[str, str, str]]
    nameless: list[tuple[str, str, int, str, str]]
    is_cut: bool


def own_log(person: LoggedPerson, page: LogPage, by: Assignment) -> OwnLog:
    lines, place = [], PlaceOfCare(person.protected)
    # By list and unit, the latest first.
    nameless: dict[tuple[str, str], list[AccessLog]] = {}
    for row in page.rows:
        unit = seen_unit(page.units.get(row.unit_id) if row.unit_id else None, place)
        unit_name = unit.full_name if unit else ""
        if is_nameless(row):
            nameless.setdefault((log_lists.words(row.detail), unit_name), []).append(row)
            continue
        what = ACTIONS[AccessLog.Action(row.action)]
        if row.action == AccessLog.Action.LIST and row.detail:
            what = f"{what}: {log_lists.words(row.detail)}"
        lines.append((full_words(row.at), unit_name, f"{what} (nekades)" if row.refused else what))
    return OwnLog(
        name="" if person.protected else person.name,
        organisation=by.unit.organisation.name,
        printed_by=seen_unit(by.unit, place),
        lines=lines,
        nameless=[
            (words, at_unit, len(rows), full_words(rows[-1].at), full_words(rows[0].at))
            for (words, at_unit), rows in nameless.items()
        ],
        is_cut=page.has_next,
    )


def is_nameless(row: AccessLog) -> bool:
    """Whether the row is of a list that said nothing of who the person is."""
    return row.action == AccessLog.Action.LIST and log_lists.is_nameless(row.detail)

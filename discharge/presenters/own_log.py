"""A person's own log, as it is handed out: from which unit, when, and what was done; never who did it."""

from __future__ import annotations

from dataclasses import dataclass

from discharge.queries import LoggedPerson, LogPage
from municipalities.models import AccessLog, Assignment
from municipalities.times import full_words

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
}


@dataclass(frozen=True, slots=True)
class OwnLog:
    """`name` is empty for a protected identity: it is written by hand. `lines` are (when, unit, what)."""

    name: str
    organisation: str
    lines: list[tuple[str, str, str]]
    is_cut: bool


def own_log(person: LoggedPerson, page: LogPage, by: Assignment) -> OwnLog:
    return OwnLog(
        name="" if person.protected else person.name,
        organisation=by.unit.organisation.name,
        lines=[_line(row, page) for row in page.rows],
        is_cut=page.has_next,
    )


def _line(row: AccessLog, page: LogPage) -> tuple[str, str, str]:
    unit = page.units.get(row.unit_id) if row.unit_id else None
    what = ACTIONS[AccessLog.Action(row.action)]
    return full_words(row.at), unit.full_name if unit else "", f"{what} (nekades)" if row.refused else what

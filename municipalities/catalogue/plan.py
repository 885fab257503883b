"""What an export would change in the directory: units added, changed and ended. Nothing is ever deleted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from municipalities.catalogue.reading import COLUMNS, Line

#: More units than this ending at once, and more than a tenth of all: rather half a file than a reform.
ENDS_AT_ONCE = 5

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class UnitChange:
    """A unit, and for each column that changes what it said and will say."""

    hsa_id: str
    name: str
    columns: dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Plan:
    """`ended` get their last day; `unchanged` units stay as they are, `refused` lines are left out."""

    added: tuple[UnitChange, ...]
    changed: tuple[UnitChange, ...]
    ended: tuple[UnitChange, ...]
    unchanged: int
    refused: int = 0

    @property
    def changes_nothing(self) -> bool:
        return not (self.added or self.changed or self.ended)

    @property
    def ends_too_many(self) -> bool:
        """Rather half a file than a reform."""
        known = self.unchanged + len(self.changed) + len(self.ended)
        return len(self.ended) > ENDS_AT_ONCE and len(self.ended) * 10 > known

    @property
    def must_be_looked_at(self) -> bool:
        """Before it is carried out: many end, or some while a line was refused that may be theirs."""
        return self.ends_too_many or bool(self.ended and self.refused)


def plan(
    lines: Iterable[Line], units: Mapping[str, Row], today: date, *, refused: Iterable[str] = ()
) -> Plan:
    """Compare checked lines with the directory, both by HSA-id.

    A column that the export does not have is left alone. A unit ends today when its organisation is in the
    export and the unit is not; one whose line was refused stays as it is.
    """
    wanted = {line["hsa_id"]: line for line in lines}
    added = [_plan_change(line, {}) for hsa_id, line in wanted.items() if hsa_id not in units]
    compared = [_plan_change(line, units[hsa_id]) for hsa_id, line in wanted.items() if hsa_id in units]
    changed = tuple(change for change in compared if change.columns)
    organisations = {line["organisation_number"] for line in wanted.values()}
    refused = tuple(refused)
    named = {*wanted, *refused}
    ended = tuple(
        UnitChange(row["hsa_id"], row["name"], {"valid_to": (row["valid_to"], str(today))})
        for hsa_id, row in units.items()
        if row["organisation_number"] in organisations
        and hsa_id not in named
        and (not row["valid_to"] or row["valid_to"] > str(today))
    )
    return Plan(tuple(added), changed, ended, len(compared) - len(changed), len(refused))


def _plan_change(line: Line, row: Row) -> UnitChange:
    columns = {
        name: (row.get(name, ""), line[name])
        for name in COLUMNS
        if name in line and line[name] != row.get(name, "")
    }
    return UnitChange(line["hsa_id"], line["name"], columns)

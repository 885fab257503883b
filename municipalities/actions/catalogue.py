"""Reading in the HSA catalogue's export: looked at first, then carried out; each reading leaves a row."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from municipalities import catalogue
from municipalities.actions.catalogue_rows import carry_out, known_names, units_by_hsa_id
from municipalities.catalogue import Line, Plan, UnreadableCatalogue
from municipalities.models import Assignment, CatalogueImport, Role
from municipalities.refusal import Refused

State, Origin = CatalogueImport.State, CatalogueImport.Origin


@transaction.atomic
def preview_import(*, by: Assignment, name: str, content: bytes, now: datetime) -> CatalogueImport:
    """Read an export and note what it would change; nothing changes yet. Raises Refused."""
    _require_system_administrator(by)
    try:
        lines = catalogue.read(name, content)
    except UnreadableCatalogue as error:
        raise Refused(problems={"file": str(error)}) from None
    report, _ = _examine_lines(lines, now)
    return _note_import(Origin.PAGE, name, lines, report, now=now, state=State.PREVIEWED, by=by)


@transaction.atomic
def apply_import(*, by: Assignment, reading: CatalogueImport, now: datetime) -> CatalogueImport:
    """Carry out a reading as it was looked at. Raises Refused when it would do something else by now."""
    _require_system_administrator(by)
    reading = CatalogueImport.objects.select_for_update().get(pk=reading.pk)
    if reading.finished_at:
        raise Refused("Filen är redan införd. Läs in en nyare.")
    report, found = _examine_lines(reading.rows, now)
    if report != reading.report:
        raise Refused("Katalogen har ändrats sedan du granskade. Läs in filen på nytt.")
    carry_out(found, now)
    reading.state, reading.finished_at = State.DONE, now
    reading.save(update_fields=["state", "finished_at"])
    return reading


@transaction.atomic
def sync_catalogue(*, path: Path, origin: str, now: datetime) -> CatalogueImport:
    """Read in the configured export: run by the worker each night, or by command. Twice changes nothing more.

    A file that would end many units waits for somebody to look, and so does one that would end any while a
    line of it is refused: the line may be the very unit's. Raises UnreadableCatalogue, OSError.
    """
    lines = catalogue.read(path.name, path.read_bytes())
    report, found = _examine_lines(lines, now)
    if found.must_be_looked_at:
        return _note_import(origin, path.name, lines, report, now=now, state=State.HELD)
    carry_out(found, now)
    state = State.UNCHANGED if found.changes_nothing else State.DONE
    return _note_import(origin, path.name, lines, report, now=now, state=state)


def _require_system_administrator(by: Assignment) -> None:
    if by.role != Role.SYSTEM_ADMINISTRATOR:
        raise Refused("Bara systemadministratören läser in katalogen. Be den personen.")


def _note_import(
    origin: str,
    name: str,
    lines: list[Line],
    report: dict[str, Any],
    *,
    now: datetime,
    state: str,
    by: Assignment | None = None,
) -> CatalogueImport:
    return CatalogueImport.objects.create(
        origin=origin,
        assignment_id=by.pk if by else None,
        file_name=name[:200],
        state=state,
        read_at=now,
        finished_at=now if state in (State.DONE, State.UNCHANGED) else None,
        rows=lines,
        report=report,
    )


def _examine_lines(lines: list[Line], now: datetime) -> tuple[dict[str, Any], Plan]:
    """What the lines come to today, as the row keeps it and as it is carried out.

    The first as JSON gives it back: lists, no tuples.
    """
    today = timezone.localdate(now)
    good, refused = catalogue.split_good_and_refused(lines, known_names(today))
    found = catalogue.plan(good, units_by_hsa_id(), today, refused=[refusal.hsa_id for refusal in refused])
    changes = {
        kind: [
            {
                "hsa_id": change.hsa_id,
                "name": change.name,
                "columns": {name: list(values) for name, values in change.columns.items()},
            }
            for change in getattr(found, kind)
        ]
        for kind in ("added", "changed", "ended")
    }
    report = {
        **changes,
        "unchanged": found.unchanged,
        "refused": [asdict(refusal) | {"reasons": list(refusal.reasons)} for refusal in refused],
        "ends_too_many": found.ends_too_many,
    }
    return report, found

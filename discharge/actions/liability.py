"""What billing shows on cases and lists; computed there, written here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from discharge.process.columns import CASE_LIABILITY, PART_LIABILITY, Column, names, values
from discharge.process.outlook import Liability


def _write_statement(table: str, key: str, columns: tuple[Column[[Liability]], ...]) -> str:
    """Write the rows of JSON to the rows of the table with the same key, where they say something else."""
    old, new = (", ".join(f"{row}.{name}" for name in names(columns)) for row in ("old", "new"))
    return f"""
    UPDATE {table} old SET ({", ".join(names(columns))}) = ROW ({new})
    FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb) new
    WHERE old.{key} = new.{key} AND ({old}) IS DISTINCT FROM ({new})
    """  # noqa: S608 - the names are the columns of the table in process/columns.py


_CASES = _write_statement("discharge_case", "id", CASE_LIABILITY)
_PARTS = _write_statement("discharge_participation", "case_id", PART_LIABILITY)


@transaction.atomic(savepoint=False)
def set_liabilities(liabilities: Mapping[UUID, Liability]) -> None:
    """Write what each case shows, on the case and its participations.

    Two statements whatever the number of cases; rows that say the same already are not written.
    """
    if not liabilities:
        return
    with connection.cursor() as cursor:
        cursor.execute(_CASES, [_rows_as_json("id", CASE_LIABILITY, liabilities)])
        cursor.execute(_PARTS, [_rows_as_json("case_id", PART_LIABILITY, liabilities)])


def _rows_as_json(
    key: str, columns: tuple[Column[[Liability]], ...], liabilities: Mapping[UUID, Liability]
) -> str:
    rows: list[dict[str, Any]] = [{key: case} | values(columns, said) for case, said in liabilities.items()]
    return json.dumps(rows, default=str)


def set_liability(case_id: UUID, liability: Liability) -> None:
    """Write what one case shows: called after a message."""
    set_liabilities({case_id: liability})

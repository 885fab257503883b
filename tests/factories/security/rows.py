"""What raw SQL reads, adds and changes of every protected table as each role, in transactions rolled back.

Each row is known by its place (`ctid`) and has a word of docs/security.md's table "Rows". Reading is asked of
every row. Adding is asked by putting a row that is there once more: a policy refuses before the key does.
Changing is asked of the whole table with a constant, so that the policies for reading play no part.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from municipalities.models import Assignment
from tests.factories.security.seeds import protected_tables
from tests.factories.security.words import Words
from tests.factories.security.world import World

#: What a role that may change a table's rows sets in all of them.
CHANGES = {
    "discharge_block": "lifted_at = now(), lifted_by_id = app_assignment()",
    "discharge_case": "changed_at = now()",
    "discharge_case_facts": "facts = '{}'",
    "discharge_draft": "saved_at = now()",
    "discharge_handover_request": "closed_at = now()",
    "discharge_participation": "next_type = ''",
    "discharge_planned_admission": "planned = 'unknown'",
    "discharge_saved_view": "saved_at = now()",
    "discharge_sip_facts": "facts = '{}'",
    "discharge_wrongly_sent": "read_at = now(), read_by_id = app_assignment()",
}
#: In place of a number of rows: the policies let the change through, and a constraint did not.
LET_THROUGH = -1
CARE = ("ward", "surgery", "district", "municipal health care", "placement coordinator")
GROUPS = {"care": CARE, "others": ("other ward", "other municipality")}
PART = {"own", "blocked", "protected"}


@dataclass(frozen=True)
class Row:
    """A row of a table: where it lies, its word, and who wrote it."""

    table: str
    place: tuple[int, str]
    word: str
    writer: UUID | None
    data: dict[str, Any] = field(hash=False, compare=False)


@dataclass(frozen=True)
class Found:
    """What a role did with a table."""

    read: frozenset[Row]
    added: frozenset[Row]
    changed: int
    removed: int = 0


def may(connection: psycopg.Connection, table: str, verb: str) -> bool:
    """Whether the application has been granted it, on the table or a column of it."""
    column = (
        "" if verb == "DELETE" else " OR has_any_column_privilege('vardovergang_app', %(table)s, %(verb)s)"
    )
    asked = f"SELECT has_table_privilege('vardovergang_app', %(table)s, %(verb)s){column}"
    row = connection.execute(asked, {"table": table, "verb": verb}).fetchone()
    return row is not None and bool(row[0])


def written_columns(connection: psycopg.Connection, table: str) -> list[str]:
    """Those that PostgreSQL does not generate."""
    named = (
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        " AND NOT attisdropped AND attgenerated = '' ORDER BY attnum"
    )
    return [name for (name,) in connection.execute(named, [table]).fetchall()]


class Rows:
    """Every row of the protected tables, as the administrator sees them, and what each role may do."""

    def __init__(self, admin: psycopg.Connection, world: World) -> None:
        self.world = world
        self.tables = protected_tables(admin)
        self.granted = {
            table: {verb for verb in ("SELECT", "INSERT", "UPDATE", "DELETE") if may(admin, table, verb)}
            for table in self.tables
        }
        self.words = Words(admin, world)
        self.rows = [row for table in self.tables for row in self._of(admin, table)]

    def _of(self, admin: psycopg.Connection, table: str) -> Iterable[Row]:
        query = sql.SQL("SELECT tableoid::int8, ctid::text, to_jsonb(t) FROM {} t").format(
            sql.Identifier(table)
        )
        for oid, place, data in admin.execute(query).fetchall():
            yield Row(table, (oid, place), self.words.of(table, data), self.words.writer(table, data), data)

    def of(self, table: str) -> list[Row]:
        return [row for row in self.rows if row.table == table]

    def one_of_each(self, table: str) -> list[Row]:
        """A row of each word and writer."""
        return list({(row.word, row.writer): row for row in self.of(table)}.values())

    def wanted(self, role: str, table: str, line: dict[str, str]) -> Found:
        """What the documented line says of the role."""
        read, added, changed = (self._named(role, table, line[column]) for column in line)
        tried = set(self.one_of_each(table))
        removed = len(changed) if "DELETE" in self.granted[table] else 0
        return Found(frozenset(read), frozenset(row for row in added if row in tried), len(changed), removed)

    def _named(self, role: str, table: str, cell: str) -> list[Row]:
        words = {
            word
            for part in cell.split(";")
            if ":" in part
            for names, said in [part.split(":")]
            if _is_named(role, names)
            for word in said.split()
        }
        words |= PART if "part" in words else set()
        assignment = self.world.roles[role]
        return [
            row
            for row in self.of(table)
            if "all" in words
            or row.word in words
            or ("writer" in words and assignment and row.writer == assignment.pk)
            or ("unit" in words and assignment and row.data["unit_id"] == str(assignment.unit_id))
        ]

    def found(self, connection: psycopg.Connection, role: str, table: str, *, login: bool = True) -> Found:
        """What the role really can; `login` says that the connection is the application's own."""
        with connection.transaction(force_rollback=True):
            if not login:
                connection.execute("SET LOCAL SESSION AUTHORIZATION vardovergang_app")
            _act(connection, self.world.roles[role])
            granted = self.granted[table]
            return Found(
                frozenset(self._read(connection, table)) if "SELECT" in granted else frozenset(),
                frozenset(self._added(connection, table)) if "INSERT" in granted else frozenset(),
                _changed(connection, table) if "UPDATE" in granted else 0,
                _removed(connection, table) if "DELETE" in granted else 0,
            )

    def _read(self, connection: psycopg.Connection, table: str) -> Iterable[Row]:
        query = sql.SQL("SELECT tableoid::int8, ctid::text FROM {}").format(sql.Identifier(table))
        seen = set(connection.execute(query).fetchall())
        return (row for row in self.of(table) if row.place in seen)

    def _added(self, connection: psycopg.Connection, table: str) -> Iterable[Row]:
        columns = sql.SQL(", ").join(map(sql.Identifier, written_columns(connection, table)))
        put = sql.SQL("INSERT INTO {0} ({1}) SELECT {1} FROM jsonb_populate_record(NULL::{0}, %s)").format(
            sql.Identifier(table), columns
        )
        return [row for row in self.one_of_each(table) if _passes(connection, put, [Jsonb(row.data)])]


def _is_named(role: str, names: str) -> bool:
    named = {one for name in names.split(",") for one in GROUPS.get(name.strip(), (name.strip(),))}
    return role in named or "everybody" in named


def _act(connection: psycopg.Connection, assignment: Assignment | None) -> None:
    chosen = str(assignment.pk) if assignment else ""
    connection.execute("SELECT set_config('app.assignment', %s, true)", [chosen])


def _passes(connection: psycopg.Connection, put: sql.Composed, values: list[Any]) -> bool:
    """Whether the policies let the row in; that it is there already is another matter."""
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(put, values)
    except psycopg.errors.InsufficientPrivilege as error:
        if "row-level security" not in str(error):
            raise
        return False
    except psycopg.errors.IntegrityError:
        return True
    return True


def _changed(connection: psycopg.Connection, table: str) -> int:
    change = sql.SQL("UPDATE {} SET {}").format(sql.Identifier(table), sql.SQL(CHANGES[table]))
    try:
        with connection.transaction(force_rollback=True):
            return connection.execute(change).rowcount
    except psycopg.errors.IntegrityError:
        return LET_THROUGH


def _removed(connection: psycopg.Connection, table: str) -> int:
    with connection.transaction(force_rollback=True):
        return connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table))).rowcount

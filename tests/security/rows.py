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
from tests.security.documented import KINDS
from tests.security.world import World

PROTECTED = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
    AND relrowsecurity AND NOT relispartition ORDER BY relname
"""
#: Columns that say who wrote a row.
WRITERS = ("sender_id", "set_by_id", "assignment_id", "asked_by_id", "reviewed_by_id", "drawn_by_id")
#: What a role that may change a table's rows sets in all of them.
CHANGES = {
    "discharge_block": "lifted_at = now(), lifted_by_id = app_assignment()",
    "discharge_case": "changed_at = now()",
    "discharge_case_facts": "facts = '{}'",
    "discharge_draft": "saved_at = now()",
    "discharge_handover_request": "closed_at = now()",
    "discharge_participation": "next_type = ''",
    "discharge_sip_facts": "facts = '{}'",
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


def protected_tables(connection: psycopg.Connection) -> list[str]:
    return [name for (name,) in connection.execute(PROTECTED).fetchall()]


def may(connection: psycopg.Connection, table: str, verb: str) -> bool:
    """Whether the application has been granted it, on the table or a column of it."""
    column = "" if verb == "DELETE" else " OR has_any_column_privilege('vardovergang_app', %(table)s, %(verb)s)"
    asked = f"SELECT has_table_privilege('vardovergang_app', %(table)s, %(verb)s){column}"
    row = connection.execute(asked, {"table": table, "verb": verb}).fetchone()
    return row is not None and bool(row[0])


class Rows:
    """Every row of the protected tables, as the administrator sees them, and what each role may do."""

    def __init__(self, admin: psycopg.Connection, world: World) -> None:
        self.world = world
        self.tables = protected_tables(admin)
        self.granted = {
            table: {verb for verb in ("SELECT", "INSERT", "UPDATE", "DELETE") if may(admin, table, verb)}
            for table in self.tables
        }
        self.words = _Words(admin, world)
        self.rows = [row for table in self.tables for row in self._of(admin, table)]

    def _of(self, admin: psycopg.Connection, table: str) -> Iterable[Row]:
        query = sql.SQL("SELECT tableoid::int8, ctid::text, to_jsonb(t) FROM {} t").format(sql.Identifier(table))
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
        put = sql.SQL("INSERT INTO {0} SELECT * FROM jsonb_populate_record(NULL::{0}, %s)").format(
            sql.Identifier(table)
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
        assert "row-level security" in str(error), error
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


class _Words:
    """The word for a row: whose case it is about, or whose it is."""

    def __init__(self, admin: psycopg.Connection, world: World) -> None:
        self.cases = {str(stay.case.pk): kind for kind, stay in world.cases.items()}
        self.patients = {str(stay.case.patient_id): kind for kind, stay in world.cases.items()}
        self.assignment_of = {by.user_id: by.pk for by in world.roles.values() if by}
        self.block = str(world.blocks["blocked"])
        self.organisation = str(world.assignment("log reviewer").unit.organisation_id)
        units = admin.execute("SELECT id::text, organisation_id::text FROM municipalities_unit").fetchall()
        self.organisation_of = dict(units)
        blockable = "SELECT type FROM discharge_blockable_type"
        messages = admin.execute(
            f"SELECT id::text, sender_id::text, readers IS NOT NULL, type IN ({blockable})"
            " AND sender_unit_id = %s FROM discharge_message",
            [world.assignment("district").unit_id],
        ).fetchall()
        self.senders = {message: sender for message, sender, _, _ in messages}
        self.consented = {message for message, _, limited, _ in messages if limited}
        self.blockable = {message for message, _, _, of_district in messages if of_district}
        recipients = admin.execute("SELECT id::text, message_id::text FROM discharge_recipient").fetchall()
        self.message_of = dict(recipients)

    def of(self, table: str, data: dict[str, Any]) -> str:
        kind = self._kind(table, data)
        if kind is None:
            return self._without_case(table, data)
        message = self._message(table, data)
        if kind == "blocked" and message in self.blockable:
            return "hidden"
        return "consented" if kind != "other" and message in self.consented else kind

    def _kind(self, table: str, data: dict[str, Any]) -> str | None:
        if table == "municipalities_access_log":
            return None
        if table == "discharge_block_opening":
            return "blocked" if data["block_id"] == self.block else None
        by_case = self.cases.get(data["id"] if table == "discharge_case" else data.get("case_id") or "")
        patient = data["id"] if table == "discharge_patient" else data.get("patient_id")
        return by_case or self.patients.get(patient or "")

    def _message(self, table: str, data: dict[str, Any]) -> str:
        own = data["id"] if table == "discharge_message" else data.get("message_id")
        return str(own or self.message_of.get(data.get("recipient_id", ""), ""))

    def _without_case(self, table: str, data: dict[str, Any]) -> str:
        if "organisation_id" in data or "unit_id" in data:
            owner = data.get("organisation_id") or self.organisation_of[data["unit_id"]]
            return "region" if owner == self.organisation else "elsewhere"
        if table == "billing_what_if_sum":
            return self._sum(data)
        if data.get("withheld"):
            return "withheld"
        if "area_code" in data:
            return "Huddinge" if data["area_code"] == "0126" else "Stockholm"
        return str(data.get("role", "figures"))

    def _sum(self, data: dict[str, Any]) -> str:
        """Of the invoicer's question, or of the statistics': published, and of so few that it is withheld."""
        if data["what_if_id"] == str(INVOICERS):
            return "invoicer"
        return "published" if data["payer_id"] == "0126" else "withheld" if data["withheld"] else "unpublished"

    def writer(self, table: str, data: dict[str, Any]) -> UUID | None:
        if table == "discharge_draft":
            return self.assignment_of.get(data["user_id"])
        sender = self.senders.get(self._message(table, data))
        own = next((data[column] for column in WRITERS if data.get(column)), None)
        chosen = own or (sender if table in ("discharge_recipient", "discharge_attachment") else None)
        return UUID(chosen) if chosen else None


#: The what-if that the invoicer asked; the other is Storsthlm's.
INVOICERS = UUID(int=1)
#: What fills a column that must hold something, by the beginning of its type.
FILLERS = {
    "uuid": "gen_random_uuid()",
    "character": "''",
    "text": "''",
    "smallint": "0",
    "integer": "0",
    "bigint": "0",
    "boolean": "false",
    "date": "DATE '2026-03-01'",
    "timestamp": "now()",
    "jsonb": "'{}'",
}
COLUMNS = """
SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attnotnull AND NOT atthasdef AND attidentity = ''
"""


def seed(admin: psycopg.Connection, world: World) -> None:
    """A row of each case in every table that holds rows of cases, and of each word in the others.

    Put in by the administrator without triggers and foreign keys: only the policies are asked here.
    """
    with admin.transaction():
        admin.execute("SET LOCAL session_replication_role = replica")
        for table in protected_tables(admin):
            for values in _missing(admin, world, table):
                _insert(admin, table, values)


def _insert(admin: psycopg.Connection, table: str, values: dict[str, Any]) -> None:
    needed = dict(admin.execute(COLUMNS, [table]).fetchall())
    filled = {name: _filler(kind) for name, kind in needed.items() if name not in values}
    columns = [sql.Identifier(name) for name in (*values, *filled)]
    expressions = [*(sql.Placeholder() for _ in values), *(sql.SQL(text) for text in filled.values())]
    insert = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(table), sql.SQL(", ").join(columns), sql.SQL(", ").join(expressions)
    )
    admin.execute(insert, list(values.values()))


def _filler(kind: str) -> Any:
    return "'{}'" if kind.endswith("[]") else FILLERS[kind.split()[0].split("(")[0]]


def _missing(admin: psycopg.Connection, world: World, table: str) -> list[dict[str, Any]]:
    has_case = "SELECT FROM pg_attribute WHERE attrelid = %s::regclass AND attname = 'case_id'"
    if table == "municipalities_access_log":
        return []
    if not admin.execute(has_case, [table]).rowcount:
        return _others(world).get(table, [])
    query = sql.SQL("SELECT DISTINCT case_id FROM {}").format(sql.Identifier(table))
    there = {case for (case,) in admin.execute(query).fetchall()}
    absent = [kind for kind in KINDS if world.cases[kind].case.pk not in there]
    return [{"case_id": world.cases[kind].case.pk, **_of_case(world, table, kind)} for kind in absent]


def _of_case(world: World, table: str, kind: str) -> dict[str, Any]:
    """What a row of the case must hold beside its case."""
    stay = world.cases[kind]
    payer = "0126" if kind == "other" else "0180"
    here, away = stay.nurse, world.assignment("ward" if kind == "other" else "other ward")
    special: dict[str, dict[str, Any]] = {
        "billing_liability_period": {"id": KINDS.index(kind) + 1, "payer_id": payer},
        "billing_liability_day": {"period_id": KINDS.index(kind) + 1},
        "billing_liability_result": {"reference": stay.case.reference},
        "billing_liability_correction": {"payer_id": payer, "days": 1},
        "billing_ledger_day": {"payer_id": payer},
        "billing_uncomputed_case": {"payer": payer},
        "discharge_draft": {"unit_id": stay.officer.unit_id, "user_id": stay.officer.user_id},
        "discharge_handover_request": {
            "from_unit_id": away.unit_id,
            "to_unit_id": here.unit_id,
            "requested_by_id": away.pk,
        },
    }
    return special.get(table, {})


def _others(world: World) -> dict[str, list[dict[str, Any]]]:
    """Rows that are about no single case."""
    elsewhere = world.assignment("district").unit.organisation_id
    reviewer, invoicer = world.assignment("log reviewer"), world.assignment("HSF")
    asks = {
        INVOICERS: ("invoicer", invoicer),
        UUID(int=2): ("statistics", world.assignment("Storsthlm")),
    }
    sums = [{"payer_id": "0127", "withheld": True}]
    sums += [{"payer_id": payer, "persons": 5, "other_persons": 5} for payer in ("0126", "0180")]
    snapshot = UUID(int=3)
    cells = [{"area_code": "0126", "withheld": True, "indicator": "cases"}]
    cells += [
        {"area_code": "0126", "persons": 5, "indicator": "liability"},
        {"area_code": "0180", "persons": 5, "indicator": "cases"},
    ]
    log = [
        {"organisation_id": reviewer.unit.organisation_id, "reviewed_by_id": reviewer.pk},
        {"organisation_id": elsewhere, "reviewed_by_id": reviewer.pk},
    ]
    return {
        "billing_average_correction": [{"payer_id": "0126", "days": 1}],
        "billing_ledger_average": [{"payer_id": "0126"}],
        "billing_what_if": [
            {"id": key, "role": role, "asked_by_id": by.pk, "state": "waiting"} for key, (role, by) in asks.items()
        ],
        "billing_what_if_sum": [{"what_if_id": key, **values} for key in asks for values in sums],
        "discharge_block_opening": [
            {
                "block_id": world.blocks["blocked"],
                "assignment_id": world.assignment("ward").pk,
                "until": world.cases["blocked"].now,
            }
        ],
        "municipalities_log_review": [{"finding": "justified", **values} for values in log],
        "municipalities_log_selected": [{"organisation_id": elsewhere}],
        "municipalities_log_selection": [{"organisation_id": elsewhere, "drawn_by_id": reviewer.pk}],
        "statistics_snapshot": [{"id": snapshot}],
        "statistics_monthly_figure": [{"snapshot_id": snapshot, **cell} for cell in cells],
    }

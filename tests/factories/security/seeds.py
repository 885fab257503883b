"""A row of each case and each word in every table under row-level security: what there is to ask about."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from tests.factories.security.documented import KINDS
from tests.factories.security.world import World

PROTECTED = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
    AND relrowsecurity AND NOT relispartition ORDER BY relname
"""
#: The what-if that the invoicer asked; the other is Storsthlm's.
INVOICERS = UUID(int=1)
#: Who has no part in the case.
OTHERS = ("other ward", "other municipality")
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
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
  AND attnotnull AND NOT atthasdef AND attidentity = ''
"""


def protected_tables(connection: psycopg.Connection) -> list[str]:
    return [name for (name,) in connection.execute(PROTECTED).fetchall()]


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
    needed: dict[str, str] = dict(admin.execute(COLUMNS, [table]).fetchall())
    filled = {name: _filler(kind) for name, kind in needed.items() if name not in values}
    columns = [sql.Identifier(name) for name in (*values, *filled)]
    expressions = [*(sql.Placeholder() for _ in values), *(sql.SQL(text) for text in filled.values())]
    insert = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(table), sql.SQL(", ").join(columns), sql.SQL(", ").join(expressions)
    )
    admin.execute(insert, list(values.values()))


def _filler(kind: str) -> Any:
    return "'{}'" if kind.endswith("[]") else FILLERS[re.split(r"[ (]", kind, maxsplit=1)[0]]


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
        "discharge_protection_opening": {"assignment_id": here.pk, "until": stay.now},
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
    cells += [{"area_code": "0180", "withheld": True, "indicator": "liability"}]
    cells += [
        {"area_code": "0126", "persons": 5, "indicator": "liability"},
        {"area_code": "0180", "persons": 5, "indicator": "cases"},
    ]
    log = [
        {"organisation_id": reviewer.unit.organisation_id, "reviewed_by_id": reviewer.pk},
        {"organisation_id": elsewhere, "reviewed_by_id": reviewer.pk},
    ]
    return {
        "billing_average_correction": [{"payer_id": payer, "days": 1} for payer in ("0126", "0180")],
        "billing_month_sum": [{"payer_id": payer} for payer in ("0126", "0180")],
        "billing_ledger_average": [{"payer_id": payer, "care_type": payer} for payer in ("0126", "0180")],
        "billing_what_if": [
            {"id": key, "role": role, "asked_by_id": by.pk, "state": "waiting"}
            for key, (role, by) in asks.items()
        ],
        "billing_what_if_sum": [{"what_if_id": key, **values} for key in asks for values in sums],
        "discharge_block_opening": [
            {
                "block_id": world.blocks["blocked"],
                "assignment_id": world.assignment("ward").pk,
                "until": world.cases["blocked"].now,
            }
        ],
        "discharge_listed_part": [
            {"part_id": UUID(int=number), "unit_id": world.assignment(role).unit_id}
            for number, role in enumerate(("ward", "surgery", "district", "placement coordinator", *OTHERS))
        ],
        "discharge_saved_view": [
            {"unit_id": world.assignment(role).unit_id, "name": role}
            for role in ("ward", "surgery", "district", "placement coordinator", *OTHERS)
        ],
        "discharge_wrongly_sent": [
            {"unit_id": world.assignment(role).unit_id}
            for role in ("ward", "surgery", "district", "placement coordinator", *OTHERS)
        ],
        "municipalities_log_review": [{"finding": "justified", **values} for values in log],
        "municipalities_log_selected": [{"organisation_id": elsewhere}],
        "municipalities_log_selection": [{"organisation_id": elsewhere, "drawn_by_id": reviewer.pk}],
        "statistics_snapshot": [{"id": snapshot}],
        "statistics_monthly_figure": [{"snapshot_id": snapshot, **cell} for cell in cells],
    }

"""A unit with thousands of cases: one told stay, copied by SQL with other deadlines, states and names.

Committed, so that PostgreSQL has statistics of it. The ward and the office have all of them, the surgery one
in twenty: as many as any unit has in truth.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import psycopg
from django.db import connections
from psycopg import sql
from pytest_django import DjangoDbBlocker

from municipalities.models import Assignment
from tests.factories.discharge.worklist import NOW
from tests.factories.stays import Stay
from tests.servers import TestServers, connect

CASES = 4_000
#: One in so many is closed, and one in so many is the surgery's too.
CLOSED, SURGERYS = 4, 20
TABLES = (
    "discharge_patient",
    "discharge_case",
    "discharge_person_version",
    "discharge_participation",
    "discharge_name_word",
    "discharge_listed_part",
)

# Numbers below a bound that look like chance and are the same in every run.
_CHANCE = """
CREATE FUNCTION pg_temp.chance(n int, what text, bound int) RETURNS int LANGUAGE sql IMMUTABLE
AS $$ SELECT abs(hashtext(what || n)) % bound $$
"""
_WORLD = f"""
CREATE TEMP TABLE one AS
SELECT n, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid AS id,
       n % {CLOSED} > 0 AS is_open,
       %(now)s::timestamptz - pg_temp.chance(n, 'admitted', 400 * 60) * interval '1 minute' AS admitted_at,
       CASE WHEN pg_temp.chance(n, 'owed', 3) > 0 THEN
           %(now)s::timestamptz + (pg_temp.chance(n, 'due', 8000) - 3000) * interval '1 minute'
       END AS anybodys,
       CASE WHEN pg_temp.chance(n, 'ours', 3) > 0 THEN pg_temp.chance(n, 'later', 3000) END AS later,
       pg_temp.chance(n, 'waits', 3) AS waiting,
       pg_temp.chance(n, 'ready', 2) = 0 AS is_ready,
       CASE WHEN n % {CLOSED} = 0 THEN 'none'
            ELSE (ARRAY['will_start', 'will_start', 'pending', 'barred'])[1 + pg_temp.chance(n, 'outlook', 4)]
       END AS outlook,
       %(now)s::date + pg_temp.chance(n, 'starts', 7) - 3 AS starts_on,
       CASE WHEN pg_temp.chance(n, 'until', 3) > 0
            THEN %(now)s::date + pg_temp.chance(n, 'by', 4) - 1 END AS until,
       (ARRAY['', 'green', 'yellow', 'red'])[1 + pg_temp.chance(n, 'track', 4)] AS track,
       (ARRAY['somatic', 'somatic', 'psychiatric'])[1 + pg_temp.chance(n, 'care', 3)] AS care_type,
       (ARRAY['0180', '0180', '0126', '0127', '0114'])[1 + pg_temp.chance(n, 'payer', 5)] AS payer_id,
       pg_temp.chance(n, 'taken', 3) = 0 AS is_taken,
       pg_temp.chance(n, 'sip', 2) = 0 AS has_sip,
       (ARRAY['Anna', 'Bo', 'Carl-Axel', 'Dag', 'Eva'])[1 + pg_temp.chance(n, 'given', 5)] AS given_name,
       'Ek' || chr(97 + n % 26) || chr(97 + n / 26 % 26) AS family_name
FROM generate_series(1, {CASES}) AS n
"""
#: By table: how a row of the told stay becomes that of one of the copies.
_COPIES = {
    "discharge_patient": (
        "r.id = %(patient)s",
        {
            "id": "one.id",
            "identity_number": "to_char(date '1825-01-01' + n, 'YYYYMMDD') || '9800'",
            "protected_identity": "n % 50 = 0",
        },
    ),
    "discharge_case": (
        "r.id = %(case)s",
        {
            "id": "one.id",
            "patient_id": "one.id",
            "reference": "'K' || translate(lpad(n::text, 4, '0'), '0123456789', 'ABCDEFGHJK') || '-KKKKK'",
            "is_open": "one.is_open",
            "discharged_at": "CASE WHEN NOT one.is_open THEN %(now)s::timestamptz END",
            "admitted_at": "one.admitted_at",
            "next_deadline": "one.anybodys",
            "ready_at": "CASE WHEN is_ready THEN one.admitted_at END",
            "liability_state": "outlook",
            "starts_on": "CASE WHEN outlook <> 'none' THEN one.starts_on END",
            "liability_due_on": "one.until",
            "track": "one.track",
            "care_type": "one.care_type",
            "payer_id": "one.payer_id",
            "district_id": "CASE WHEN one.payer_id = r.payer_id THEN r.district_id END",
        },
    ),
    "discharge_person_version": (
        "r.case_id = %(case)s",
        {
            "id": "gen_random_uuid()",
            "case_id": "one.id",
            "patient_id": "one.id",
            "given_name": "one.given_name",
            "family_name": "one.family_name",
        },
    ),
}
_PARTS = {
    "id": "gen_random_uuid()",
    "case_id": "c.id",
    "patient_id": "c.patient_id",
    "active": "true",
    "in_hospital": "c.is_open",
    "since": "c.admitted_at",
    "admitted_at": "c.admitted_at",
    "to_acknowledge": "CASE WHEN one.waiting = 1 THEN 1 + n % 3 ELSE 0 END",
    "unread_since": "CASE WHEN one.waiting = 1"
    f" THEN c.admitted_at - n / {SURGERYS} % 2 * interval '30 days' END",
    "tasks": "CASE WHEN deadlines.own IS NULL THEN '{}' ELSE jsonb_build_object("
    "'ready_reply', jsonb_build_object('since', c.admitted_at, 'due', deadlines.own)) END",
    "to_answer": "(deadlines.own IS NOT NULL)::int",
    "next_type": "CASE WHEN deadlines.own IS NOT NULL THEN 'ready_reply' ELSE '' END",
    "deadline": "deadlines.own",
    "due": "coalesce(CASE WHEN ours.concerned THEN c.next_deadline ELSE deadlines.own END,"
    " '9999-12-31 00:00+00')",
    "concerned": "ours.concerned",
    "ready_at": "c.ready_at",
    "responsible_id": "CASE WHEN one.is_taken AND r.party = 'municipal' THEN %(user)s END",
    "sip_running": "one.has_sip",
    "care_type": "c.care_type",
    "track": "c.track",
    "payer_id": "c.payer_id",
    "district_id": "c.district_id",
    "ward_id": "wards.ids[1 + pg_temp.chance(n, 'ward', 40)]",
    "step": "1 + pg_temp.chance(n, 'step', 8)",
    "expected_discharge": "CASE WHEN pg_temp.chance(n, 'known', 4) > 0"
    " THEN %(now)s::date + pg_temp.chance(n, 'expected', 20) END",
    "starts_on": "CASE WHEN c.liability_state IN ('will_start', 'stands') THEN c.starts_on END",
    "liability_state": "c.liability_state",
    "liability_from": "c.starts_on",
    "liability_due_on": "c.liability_due_on",
}
_OF_PARTS = f"""
FROM one JOIN discharge_case c ON c.id = one.id
JOIN discharge_participation r ON r.case_id = %(case)s AND (r.party <> 'outpatient' OR n % {SURGERYS} = 0)
JOIN municipalities_unit u ON u.id = r.unit_id,
LATERAL (SELECT c.next_deadline + one.later * interval '1 minute') deadlines (own),
LATERAL (SELECT r.party <> 'municipal' OR c.payer_id = u.municipality_id) ours (concerned),
LATERAL (SELECT array_agg(id ORDER BY id) FROM municipalities_unit WHERE party = 'inpatient') wards (ids)
"""
_NAMES = """
INSERT INTO discharge_name_word (unit_id, word, case_id)
SELECT p.unit_id, word, p.case_id
FROM discharge_participation p JOIN discharge_person_version v ON v.case_id = p.case_id,
     discharge_words_of(v.given_name, v.family_name) word
ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Many:
    """Who reads: the ward and the office with all the cases, and the surgery with as many as are usual."""

    now: datetime
    nurse: Assignment
    officer: Assignment
    coordinator: Assignment
    #: Of the person whose stay was told.
    number: str


def many(servers: TestServers, blocker: DjangoDbBlocker) -> Iterator[Many]:
    """Told, copied, and committed; the database is cloned anew afterwards."""
    with blocker.unblock():
        told = Stay(now=NOW)
        with connect(servers.urls.admin) as admin:
            _copy(admin, told)
        yield Many(NOW, told.nurse, told.officer, told.coordinator, told.person.number.written)
        connections.close_all()
        servers.renew()


def _copy(admin: psycopg.Connection, told: Stay) -> None:
    values = {"now": NOW, "case": told.case.pk, "patient": told.case.patient_id, "user": told.officer.user_id}
    admin.execute("SET session_replication_role = replica")
    admin.execute(_CHANCE)
    admin.execute(_WORLD.replace(" % ", " %% ").encode(), values)
    for table, (which, own) in _COPIES.items():
        _insert(admin, table, own, f"FROM one, {table} r WHERE {which}", values)
    _insert(admin, "discharge_participation", _PARTS, _OF_PARTS, values)
    admin.execute(_NAMES)
    admin.execute("SELECT discharge_list_parts(ARRAY (SELECT id FROM discharge_participation))")
    admin.execute("SET session_replication_role = DEFAULT")
    for table in TABLES:
        admin.execute(sql.SQL("VACUUM ANALYZE {}").format(sql.Identifier(table)))


def _insert(
    admin: psycopg.Connection, table: str, own: dict[str, str], rows: str, values: dict[str, object]
) -> None:
    named = (
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'"
    )
    columns = [name for (name,) in admin.execute(named, [table]).fetchall()]
    chosen = ", ".join(own.get(name, f"r.{name}") for name in columns)
    insert = f"INSERT INTO {table} ({', '.join(columns)}) SELECT {chosen} {rows}"
    admin.execute(insert.replace(" % ", " %% ").encode(), values)

"""Raw SQL as the application, under every role's assignment, against docs/security.md's table "Rows"."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from municipalities.database.engine import registry
from municipalities.database.engine.roles import APP
from municipalities.database.engine.rows import Policy
from tests.factories.security.documented import table as documented
from tests.factories.security.rows import Found, Rows
from tests.factories.security.seeds import protected_tables, seed
from tests.factories.security.world import World
from tests.servers import TestServers, connect

#: Every policy of every app's rows; that the database has no others, tests/municipalities/database says.
POLICIES = [(table.name, policy) for table in registry.whole().tables.values() for policy in table.policies]


@pytest.fixture(scope="module")
def admin(servers: TestServers, world: World) -> Iterator[psycopg.Connection]:
    with connect(servers.urls.admin) as connection:
        seed(connection, world)
        yield connection


@pytest.fixture(scope="module")
def rows(admin: psycopg.Connection, world: World) -> Rows:
    return Rows(admin, world)


def said(found: Found) -> dict[str, object]:
    """What to read when a walk and the table differ."""
    read, added = (
        sorted({(row.word, row.writer) for row in some}, key=str) for some in (found.read, found.added)
    )
    return {"read": read, "added": added, "changed": found.changed, "removed": found.removed}


def test_every_protected_table_has_a_line_and_rows_to_ask_about(rows: Rows) -> None:
    assert rows.tables == sorted(documented("Rows"))
    assert [table for table in rows.tables if not rows.of(table)] == []


def test_a_new_protected_table_would_be_found(admin: psycopg.Connection) -> None:
    with admin.transaction(force_rollback=True):
        admin.execute("CREATE TABLE forgotten (case_id uuid)")
        admin.execute("ALTER TABLE forgotten ENABLE ROW LEVEL SECURITY")
        assert set(protected_tables(admin)) - documented("Rows").keys() == {"forgotten"}


def test_each_role_reads_adds_and_changes_exactly_what_the_table_says(
    rows: Rows, world: World, servers: TestServers
) -> None:
    lines, wrong = documented("Rows"), {}
    with connect(servers.urls.app) as application:
        for role in world.roles:
            for table in rows.tables:
                found, wanted = rows.found(application, role, table), rows.wanted(role, table, lines[table])
                if found != wanted:
                    wrong[role, table] = {"found": said(found), "wanted": said(wanted)}
    assert wrong == {}


def test_a_partition_of_the_log_is_reached_by_no_role_of_the_site(admin: psycopg.Connection) -> None:
    """By its own name it would pass by the policies of the whole."""
    reached = admin.execute(
        """SELECT relname FROM pg_class, unnest(ARRAY['vardovergang_app', 'vardovergang_worker']) AS site
           WHERE relispartition AND relkind = 'r'
             AND (has_table_privilege(site, pg_class.oid, 'SELECT, INSERT, UPDATE, DELETE')
                  OR NOT relforcerowsecurity)"""
    ).fetchall()
    assert reached == []


def open_up(admin: psycopg.Connection, table: str, policy: Policy) -> None:
    """Put in the policy's place one that lets everybody through; drop one that only takes away."""
    names = {"policy": sql.Identifier(policy.name), "table": sql.Identifier(table)}
    admin.execute(sql.SQL("DROP POLICY {policy} ON {table}").format(**names))
    if not policy.takes_away:
        using = "" if policy.command == "INSERT" else " USING (true)"
        check = "" if policy.command in ("SELECT", "DELETE") else " WITH CHECK (true)"
        create = f"CREATE POLICY {{policy}} ON {{table}} FOR {policy.command} TO PUBLIC{using}{check}"
        admin.execute(sql.SQL(create).format(**names))


def is_noticed(admin: psycopg.Connection, rows: Rows, table: str) -> bool:
    """Whether the walk, as it stands in this transaction, finds something that the document does not say."""
    line = documented("Rows")[table]
    return any(
        rows.found(admin, role, table, login=False) != rows.wanted(role, table, line)
        for role in rows.world.roles
    )


def test_a_policy_that_lets_everybody_through_is_noticed(admin: psycopg.Connection, rows: Rows) -> None:
    """Each policy on its own, also the owner's and the worker's, opened to the site.

    Where the site has no grant for what the policy is about, the grant is the second guard, and none of the
    policy's opening is seen: such a policy must have that guard.
    """
    unnoticed = []
    for table, policy in POLICIES:
        verbs = {"SELECT", "INSERT", "UPDATE", "DELETE"} if policy.command == "ALL" else {policy.command}
        assert policy.role != APP or "true" not in (policy.using, policy.check), (table, policy.name)
        if verbs & rows.granted[table]:
            with admin.transaction(force_rollback=True):
                open_up(admin, table, policy)
                if not is_noticed(admin, rows, table):
                    unnoticed.append((table, policy.name))
    assert unnoticed == []


def test_with_every_policy_in_place_nothing_is_noticed(admin: psycopg.Connection, rows: Rows) -> None:
    """The administrator's way of asking finds what the application's own login does."""
    assert [table for table in rows.tables if is_noticed(admin, rows, table)] == []

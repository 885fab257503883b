"""The database's own catalogue: every table is under row-level security or on the list of public ones."""

from __future__ import annotations

import psycopg
import pytest

from municipalities.database.engine import registry

pytestmark = pytest.mark.django_db(transaction=True)

TABLES = """
SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND n.nspname NOT LIKE 'pg_toast%'
"""
PUBLIC_TABLES = {name for name, table in registry.whole().tables.items() if not table.protected}


def unprotected(connection: psycopg.Connection) -> set[str]:
    rows = connection.execute(TABLES).fetchall()
    return {name for name, enabled, forced in rows if not (enabled and forced)}


def test_every_table_is_protected_or_listed_as_public(admin_connection: psycopg.Connection) -> None:
    assert unprotected(admin_connection) - PUBLIC_TABLES == set()


def test_a_public_table_is_not_protected_by_mistake(admin_connection: psycopg.Connection) -> None:
    assert PUBLIC_TABLES - unprotected(admin_connection) == set()


def test_a_new_table_without_protection_would_be_found(admin_connection: psycopg.Connection) -> None:
    admin_connection.execute("CREATE TABLE forgotten (patient uuid)")
    assert unprotected(admin_connection) - PUBLIC_TABLES == {"forgotten"}


def test_views_and_materialised_views_do_not_pass_by_the_policies(
    admin_connection: psycopg.Connection,
) -> None:
    """A view runs as its owner unless it says otherwise; a materialised view has no policies at all."""
    rows = admin_connection.execute(
        """SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE n.nspname = 'public' AND (c.relkind = 'm' OR (c.relkind = 'v'
                 AND NOT coalesce(c.reloptions::text LIKE '%security_invoker=true%', false)))"""
    ).fetchall()
    assert rows == []


def test_functions_that_pass_by_policies_are_closed_to_the_public(
    admin_connection: psycopg.Connection,
) -> None:
    """SECURITY DEFINER functions name their search path and are granted one by one."""
    rows = admin_connection.execute(
        """SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
           WHERE n.nspname = 'public' AND p.prosecdef
             AND (has_function_privilege('public', p.oid, 'EXECUTE')
                  OR NOT coalesce(p.proconfig::text LIKE '%search_path=public, pg_temp%', false))"""
    ).fetchall()
    assert rows == []


@pytest.mark.parametrize("role", ["vardovergang_app", "vardovergang_worker"])
def test_no_role_of_the_site_may_create_truncate_or_pass_by(
    admin_connection: psycopg.Connection, role: str
) -> None:
    row = admin_connection.execute(
        """SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb,
                  has_schema_privilege(%(role)s, 'public', 'CREATE'),
                  EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                          WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
                            AND has_table_privilege(%(role)s, c.oid, 'TRUNCATE'))
           FROM pg_roles WHERE rolname = %(role)s""",
        {"role": role},
    ).fetchone()
    assert row == (False, False, False)


def test_every_protected_table_denies_without_an_assignment(admin_connection: psycopg.Connection) -> None:
    """No policy for the application lets a row through whose condition is simply true."""
    rows = admin_connection.execute(
        """SELECT tablename, policyname FROM pg_policies
           WHERE roles && ARRAY['vardovergang_app', 'public']::name[] AND cmd <> 'INSERT'
             AND coalesce(qual, 'true') = 'true'"""
    ).fetchall()
    assert rows == []

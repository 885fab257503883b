"""What the rows of `<app>/database/` say of themselves, and that the database says the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader

from municipalities.database.engine import registry
from municipalities.database.engine.changes import differences
from municipalities.database.engine.functions import Unreadable, read
from municipalities.database.engine.operations import ApplyRules
from municipalities.database.engine.registry import Twice, Whole
from municipalities.database.engine.rows import Rules, public
from municipalities.database.engine.views import read_views
from tests.factories.database import execute

WHOLE = registry.whole()
STANDING = {
    "functions": """SELECT count(*) FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')""",
    "views": "SELECT count(*) FROM pg_class WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace",
    "policies": "SELECT count(*) FROM pg_policies WHERE schemaname = 'public'",
    "triggers": """SELECT count(*) FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
        WHERE relnamespace = 'public'::regnamespace AND NOT tgisinternal AND NOT relispartition""",
    "protected tables": """SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace
        AND relrowsecurity AND relforcerowsecurity AND NOT relispartition""",
    "tables": """SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace
        AND relkind IN ('r', 'p') AND NOT relispartition""",
}


def defined() -> dict[str, int]:
    tables = WHOLE.tables.values()
    return {
        "functions": len(WHOLE.functions),
        "views": len(WHOLE.views),
        "policies": sum(len(table.policies) for table in tables),
        "triggers": sum(len(table.triggers) for table in tables),
        "protected tables": sum(table.protected for table in tables),
        "tables": len(tables),
    }


def test_each_object_of_the_database_is_defined_once(owner: BaseDatabaseWrapper) -> None:
    """As many definitions as there are objects; what each of them says is compared below."""
    standing = {kind: execute(owner, query)[0][0] for kind, query in STANDING.items()}
    assert standing == defined()


def test_the_database_says_what_the_rows_say(owner: BaseDatabaseWrapper) -> None:
    assert differences(owner) == []


def test_what_stands_in_two_places_is_refused() -> None:
    twice = (public("municipalities_unit"), public("municipalities_unit"))
    with pytest.raises(Twice, match="municipalities_unit"):
        Whole.of([Rules(tables=twice)])
    function = next(iter(WHOLE.functions.values()))
    with pytest.raises(Twice, match=function.name):
        Whole.of([Rules(functions=(function,)), Rules(functions=(function,))])


def test_what_is_added_to_a_table_is_added_to_one_that_has_a_row() -> None:
    assert [table.name for table in WHOLE.tables.values() if table.is_addition] == []


def test_a_function_that_runs_as_the_owner_names_its_schema() -> None:
    """Else a caller could put a table of its own in the way."""
    as_owner = [each for each in WHOLE.functions.values() if each.runs_as_owner]
    assert as_owner
    assert [each.name for each in as_owner if not each.names_its_schema] == []


def test_every_trigger_calls_a_function_that_is_defined() -> None:
    called = {trigger.function for table in WHOLE.tables.values() for trigger in table.triggers}
    assert called - WHOLE.functions.keys() == set()


@pytest.mark.parametrize(
    "text",
    [
        "CREATE TABLE more (id uuid);",
        "GRANT EXECUTE ON FUNCTION app_unit TO vardovergang_app;",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;\nDROP TABLE discharge_case;",
    ],
)
def test_a_file_of_functions_holds_nothing_else(tmp_path: Path, text: str) -> None:
    (tmp_path / "more.sql").write_text(text)
    with pytest.raises(Unreadable):
        read(tmp_path / "more.sql")


@pytest.mark.parametrize(
    "text",
    [
        "CREATE VIEW seen AS SELECT 1 AS one;",
        "CREATE VIEW seen WITH (security_invoker = false) AS SELECT 1 AS one;",
    ],
)
def test_a_view_shows_what_its_reader_may_see_or_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "more.sql").write_text(text)
    with pytest.raises(Unreadable):
        read_views(tmp_path, "more")


def test_every_migration_but_the_first_ends_by_applying_the_rules(django_db_setup: None) -> None:
    loader = MigrationLoader(None)
    labels = registry.by_app()
    without = [
        key
        for key, migration in loader.disk_migrations.items()
        if key[0] in labels and not migration.initial and not applies_rules(migration)
    ]
    assert without == []


def applies_rules(migration: Migration) -> bool:
    return any(isinstance(operation, ApplyRules) for operation in migration.operations)

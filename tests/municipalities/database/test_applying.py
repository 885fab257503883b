"""How the rules are applied: what differs and nothing else, in the migration's own transaction."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.db import DataError, ProgrammingError, migrations, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

import billing.database
import discharge.database
from municipalities.database.engine.changes import apply_all, apply_rules, differences
from municipalities.database.engine.functions import read
from municipalities.database.engine.operations import ApplyRules
from municipalities.database.engine.roles import APP
from municipalities.database.engine.rows import Policy, Table, added_to, protected
from municipalities.database.engine.views import read_views
from tests.factories.database import ALIAS, acting_as, execute

LOCKS = """
SELECT relname, mode FROM pg_locks JOIN pg_class c ON c.oid = relation
WHERE pid = pg_backend_pid() AND relnamespace = 'public'::regnamespace AND mode <> 'AccessShareLock'
"""
NAMED = "discharge_message"
#: What somebody does by hand, and the statements that mend it.
DAMAGES = {
    f"DROP POLICY app_read ON {NAMED}": [f"CREATE POLICY app_read ON {NAMED}"],
    f"ALTER POLICY app_add ON {NAMED} WITH CHECK (true)": [
        f"DROP policy app_add ON {NAMED}",
        f"CREATE POLICY app_add ON {NAMED}",
    ],
    "ALTER POLICY app_read ON discharge_recipient TO PUBLIC": [
        "DROP policy app_read ON discharge_recipient",
        "CREATE POLICY app_read ON discharge_recipient",
    ],
    f"CREATE POLICY more ON {NAMED} FOR SELECT TO vardovergang_app USING (true)": [
        f"DROP policy more ON {NAMED}"
    ],
    f"GRANT DELETE ON {NAMED} TO vardovergang_app": [f"REVOKE DELETE ON {NAMED} FROM vardovergang_app"],
    f"GRANT SELECT ON {NAMED} TO PUBLIC": [f"REVOKE SELECT ON {NAMED} FROM PUBLIC"],
    f"GRANT UPDATE (content) ON {NAMED} TO vardovergang_app": [f'REVOKE UPDATE ("content") ON {NAMED}'],
    f"REVOKE INSERT ON {NAMED} FROM vardovergang_app": [f"GRANT INSERT ON {NAMED} TO vardovergang_app"],
    f"ALTER TABLE {NAMED} NO FORCE ROW LEVEL SECURITY": [f"ALTER TABLE {NAMED} ENABLE ROW LEVEL SECURITY"],
    f"DROP TRIGGER kept ON {NAMED}": [f"CREATE TRIGGER kept BEFORE TRUNCATE ON {NAMED}"],
    "CREATE OR REPLACE TRIGGER kept BEFORE INSERT ON discharge_receipt EXECUTE FUNCTION forbid_change()": [
        "DROP trigger kept ON discharge_receipt",
        "CREATE TRIGGER kept BEFORE TRUNCATE ON discharge_receipt",
    ],
    "GRANT EXECUTE ON FUNCTION app_unit TO PUBLIC": ["REVOKE EXECUTE ON FUNCTION app_unit() FROM PUBLIC"],
    "CREATE OR REPLACE FUNCTION app_role() RETURNS text LANGUAGE sql STABLE AS $$ SELECT 'invoicer' $$": [
        "CREATE OR REPLACE FUNCTION public.app_role()"
    ],
    "CREATE FUNCTION app_role(p_why text) RETURNS text LANGUAGE sql AS $$ SELECT p_why $$": [
        "DROP FUNCTION app_role(text)"
    ],
    "CREATE FUNCTION more() RETURNS text LANGUAGE sql AS $$ SELECT 'more' $$": ["DROP FUNCTION more()"],
    f"CREATE VIEW more AS SELECT * FROM {NAMED}": ["DROP VIEW more"],
}

#: An invented table, as its model and its row say it.
MODEL = migrations.CreateModel(
    name="Invented",
    fields=[("id", models.IntegerField(primary_key=True)), ("unit_id", models.UUIDField())],
    options={"db_table": "discharge_invented"},
)
ROW = protected(
    "discharge_invented",
    app="SELECT",
    policies=[Policy("app_read", "SELECT", APP, using="unit_id = (SELECT app_unit())")],
)
FAILS: Operation = migrations.RunSQL("SELECT 1 / 0")


def with_row(monkeypatch: pytest.MonkeyPatch, row: Table) -> None:
    rules = discharge.database.RULES
    monkeypatch.setattr(discharge.database, "RULES", replace(rules, tables=(*rules.tables, row)))


def migrate(owner: BaseDatabaseWrapper, *operations: Operation) -> None:
    """Run a migration of these operations as `migrate` does."""
    made = type("Migration", (migrations.Migration,), {"operations": operations})
    with owner.schema_editor(atomic=True) as editor:
        made("0003_invented", "discharge").apply(ProjectState(), editor)


def stands(owner: BaseDatabaseWrapper) -> bool:
    return execute(owner, "SELECT to_regclass('public.discharge_invented')") != [(None,)]


def test_nothing_is_locked_where_nothing_differs(owner: BaseDatabaseWrapper) -> None:
    """A site that serves waits for nothing: to look takes no lock that hinders a reader or a writer."""
    assert apply_all(owner) == []
    assert execute(owner, LOCKS) == []


def test_what_differs_is_mended_and_nothing_else(owner: BaseDatabaseWrapper) -> None:
    for damage in DAMAGES:
        execute(owner, damage)
    done = apply_all(owner)
    wanted = [start for starts in DAMAGES.values() for start in starts]
    assert [sql for sql in done if not sql.startswith(tuple(wanted))] == []
    assert [start for start in wanted if sum(sql.startswith(start) for sql in done) != 1] == []
    assert differences(owner) == []


def test_asking_for_the_differences_changes_nothing(owner: BaseDatabaseWrapper) -> None:
    execute(owner, f"DROP POLICY app_read ON {NAMED}")
    assert differences(owner) == differences(owner) != []


def test_a_protected_table_is_added_by_its_model_and_its_row(
    owner: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_row(monkeypatch, ROW)
    migrate(owner, MODEL, ApplyRules())
    ((assignment, unit),) = execute(
        owner, "SELECT id, unit_id FROM municipalities_assignment WHERE role = 'inpatient' LIMIT 1"
    )
    execute(owner, f"INSERT INTO discharge_invented VALUES (1, '{unit}'), (2, gen_random_uuid())")
    with acting_as(owner, "app"):
        assert execute(owner, "SELECT id FROM discharge_invented") == []
        execute(owner, f"SELECT set_config('app.assignment', '{assignment}', true)")
        assert execute(owner, "SELECT id FROM discharge_invented") == [(1,)]
    with pytest.raises(ProgrammingError, match="permission denied"), acting_as(owner, "worker"):
        execute(owner, "SELECT id FROM discharge_invented")
    assert differences(owner) == []


@pytest.mark.parametrize("operations", [(MODEL, FAILS, ApplyRules()), (MODEL, ApplyRules(), FAILS)])
def test_a_migration_that_stops_leaves_no_table_without_its_rules(
    owner: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch, operations: tuple[Operation, ...]
) -> None:
    with_row(monkeypatch, ROW)
    with pytest.raises(DataError, match="division by zero"):
        migrate(owner, *operations)
    assert not stands(owner)


@pytest.mark.parametrize("role", ["app", "worker"])
@pytest.mark.parametrize("verb", ["SELECT * FROM", "INSERT INTO", "DELETE FROM", "TRUNCATE"])
def test_a_table_without_rules_is_its_owners_alone(owner: BaseDatabaseWrapper, role: str, verb: str) -> None:
    """Default deny: between a site's first migration and the one that applies the rules, say."""
    migrate(owner, MODEL)
    assert stands(owner)
    values = " VALUES (1, gen_random_uuid())" if verb.startswith("INSERT") else ""
    with pytest.raises(ProgrammingError, match="permission denied"), acting_as(owner, role):
        execute(owner, f"{verb} discharge_invented{values}")


def test_nothing_is_applied_to_tables_that_lack_a_column(owner: BaseDatabaseWrapper) -> None:
    """A new site goes through older migrations first, whose tables the rules of today don't fit."""
    execute(owner, "ALTER TABLE discharge_draft DROP COLUMN saved_at CASCADE")
    migrate(owner, ApplyRules())
    assert "worker_forget" not in policies(owner, "discharge_draft")
    assert apply_all(owner) == []


def policies(owner: BaseDatabaseWrapper, table: str) -> set[object]:
    return {
        name for (name,) in execute(owner, f"SELECT policyname FROM pg_policies WHERE tablename = '{table}'")
    }


def test_a_function_that_answers_with_other_columns_is_made_anew_with_what_rests_on_it(
    owner: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rules = discharge.database.RULES
    row = protected(
        "discharge_invented",
        policies=[Policy("app_read", "SELECT", APP, using="id IN (SELECT id FROM discharge_known())")],
    )
    with transaction.atomic(using=ALIAS):
        migrate(owner, MODEL)
    for columns, select in (("id int", "1"), ("id int, name text", "1, 'one'")):
        answer = f"RETURNS TABLE ({columns}) LANGUAGE sql\nAS $$ SELECT {select} $$;\n"
        text = f"CREATE FUNCTION discharge_known() {answer}"
        (tmp_path / "known.sql").write_text(text)
        known = (*rules.functions, *read(tmp_path / "known.sql"))
        changed = replace(rules, tables=(*rules.tables, row), functions=known)
        monkeypatch.setattr(discharge.database, "RULES", changed)
        apply_rules(owner, "discharge")
        assert differences(owner) == []


def test_what_another_app_rests_on_a_function_that_is_made_anew_stands_at_once(
    owner: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A policy that takes away, of a higher app: the end of `migrate` would be late."""
    using = "'one' IN (SELECT word FROM discharge_known())"
    narrowed = Policy("narrowed", "SELECT", APP, using=using, takes_away=True)
    added = (*billing.database.RULES.tables, added_to(NAMED, policies=[narrowed]))
    monkeypatch.setattr(billing.database, "RULES", replace(billing.database.RULES, tables=added))
    rules = discharge.database.RULES
    for columns, select in (("word text", "'one'"), ("word text, number int", "'one', 1")):
        answer = f"RETURNS TABLE ({columns}) LANGUAGE sql\nAS $$ SELECT {select} $$;\n"
        (tmp_path / "known.sql").write_text(f"CREATE FUNCTION discharge_known() {answer}")
        known = (*rules.functions, *read(tmp_path / "known.sql"))
        monkeypatch.setattr(discharge.database, "RULES", replace(rules, functions=known))
        apply_rules(owner, "discharge")
        if columns == "word text":
            apply_rules(owner, "billing")
    assert "narrowed" in policies(owner, NAMED)
    assert differences(owner) == []


def test_a_view_is_made_changed_and_dropped_as_its_file_says(
    owner: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rules = discharge.database.RULES
    for columns in ("id", "id, type"):
        text = (
            f"CREATE VIEW discharge_said WITH (security_invoker = true) AS\nSELECT {columns} FROM {NAMED};\n"
            "GRANT SELECT ON discharge_said TO vardovergang_app;\n"
        )
        (tmp_path / "said.sql").write_text(text)
        monkeypatch.setattr(discharge.database, "RULES", replace(rules, views=read_views(tmp_path, "said")))
        assert apply_rules(owner, "discharge")[-1] == "GRANT SELECT ON discharge_said TO vardovergang_app"
        assert differences(owner) == []
    monkeypatch.undo()
    assert apply_all(owner) == ["DROP VIEW discharge_said"]

"""When the rules are applied: within the migration that a table needs them of, and after every `migrate`."""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from municipalities.database.engine.changes import apply_all, apply_rules
from municipalities.database.engine.registry import Whole, by_app, is_complete


class ApplyRules(Operation):
    """The last operation of a migration: in its transaction the app's tables get their rules.

    Nothing is done before its tables, and those of the apps below whose functions its rules call, have all
    the columns that the models of today know: a site that is new goes through older migrations first. Until
    then a new table is its owner's alone, since nobody is granted anything.
    """

    reversible = True
    reduces_to_sql = False

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models' state is not concerned."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        lowest_first = list(by_app())
        needed = lowest_first[: lowest_first.index(app_label) + 1]
        if all(is_complete(schema_editor.connection, label) for label in needed):
            apply_rules(schema_editor.connection, app_label)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Going back is restoring a backup."""

    def describe(self) -> str:
        return "Give the app's tables their rules"


class MakeFunction(Operation):
    """One of the app's functions that what follows in the migration rests on, such as an index by it.

    The rules themselves may have to wait: see `ApplyRules`. Who may call it is said with them.
    """

    reversible = True
    reduces_to_sql = False

    def __init__(self, name: str) -> None:
        self.name = name

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models' state is not concerned."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        schema_editor.execute(Whole.of([by_app()[app_label]]).functions[self.name].create(), params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Going back is restoring a backup."""

    def describe(self) -> str:
        return f"Make the function {self.name}"


def after_migrate(using: str, **kwargs: Any) -> None:
    """Rules that have changed without a migration, and what other packages' tables are granted."""
    apply_all(connections[using])

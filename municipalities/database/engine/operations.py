"""When the rules are applied: within the migration that a table needs them of, and after every `migrate`."""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from municipalities.database.engine.changes import apply_all, apply_rules
from municipalities.database.engine.registry import is_complete


class ApplyRules(Operation):
    """The last operation of a migration: in its transaction the app's tables get their rules.

    Nothing is done before the app's tables have all the columns that the models of today know: a site that is
    new goes through older migrations first. Until then a new table is its owner's alone, since nobody is
    granted anything.
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
        if is_complete(schema_editor.connection, app_label):
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


def after_migrate(using: str, **kwargs: Any) -> None:
    """Rules that have changed without a migration, and what other packages' tables are granted."""
    apply_all(connections[using])

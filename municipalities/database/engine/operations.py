"""When the rules are applied: within the migration that a table needs them of, and after every `migrate`."""

from __future__ import annotations

from itertools import takewhile
from typing import Any

from django.db import connections
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from municipalities.database.engine.changes import apply_all, apply_rules
from municipalities.database.engine.registry import Whole, by_app, is_complete


class _OfRules(Operation):
    """What a migration does to the rules alone, forwards."""

    reversible = True
    reduces_to_sql = False

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models' state is not concerned."""

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Going back is restoring a backup."""


class ApplyRules(_OfRules):
    """The last operation of a migration: in its transaction the app's tables get their rules.

    Nothing is done before its tables, and those of the apps below whose functions its rules call, have all
    the columns that the models of today know: a site that is new goes through older migrations first. Until
    then a new table is its owner's alone, since nobody is granted anything. Apps above that have waited for
    these tables get their rules too.
    """

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        lowest_first, connection = list(by_app()), schema_editor.connection
        complete = list(takewhile(lambda label: is_complete(connection, label), lowest_first))
        for label in complete[lowest_first.index(app_label) :]:
            apply_rules(connection, label)

    def describe(self) -> str:
        return "Give the app's tables their rules"


class MakeFunction(_OfRules):
    """One of the app's functions that what follows in the migration rests on, such as an index by it.

    The rules themselves may have to wait: see `ApplyRules`. Who may call it is said with them.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        schema_editor.execute(Whole.of([by_app()[app_label]]).functions[self.name].create(), params=None)

    def describe(self) -> str:
        return f"Make the function {self.name}"


def after_migrate(using: str, **kwargs: Any) -> None:
    """Rules that have changed without a migration, and what other packages' tables are granted."""
    apply_all(connections[using])

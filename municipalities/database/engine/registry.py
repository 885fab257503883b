"""Whose rules there are: those of every installed app with a package `database`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import import_module

from django.apps import AppConfig, apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.module_loading import module_has_submodule

from municipalities.database.engine.functions import Function
from municipalities.database.engine.rows import Rules, Table
from municipalities.database.engine.views import View

COLUMNS = """
SELECT relname, attname
FROM pg_class c JOIN pg_attribute ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
"""


def by_app() -> dict[str, Rules]:
    """Each app's rules by its label, the lowest app first."""
    return {
        config.label: import_module(f"{config.name}.database").RULES
        for config in reversed(list(apps.get_app_configs()))
        if config.module is not None and module_has_submodule(config.module, "database")
    }


def whole() -> Whole:
    """The rules of all apps together."""
    return Whole.of(by_app().values())


@dataclass(frozen=True)
class Whole:
    """Several apps' rules together: tables with what is added to them, functions and views by name."""

    tables: dict[str, Table] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)

    @classmethod
    def of(cls, rules: Iterable[Rules]) -> Whole:
        rules = list(rules)
        tables: dict[str, Table] = {}
        for table in (table for each in rules for table in each.tables):
            tables[table.name] = tables[table.name].with_addition(table) if table.name in tables else table
        return cls(
            tables,
            {each.name: each for one in rules for each in one.functions},
            {each.name: each for one in rules for each in one.views},
        )


def is_complete(connection: BaseDatabaseWrapper, label: str) -> bool:
    """Whether the app's tables have all their columns, as the models know them."""
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        return _columns(apps.get_app_config(label)) <= set(cursor.fetchall())


def _columns(config: AppConfig) -> set[tuple[str, str]]:
    models = [model._meta for model in config.get_models(include_auto_created=True)]  # noqa: SLF001 - documented
    tables = [each for each in models if each.managed]
    return {(each.db_table, str(field.column)) for each in tables for field in each.local_concrete_fields}

"""Whose rules there are: those of every installed app with a package `database`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import import_module
from typing import TypeVar

from django.apps import apps
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


Named = TypeVar("Named", Table, Function, View)


class Twice(Exception):
    """An object is defined in two places."""


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
        """The lowest app's come first. Raises Twice."""
        rules = list(rules)
        rows = [table for each in rules for table in each.tables]
        tables = _by_name_once(row for row in rows if not row.is_addition)
        for more in (row for row in rows if row.is_addition):
            tables[more.name] = tables[more.name].with_addition(more) if more.name in tables else more
        functions = _by_name_once(function for each in rules for function in each.functions)
        return cls(tables, functions, _by_name_once(view for each in rules for view in each.views))


def _by_name_once(rows: Iterable[Named]) -> dict[str, Named]:
    found: dict[str, Named] = {}
    for row in rows:
        if row.name in found:
            raise Twice(row.name)
        found[row.name] = row
    return found


def is_complete(connection: BaseDatabaseWrapper, label: str) -> bool:
    """Whether the app's tables have all their columns, as the models know them."""
    every = apps.get_app_config(label).get_models(include_auto_created=True)
    tables = [model._meta for model in every if model._meta.managed]  # noqa: SLF001 - documented
    known = {(each.db_table, str(field.column)) for each in tables for field in each.local_concrete_fields}
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        return known <= set(cursor.fetchall())

"""How the database would write what the rows say, so that it can be compared with what stands.

PostgreSQL keeps an expression as it has understood it, not as it was written. So what the rows say is made
once more beside the real thing, on an empty temporary table of the same name and columns, and read from the
catalogue; then it is rolled back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from municipalities.database.engine import catalogue
from municipalities.database.engine.catalogue import AMONG_TWINS, Key
from municipalities.database.engine.functions import Function, together
from municipalities.database.engine.rows import Table
from municipalities.database.engine.views import View

Found = TypeVar("Found")


def of_functions(connection: BaseDatabaseWrapper, functions: Iterable[Function]) -> dict[str, str]:
    """The functions' definitions by their signatures, as the database writes them."""
    functions = list(functions)
    signatures = [each.signature for each in functions]
    if not functions:
        return {}
    return _read_twins(
        connection,
        # What their bodies call may be yet to come.
        ["SET LOCAL check_function_bodies = off", *(each.create("pg_temp") for each in functions)],
        lambda cursor: catalogue.functions(cursor, signatures, "pg_temp"),
    )


def of_views(connection: BaseDatabaseWrapper, views: Iterable[View]) -> dict[str, str]:
    """The views' definitions, as the database writes them."""
    made = [each.create("TEMPORARY VIEW") for each in views]
    return _read_twins(connection, made, lambda cursor: catalogue.views(cursor, AMONG_TWINS))


def of_tables(connection: BaseDatabaseWrapper, tables: Iterable[Table]) -> dict[Key, str]:
    """The definitions of the tables' policies and triggers, as the database writes them."""
    tables = list(tables)
    made = [f"CREATE TEMPORARY TABLE {table.name} (LIKE public.{table.name})" for table in tables]
    rules = [sql for table in tables for sql in table.create_rules().values()]
    return _read_twins(connection, made + rules, lambda cursor: catalogue.rules(cursor, AMONG_TWINS))


def _read_twins(
    connection: BaseDatabaseWrapper, statements: list[str], read: Callable[[CursorWrapper], dict[Found, str]]
) -> dict[Found, str]:
    if not statements:
        return {}
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(together(statements))
        found = read(cursor)
        transaction.set_rollback(True, using=connection.alias)
    return found

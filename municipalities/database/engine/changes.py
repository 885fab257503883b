"""Makes the database as the rows say, where it differs: what stands as it should is not touched."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.db import ProgrammingError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.errors import InvalidFunctionDefinition

from municipalities.database.engine import catalogue, twins
from municipalities.database.engine.catalogue import Grant, Key
from municipalities.database.engine.functions import Function, together
from municipalities.database.engine.registry import Whole, by_app, is_complete
from municipalities.database.engine.rows import Rules, Table
from municipalities.database.engine.views import View

PRIVILEGE = re.compile(r"(\w+)(?: \(([^)]*)\))?")


def apply_rules(connection: BaseDatabaseWrapper, label: str) -> list[str]:
    """Make what the app's rows say of the tables that stand; returns the statements that it took."""
    rules = by_app()
    with transaction.atomic(using=connection.alias):
        changes = _Changes(connection, Whole.of(rules.values()))
        changes.make([rules[label]])
        changes.drop_functions(lambda name: name in {each.name for each in rules[label].functions})
    return changes.done


def apply_all(connection: BaseDatabaseWrapper) -> list[str]:
    """Make what all rows say; an app whose tables lack something waits for its migrations."""
    rules = by_app()
    complete = [label for label in rules if is_complete(connection, label)]
    with transaction.atomic(using=connection.alias):
        changes = _Changes(connection, Whole.of(rules.values()))
        changes.make([rules[label] for label in complete])
        if complete == list(rules):
            changes.drop_views()
            changes.drop_functions(lambda name: True)
    return changes.done


def differences(connection: BaseDatabaseWrapper) -> list[str]:
    """What `apply_all` would do; nothing is changed."""
    with transaction.atomic(using=connection.alias):
        done = apply_all(connection)
        transaction.set_rollback(True, using=connection.alias)
    return done


class _Changes:
    """What differs between the rows and the database, done at once and told afterwards."""

    def __init__(self, connection: BaseDatabaseWrapper, whole: Whole) -> None:
        self.connection = connection
        self.whole = whole
        self.done: list[str] = []
        #: Policies and triggers that were dropped with a function which they call.
        self.dropped: set[Key] = set()

    def make(self, rules: list[Rules]) -> None:
        self._make_functions([function for each in rules for function in each.functions])
        with self.connection.cursor() as cursor:
            standing = catalogue.tables(cursor)
        own = Whole.of(rules)
        tables = [own.tables[name] for name in sorted(own.tables.keys() & standing.keys())]
        self._carry_out(
            *(
                f"ALTER TABLE {table.name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
                for table in tables
                if table.protected and not all(standing[table.name])
            )
        )
        self._policies_and_triggers(tables)
        self._restore_dropped()
        wanted = {grant for table in tables for grant in _list_grants(table)}
        known = {grant for table in tables for grant in _list_grants(self.whole.tables[table.name])}
        self._change_grants({each.name for each in tables}, wanted, known)
        self._make_views([view for each in rules for view in each.views])

    def drop_functions(self, are_ours: Callable[[str], bool]) -> None:
        """Drop what no row has any longer, of the names that are ours."""
        signatures = [each.signature for each in self.whole.functions.values()]
        with self.connection.cursor() as cursor:
            others = catalogue.other_functions(cursor, signatures)
        self._carry_out(*(f"DROP FUNCTION {each}" for each in others if are_ours(each.partition("(")[0])))

    def drop_views(self) -> None:
        """Drop the owner's views that no row has any longer."""
        with self.connection.cursor() as cursor:
            standing = catalogue.views(cursor)
        self._carry_out(*(f"DROP VIEW {name}" for name in sorted(standing.keys() - self.whole.views.keys())))

    def _carry_out(self, *statements: str) -> None:
        if statements:
            with self.connection.cursor() as cursor:
                cursor.execute(together(list(statements)))
            self.done += statements

    def _make_functions(self, functions: list[Function]) -> None:
        signatures = [each.signature for each in functions]
        with self.connection.cursor() as cursor:
            standing = catalogue.functions(cursor, signatures)
        written = twins.of_functions(
            self.connection, [each for each in functions if each.signature in standing]
        )
        self._carry_out(*(each.create() for each in functions if each.signature not in standing))
        for each in functions:
            if each.signature in standing and standing[each.signature] != written[each.signature]:
                self._replace_function(each)
        with self.connection.cursor() as cursor:
            callers = catalogue.may_execute(cursor, signatures)
        statements: list[str] = []
        for each in functions:
            on, may = f"EXECUTE ON FUNCTION {each.signature}", callers[each.signature]
            statements += [f"REVOKE {on} FROM {role}" for role in sorted(may - each.may_execute)]
            statements += [f"GRANT {on} TO {role}" for role in sorted(each.may_execute - may)]
        self._carry_out(*statements)

    def _replace_function(self, function: Function) -> None:
        """In its place; one that answers with other columns is made anew, and with it what rests on it."""
        try:
            with transaction.atomic(using=self.connection.alias):
                self._carry_out(function.create())
        except ProgrammingError as error:
            if not isinstance(error.__cause__, InvalidFunctionDefinition):
                raise
            # The policies and triggers that call it are dropped with it, and are made again after it.
            with self.connection.cursor() as cursor:
                rules = catalogue.rules(cursor)
            calls = re.compile(rf"\b{function.name}\(")
            callers = {key for key, text in rules.items() if calls.search(text)}
            self.dropped |= callers
            self._carry_out(*(_drop_rule(key) for key in sorted(callers)))
            self._carry_out(f"DROP FUNCTION {function.signature}", function.create())

    def _policies_and_triggers(self, tables: list[Table]) -> None:
        """Make the tables' own; what a higher app adds to them is left to that app."""
        wanted = {key: sql for table in tables for key, sql in table.create_rules().items()}
        known = {key for table in tables for key in self.whole.tables[table.name].create_rules()}
        with self.connection.cursor() as cursor:
            rules = catalogue.rules(cursor)
        standing = {key: text for key, text in rules.items() if key.table in {each.name for each in tables}}
        there = {key.table for key in standing.keys() & wanted.keys()}
        written = twins.of_tables(self.connection, [table for table in tables if table.name in there])
        differing = {key for key in standing.keys() & wanted.keys() if standing[key] != written[key]}
        self._carry_out(*(_drop_rule(key) for key in sorted(standing.keys() - known | differing)))
        self._carry_out(*(sql for key, sql in wanted.items() if key in differing or key not in standing))

    def _restore_dropped(self) -> None:
        """Those of other apps, too: a table is never left with less than guarded it before."""
        with self.connection.cursor() as cursor:
            lacking = self.dropped - catalogue.rules(cursor).keys()
        known = {
            key: sql for table in self.whole.tables.values() for key, sql in table.create_rules().items()
        }
        self._carry_out(*(known[key] for key in sorted(lacking & known.keys())))

    def _make_views(self, views: list[View]) -> None:
        """One that differs is made anew, so that its columns may be others."""
        with self.connection.cursor() as cursor:
            standing = catalogue.views(cursor)
        there = [each for each in views if each.name in standing]
        written = twins.of_views(self.connection, there)
        differing = {each.name for each in there if standing[each.name] != written[each.name]}
        self._carry_out(*(f"DROP VIEW {name}" for name in sorted(differing)))
        self._carry_out(
            *(each.create() for each in views if each.name in differing or each.name not in standing)
        )
        wanted = {grant for each in views for grant in each.grants}
        self._change_grants({each.name for each in views}, wanted, wanted)

    def _change_grants(self, names: set[str], wanted: set[Grant], known: set[Grant]) -> None:
        """Give what is wanted, and take back what is not known."""
        with self.connection.cursor() as cursor:
            granted = catalogue.grants(cursor)
        standing = {grant for grant in granted if grant.table in names}
        self._carry_out(
            *(f"REVOKE {_privilege_words(each)} FROM {each.role}" for each in sorted(standing - known))
        )
        self._carry_out(
            *(f"GRANT {_privilege_words(each)} TO {each.role}" for each in sorted(wanted - standing))
        )


def _drop_rule(key: Key) -> str:
    return f"DROP {key.kind} {key.name} ON {key.table}"


def _list_grants(table: Table) -> list[Grant]:
    return [
        Grant(table.name, role, privilege, column.strip())
        for role, privileges in table.grants.items()
        for privilege, columns in PRIVILEGE.findall(privileges)
        for column in (columns or "").split(",")
    ]


def _privilege_words(grant: Grant) -> str:
    column = f' ("{grant.column}")' if grant.column else ""
    return f"{grant.privilege}{column} ON {grant.table}"

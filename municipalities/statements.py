"""Statements that the ORM puts together once in a process, and that are asked with other values each time.

To put a list's statement together costs several times as much as to ask it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeVar

from django.db import connection
from django.db.models import BooleanField, Expression, F, Func, Model, QuerySet

Row = TypeVar("Row", bound=Model)
Convert = Callable[[Any, Any, Any], Any]


class Given(Expression):
    """A value in a condition that is told by its name when the statement is asked."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


class Among(Func):
    """The condition that the column's value is one of several, which are told as a list by their name."""

    template, arg_joiner = "%(expressions)s)", " = ANY("
    output_field = BooleanField()

    def __init__(self, column: str, name: str) -> None:
        super().__init__(F(column), Given(name))


class Statement(NamedTuple):
    """`values` are those that stay the same, and a `Given` for each that does not."""

    sql: str
    values: tuple[Any, ...]

    @classmethod
    def of(cls, rows: QuerySet[Any, Any]) -> Statement:
        sql, values = rows.query.sql_with_params()
        return cls(sql, tuple(values))

    def ask_rows(self, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The rows, as the database has them."""
        values = [given[one.name] if isinstance(one, Given) else one for one in self.values]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, values)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


@cache
def columns_of(model: type[Model]) -> tuple[str, ...]:
    """All of a table's columns, by the model's names of them."""
    return tuple(field.attname for field in model._meta.concrete_fields)  # noqa: SLF001 - documented


def row_of(model: type[Row], values: Sequence[Any]) -> Row:
    """The row of the model, from the values of all its columns as the database has them."""
    if read := converters_of(model):
        values = list(values)
        for place, convert in read:
            values[place] = convert(values[place], None, connection)
    return model.from_db("default", columns_of(model), values)


@cache
def converters_of(model: type[Model]) -> list[tuple[int, Convert]]:
    fields = enumerate(model._meta.concrete_fields)  # noqa: SLF001 - documented
    return [(place, field.from_db_value) for place, field in fields if hasattr(field, "from_db_value")]

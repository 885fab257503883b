"""Rows of tables that a statement tells as JSON, several of them at once, as the models have them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db.models import Model

Row = TypeVar("Row", bound=Model)


def row(model: type[Row], told: Mapping[str, Any]) -> Row:
    """The row; what is not told of it is read when it is asked for."""
    fields = [each for each in model._meta.concrete_fields if each.column in told]  # noqa: SLF001 - Django documents it
    values = [each.to_python(told[each.column]) for each in fields]
    return model.from_db("default", [each.attname for each in fields], values)

"""Rows of tables that a statement tells as JSON, several of them at once, as the models have them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db.models import Model

Row = TypeVar("Row", bound=Model)


def row(model: type[Row], told: Mapping[str, Any]) -> Row:
    """The row; what is not told of it is read when it is asked for."""
    fields = model._meta.concrete_fields  # noqa: SLF001 - Django documents it
    values = {each.attname: each.to_python(told[str(each.column)]) for each in fields if each.column in told}
    return model.from_db("default", list(values), list(values.values()))

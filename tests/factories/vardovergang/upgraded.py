"""A database that has been upgraded, and what lay in it before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from vardovergang.servers.urls import Urls


@dataclass(frozen=True)
class Upgraded:
    """The database: what lay in it before, and its owner's connection after the migrations."""

    connection: BaseDatabaseWrapper
    urls: Urls
    before: dict[str, Any]

    def row(self, query: str) -> tuple[Any, ...]:
        with self.connection.cursor() as cursor:
            cursor.execute(query)
            return tuple(cursor.fetchone() or ())

"""Django's cache in PostgreSQL: what the login counts, and codes and tickets that are good once.

A login must not hang on the queue's Redis, and a limit that is forgotten with a restart is none
(docs/decisions/0005). Written on the log's connection, so a count stays when its request is rolled back.
Keys are kept as digests, since some hold a client's address; values are JSON, nothing that could be run.

To limit something: `count_up(key, seconds)` says how often it has happened in its window. allauth's own
limits (`ACCOUNT_RATE_LIMITS`) come here by `django.core.cache.cache`, whatever they count by.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any, cast

from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connections
from django.utils import timezone
from django.utils.crypto import salted_hmac

from municipalities.access.log import LOG_CONNECTION

ADD = """
INSERT INTO municipalities_cache AS kept (key, value, ends_at) VALUES (%(key)s, %(value)s, %(ends)s)
ON CONFLICT (key) DO UPDATE SET value = excluded.value, ends_at = excluded.ends_at
WHERE kept.ends_at <= %(now)s
"""
SET = """
INSERT INTO municipalities_cache (key, value, ends_at) VALUES (%(key)s, %(value)s, %(ends)s)
ON CONFLICT (key) DO UPDATE SET value = excluded.value, ends_at = excluded.ends_at
"""
GET = "SELECT value FROM municipalities_cache WHERE key = %(key)s AND ends_at > %(now)s"
TOUCH = "UPDATE municipalities_cache SET ends_at = %(ends)s WHERE key = %(key)s AND ends_at > %(now)s"
DELETE = "DELETE FROM municipalities_cache WHERE key = %(key)s"
INCREASE = """
UPDATE municipalities_cache SET value = (value::text::bigint + %(delta)s)::text::jsonb
WHERE key = %(key)s AND ends_at > %(now)s RETURNING value
"""
COUNT = """
INSERT INTO municipalities_cache AS kept (key, value, ends_at) VALUES (%(key)s, '1', %(ends)s)
ON CONFLICT (key) DO UPDATE SET
    value = CASE WHEN kept.ends_at <= %(now)s THEN '1' ELSE (kept.value::text::bigint + 1)::text::jsonb END,
    ends_at = CASE WHEN kept.ends_at <= %(now)s THEN excluded.ends_at ELSE kept.ends_at END
RETURNING value
"""
FORGET = "DELETE FROM municipalities_cache WHERE ends_at <= %(now)s"
FOREVER = timedelta(days=36500)


class PostgresqlCache(BaseCache):
    """One statement for each call; what has ended is as if it were not there."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def make_key(self, key: Any, version: int | None = None) -> str:
        whole = super().make_key(key, version)
        return salted_hmac("municipalities.cache", whole, algorithm="sha256").hexdigest()

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._write_row(ADD, key, version, value=json.dumps(value), ends=self._ends_at(timeout))

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._write_row(SET, key, version, value=json.dumps(value), ends=self._ends_at(timeout))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        row = self._fetch_row(GET, key, version)
        return default if row is None else json.loads(row[0])

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._write_row(TOUCH, key, version, ends=self._ends_at(timeout))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return self._write_row(DELETE, key, version)

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        row = self._fetch_row(INCREASE, key, version, delta=delta)
        if row is None:
            raise ValueError(f"Key {key!r} not found")
        return int(row[0])

    def count_up(self, key: str, seconds: float) -> int:
        """How often this has happened, this time included, since the first time in its window."""
        return int(self._fetch_row(COUNT, key, None, ends=self._ends_at(seconds))[0])

    def clear(self) -> None:
        with connections[LOG_CONNECTION].cursor() as cursor:
            cursor.execute("DELETE FROM municipalities_cache")

    def _ends_at(self, timeout: Any) -> datetime:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return timezone.now() + (FOREVER if seconds is None else timedelta(seconds=seconds))

    def _write_row(self, statement: str, key: Any, version: int | None, **values: Any) -> bool:
        with connections[LOG_CONNECTION].cursor() as cursor:
            cursor.execute(statement, self._row_values(key, version, values))
            return bool(cursor.rowcount)

    def _fetch_row(self, statement: str, key: Any, version: int | None, **values: Any) -> Any:
        with connections[LOG_CONNECTION].cursor() as cursor:
            cursor.execute(statement, self._row_values(key, version, values))
            return cursor.fetchone()

    def _row_values(self, key: Any, version: int | None, values: dict[str, Any]) -> dict[str, Any]:
        return {"key": self.make_and_validate_key(key, version=version), "now": timezone.now(), **values}


def count_up(key: str, seconds: float) -> int:
    """How often this has happened, this time included, since the first time in its window of `seconds`.

    Several at once get a number each. The key may name anybody ("login:42:192.0.2.1"): its digest is kept.
    """
    return cast("PostgresqlCache", caches["default"]).count_up(key, seconds)


def forget_ended() -> None:
    """Take away what has ended: once a night, by the worker."""
    with connections[LOG_CONNECTION].cursor() as cursor:
        cursor.execute(FORGET, {"now": timezone.now()})

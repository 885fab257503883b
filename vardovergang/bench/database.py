"""The bench's own database, beside the site's on the embedded server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import redis
from django.conf import settings
from psycopg import sql
from psycopg.conninfo import make_conninfo

from vardovergang.servers.roles import passwords, prepare_server
from vardovergang.servers.urls import ROLES, Urls

NAME = "vardovergang_bench"
REDIS_DATABASE = 15
_INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid::regclass::text = ANY(%s)
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""
MEMORY = ("maintenance_work_mem = '256MB'", "work_mem = '64MB'")


class MeasurementFailed(Exception):
    """A command of the bench did not end well; it has said why itself."""


@contextmanager
def bench_database(*, keep: bool) -> Iterator[Urls]:
    """Migrated and empty; dropped at the end unless it is to be kept."""
    server: Urls = settings.SERVERS
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    named = {role: make_conninfo(server.of(role), dbname=NAME) for role in (*ROLES, "admin")}
    address, _, _ = server.redis.partition("?")
    urls = replace(server, **named, redis=f"{address}?db={REDIS_DATABASE}")
    _drop_database(server.admin)
    try:
        prepare_server(server.admin, NAME, passwords(settings.DATA_DIR / "database-passwords.json"))
        run_manage(urls, "owner", "migrate", "--verbosity", "0")
        yield urls
    finally:
        if not keep:
            # A second Ctrl-C, or the time's end, must not leave it half done.
            signal.alarm(0)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            _drop_database(server.admin)
            redis.Redis.from_url(urls.redis).flushdb()


def run_manage(urls: Urls, role: str, *arguments: str) -> str:
    """A command of ours on the bench's database, as the role; returns what it prints."""
    environment = {**os.environ, **urls.environment(), "DATABASE_ROLE": role, "DEMO": "1", "PLAIN_HTTP": "1"}
    environment |= {"BENCH_ADMIN_URL": urls.admin, "DATA_DIR": str(settings.DATA_DIR)}
    environment["SECRET_KEY"] = settings.SECRET_KEY
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        # Of what went well, the log is nothing that anybody asked for.
        sys.stderr.write(done.stderr)
        raise MeasurementFailed(" ".join(arguments))
    return done.stdout


def _drop_database(admin_url: str) -> None:
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(NAME)))


@contextmanager
def filling(admin_url: str, tables: Collection[str]) -> Iterator[psycopg.Connection]:
    """For a great many rows at once: no triggers, no waiting for the disk, and indexes at the end."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        for setting in ("session_replication_role = replica", "synchronous_commit = off", *MEMORY):
            connection.execute(f"SET {setting}".encode())
        indexes = connection.execute(_INDEXES, [list(tables)]).fetchall()
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}".encode())
        yield connection
        # Built anew at the end, which is several times faster than row by row.
        for _, definition in indexes:
            connection.execute(definition.encode())
        connection.execute(f"VACUUM ANALYZE {', '.join(tables)}".encode())

"""The bench's own database, beside the site's on the embedded server."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
from django.conf import settings
from psycopg import sql
from psycopg.conninfo import make_conninfo

from vardovergang.server_roles import passwords, prepare_server
from vardovergang.servers import ROLES, Urls

NAME = "vardovergang_bench"
REDIS_DATABASE = 15


@contextmanager
def bench_database(*, keep: bool) -> Iterator[Urls]:
    """Migrated and empty; dropped at the end unless it is to be kept."""
    server: Urls = settings.SERVERS
    _drop(server.admin)
    prepare_server(server.admin, NAME, passwords(settings.DATA_DIR / "database-passwords.json"))
    urls = _inside(server)
    try:
        run_manage(urls, "owner", "migrate", "--verbosity", "0")
        yield urls
    finally:
        if not keep:
            _drop(server.admin)


def run_manage(urls: Urls, role: str, *arguments: str) -> str:
    """A command of ours on the bench's database, as the role; returns what it prints."""
    environment = {**os.environ, **urls.environment(), "DATABASE_ROLE": role, "DEMO": "1", "PLAIN_HTTP": "1"}
    environment |= {"BENCH_ADMIN_URL": urls.admin, "DATA_DIR": str(settings.DATA_DIR)}
    environment["SECRET_KEY"] = settings.SECRET_KEY
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), *arguments]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


def _inside(server: Urls) -> Urls:
    named = {role: make_conninfo(server.of(role), dbname=NAME) for role in (*ROLES, "admin")}
    redis, _, _ = server.redis.partition("?")
    return replace(server, **named, redis=f"{redis}?db={REDIS_DATABASE}")


def _drop(admin_url: str) -> None:
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(NAME)))

"""Servers that the environment names: do they answer, and do our three roles exist there?"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import redis

from vardovergang.servers.data_dirs import CannotServe
from vardovergang.servers.roles import missing_roles, passwords, prepare_server
from vardovergang.servers.urls import DATABASE_NAME, VARIABLES, derived_passwords, same_server, urls

OLDEST = 160000


def need_redis(url: str) -> None:
    try:
        redis.Redis.from_url(url, socket_connect_timeout=5).ping()
    except (redis.RedisError, ValueError) as error:
        raise CannotServe(
            f"REDIS_URL names a Redis at {urlsplit(url).hostname or 'a socket'} that does not answer "
            f"({error}): start it, correct the address, or unset REDIS_URL to use the embedded one."
        ) from error


def need_database(data_dir: Path) -> None:
    """Either all three logins are given and work, or one that may create them."""
    given = [variable for variable in VARIABLES.values() if os.environ.get(variable)]
    if given == ["DATABASE_URL"]:
        _derive_roles(data_dir, os.environ["DATABASE_URL"])
    elif len(given) < len(VARIABLES):
        missing = ", ".join(variable for variable in VARIABLES.values() if variable not in given)
        raise CannotServe(
            f"Set {missing} too: the three database roles have a login each, "
            "or set only DATABASE_URL to a login that may create them."
        )
    logins = urls(data_dir)
    for role, variable in VARIABLES.items():
        _connect_to(logins.of(role), variable).close()


def _derive_roles(data_dir: Path, admin_url: str) -> None:
    """Makes roles and database with the administrator's login, the first time."""
    kept = derived_passwords(data_dir, admin_url)
    with _connect_to(admin_url, "DATABASE_URL") as connection:
        may = connection.execute(
            "SELECT rolsuper OR (rolcreaterole AND rolcreatedb) FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        absent = missing_roles(connection)
    if kept.exists():
        return
    if may != (True,) or len(absent) < len(VARIABLES):
        why = (
            "may not create roles"
            if may != (True,)
            else "finds our roles there already, made by somebody else"
        )
        raise CannotServe(
            f"The login in DATABASE_URL {why}: set DATABASE_OWNER_URL, DATABASE_URL and DATABASE_WORKER_URL "
            "to the three roles' logins (docs/operations.md)."
        )
    prepare_server(admin_url, DATABASE_NAME, passwords(kept))


def _connect_to(url: str, variable: str) -> psycopg.Connection:
    try:
        connection = psycopg.connect(url, connect_timeout=5, autocommit=True)
    except psycopg.Error as error:
        reason = " ".join(str(error).split())
        raise CannotServe(
            f"{variable} names a PostgreSQL at {same_server(url)} that can't be used ({reason}): "
            f"start it, correct the address, or unset {variable} to use the embedded one."
        ) from error
    found = connection.info.server_version
    if found < OLDEST:
        connection.close()
        raise CannotServe(f"{variable} names PostgreSQL {found // 10000}: 16 or later is needed.")
    return connection

"""The three database roles and the database, made with an administrator's login (docs/decisions/0001)."""

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from vardovergang.servers.urls import ROLES, stored_passwords

FEW_POWERS = "NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOINHERIT"


def passwords(path: Path) -> dict[str, str]:
    """The roles' passwords, made and kept (owner-only) the first time."""
    known = stored_passwords(path)
    if not known:
        known = {role: secrets.token_urlsafe(32) for role in ROLES}
        fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(known, file)
        fresh.rename(path)
    return known


def prepare_server(admin_url: str, database: str, logins: dict[str, str]) -> None:
    """Makes roles and database, or gives those that exist their passwords and rights."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        absent = missing_roles(connection)
        for role, name in ROLES.items():
            # Hashed here, so that the password itself can't end up in the server's log.
            password = connection.pgconn.encrypt_password(
                logins[role].encode(), name.encode(), b"scram-sha-256"
            ).decode()
            # Only a superuser may name these powers in ALTER; every connection checks that they are absent.
            role_made = "ALTER ROLE {} LOGIN PASSWORD {}"
            if name in absent:
                role_made = f"CREATE ROLE {{}} LOGIN {FEW_POWERS} PASSWORD {{}}"
            connection.execute(sql.SQL(role_made).format(sql.Identifier(name), sql.Literal(password)))
        with _member_of_owner(connection):
            create_database(connection, database)
            with psycopg.connect(admin_url, dbname=database, autocommit=True) as inside:
                # Only the owner may create anything; what others may do with a table, the apps' rules grant.
                owner = sql.Identifier(ROLES["owner"])
                inside.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(owner))
                inside.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
                for role in ("app", "worker"):
                    user = sql.Identifier(ROLES[role])
                    inside.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(user))


@contextmanager
def _member_of_owner(connection: psycopg.Connection) -> Iterator[None]:
    """An administrator who is no superuser must be a member of a role to give it a database."""
    if connection.info.parameter_status("is_superuser") == "on":
        yield
        return
    owner = sql.Identifier(ROLES["owner"])
    connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(owner))
    yield
    connection.execute(sql.SQL("REVOKE {} FROM CURRENT_USER").format(owner))


def missing_roles(connection: psycopg.Connection) -> set[str]:
    rows = connection.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [list(ROLES.values())])
    return set(ROLES.values()) - {name for (name,) in rows}


def create_database(
    connection: psycopg.Connection, name: str, *, template: str = "template0", strategy: str = "WAL_LOG"
) -> None:
    """A database owned by the owner role, which only the three roles may enter."""
    if connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).rowcount == 0:
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY {}").format(
                *(sql.Identifier(part) for part in (name, ROLES["owner"], template, strategy.lower()))
            )
        )
    database = sql.Identifier(name)
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    connection.execute(
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(
            database, sql.SQL(", ").join(sql.Identifier(ROLES[role]) for role in ("app", "worker"))
        )
    )
    # What the worker copies in lies first in a table of its connection's own.
    connection.execute(
        sql.SQL("GRANT TEMPORARY ON DATABASE {} TO {}").format(database, sql.Identifier(ROLES["worker"]))
    )

"""Servers that the environment names, tried against a PostgreSQL that stands for an administrator's."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from vardovergang.servers import external
from vardovergang.servers.data_dirs import CannotServe, Places
from vardovergang.servers.embedded import Embedded
from vardovergang.servers.embedded.postgresql import Postgresql
from vardovergang.servers.external import need_database, need_redis
from vardovergang.servers.roles import missing_roles
from vardovergang.servers.urls import ROLES, VARIABLES, derived_passwords, urls


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgresql]:
    """A cluster without our roles."""
    places = Places.under(tmp_path_factory.mktemp("administrators"))
    places.make()
    server = Postgresql(places, ("fsync = off",))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def admin(server: Postgresql, monkeypatch: pytest.MonkeyPatch) -> Iterator[psycopg.Connection]:
    for variable in (*VARIABLES.values(), "REDIS_URL"):
        monkeypatch.delenv(variable, raising=False)
    with psycopg.connect(server.admin_url, autocommit=True) as connection:
        connection.execute("CREATE ROLE dba LOGIN CREATEROLE CREATEDB PASSWORD 'dba'")
        connection.execute("CREATE ROLE nobody_special LOGIN PASSWORD 'nobody'")
        yield connection
        connection.execute("DROP DATABASE IF EXISTS vardovergang WITH (FORCE)")
        for name in (*ROLES.values(), "nobody_special", "dba"):
            connection.execute(f"DROP ROLE IF EXISTS {name}")


def _login(server: Postgresql, name: str, password: str) -> str:
    return server.admin_url.replace("postgres@", f"{name}:{password}@")


def test_an_administrators_login_makes_the_three_roles(
    server: Postgresql, admin: psycopg.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one that is no superuser, as with a hosted PostgreSQL."""
    monkeypatch.setenv("DATABASE_URL", _login(server, "dba", "dba"))
    need_database(tmp_path)
    logins = urls(tmp_path)
    for role, name in ROLES.items():
        with psycopg.connect(logins.of(role)) as connection:
            found = connection.execute(
                "SELECT current_user, current_database(), has_schema_privilege('public', 'CREATE')"
            ).fetchone()
        assert found == (name, "vardovergang", role == "owner")
    assert logins.admin == ""
    kept = derived_passwords(tmp_path, os.environ["DATABASE_URL"])
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    need_database(tmp_path)
    assert urls(tmp_path) == logins


def test_the_administrator_keeps_no_part_in_the_owner(
    server: Postgresql, admin: psycopg.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", _login(server, "dba", "dba"))
    need_database(tmp_path)
    assert admin.execute("SELECT pg_has_role('dba', 'vardovergang_owner', 'USAGE')").fetchone() == (False,)


def test_a_login_that_may_not_create_roles(
    server: Postgresql, admin: psycopg.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", _login(server, "nobody_special", "nobody"))
    with pytest.raises(CannotServe, match=r"may not create roles: set DATABASE_OWNER_URL, DATABASE_URL and"):
        need_database(tmp_path)
    assert missing_roles(admin) == set(ROLES.values())


def test_somebody_elses_roles_are_left_alone(
    server: Postgresql, admin: psycopg.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin.execute("CREATE ROLE vardovergang_app LOGIN PASSWORD 'theirs'")
    monkeypatch.setenv("DATABASE_URL", _login(server, "dba", "dba"))
    with pytest.raises(CannotServe, match="made by somebody else: set DATABASE_OWNER_URL"):
        need_database(tmp_path)
    psycopg.connect(_login(server, "vardovergang_app", "theirs")).close()


def test_three_logins_of_ones_own(
    server: Postgresql, admin: psycopg.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in VARIABLES.values():
        monkeypatch.setenv(variable, _login(server, "nobody_special", "nobody"))
    need_database(tmp_path)


def test_two_of_three_logins(
    admin: psycopg.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://a@db/x")
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://o@db/x")
    with pytest.raises(CannotServe, match=r"^Set DATABASE_WORKER_URL too: "):
        need_database(tmp_path)


def test_an_old_postgresql(
    server: Postgresql, admin: psycopg.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(external, "OLDEST", 990000)
    monkeypatch.setenv("DATABASE_URL", _login(server, "dba", "dba"))
    with pytest.raises(CannotServe, match="names PostgreSQL 18: 16 or later is needed"):
        need_database(tmp_path)


def test_no_postgresql_there(
    admin: psycopg.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://a:secret@127.0.0.1:1/x")
    with pytest.raises(CannotServe, match=r"PostgreSQL at 127\.0\.0\.1:1 that can't be used") as refused:
        need_database(tmp_path)
    assert "unset DATABASE_URL to use the embedded one" in str(refused.value)
    assert "secret" not in str(refused.value)


def test_no_redis_there() -> None:
    with pytest.raises(
        CannotServe, match=r"Redis at 127\.0\.0\.1 that does not answer .*unset REDIS_URL"
    ) as refused:
        need_redis("redis://:secret@127.0.0.1:1/0")
    assert "secret" not in str(refused.value)


def test_only_redis_is_missing(tmp_path: Path) -> None:
    """The database is named, so only Redis is ours to start."""
    servers = Embedded(tmp_path)
    need_redis(servers.ensure(postgresql=False).redis)
    servers.release()

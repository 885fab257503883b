"""Row-level security binds whoever the site logs in as, or the site does not run."""

import os
import subprocess
from collections.abc import Iterator

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from tests.installed import python
from tests.processes import environment
from tests.servers import TestServers
from tests.settings import ROOT
from vardovergang.servers.database_role import refuse_unsafe_role
from vardovergang.servers.urls import Urls

pytestmark = pytest.mark.django_db(transaction=True)


def test_tests_run_as_the_application() -> None:
    for alias in ("default", "access_log"):
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT current_user, session_user")
            assert cursor.fetchone() == ("vardovergang_app", "vardovergang_app")


@pytest.fixture
def stand_in(admin_connection: psycopg.Connection) -> Iterator[str]:
    """A login to try powers on: a role belongs to the whole server, where other tests run too."""
    name = f"stand_in_{os.getpid()}"
    admin_connection.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'stand-in'")
    admin_connection.execute(f"GRANT CONNECT ON DATABASE {admin_connection.info.dbname} TO {name}")
    yield name
    admin_connection.execute(f"DROP OWNED BY {name}")
    admin_connection.execute(f"DROP ROLE {name}")


@pytest.fixture
def as_stand_in(stand_in: str) -> Iterator[BaseDatabaseWrapper]:
    """Django's connection as the stand-in; like every new connection it goes through the check."""
    copy = connection.copy()
    copy.settings_dict = {**copy.settings_dict, "USER": stand_in, "PASSWORD": "stand-in"}
    yield copy
    copy.close()


@pytest.mark.parametrize(
    ("power", "reason"),
    [
        ("ALTER ROLE {} SUPERUSER", "is a superuser"),
        ("ALTER ROLE {} BYPASSRLS", "has BYPASSRLS"),
        ("GRANT vardovergang_owner TO {}", "has the powers of vardovergang_owner: that role owns tables"),
        ("GRANT vardovergang_owner TO {} WITH INHERIT FALSE, SET FALSE", "owns tables"),
        ("ALTER TABLE municipalities_session OWNER TO {}", "owns tables"),
    ],
)
def test_a_role_with_such_a_power_is_refused(
    admin_connection: psycopg.Connection,
    stand_in: str,
    as_stand_in: BaseDatabaseWrapper,
    power: str,
    reason: str,
) -> None:
    admin_connection.execute(power.format(stand_in))
    with pytest.raises(ImproperlyConfigured, match=rf"{reason}.*Set DATABASE_URL"):
        as_stand_in.ensure_connection()
    assert as_stand_in.connection is None


def test_a_role_without_powers_is_let_in(as_stand_in: BaseDatabaseWrapper) -> None:
    as_stand_in.ensure_connection()
    assert as_stand_in.connection is not None


def test_the_owner_may_own_but_not_bypass(
    admin_connection: psycopg.Connection, stand_in: str, as_stand_in: BaseDatabaseWrapper
) -> None:
    as_stand_in.ensure_connection()
    admin_connection.execute(f"ALTER TABLE municipalities_session OWNER TO {stand_in}")
    refuse_unsafe_role(as_stand_in, "owner")
    admin_connection.execute(f"ALTER ROLE {stand_in} BYPASSRLS")
    with pytest.raises(ImproperlyConfigured, match=r"has BYPASSRLS.*Set DATABASE_OWNER_URL"):
        refuse_unsafe_role(as_stand_in, "owner")


@pytest.mark.parametrize(("role", "reason"), [("owner", "owns tables"), ("admin", "is a superuser")])
def test_the_site_does_not_start_as(servers: TestServers, role: str, reason: str) -> None:
    started = _import_site(servers.urls, app=servers.urls.of(role))
    assert started.returncode != 0
    assert reason in started.stderr


def test_the_site_starts_as_the_application(servers: TestServers) -> None:
    started = _import_site(servers.urls, app=servers.urls.app)
    assert started.returncode == 0, started.stderr


@pytest.mark.parametrize(("role", "reason"), [("owner", "owns tables"), ("admin", "is a superuser")])
def test_a_worker_does_not_start_as(servers: TestServers, role: str, reason: str) -> None:
    started = subprocess.run(
        [python(), "-m", "celery", "-A", "vardovergang", "--quiet", "worker", "--pool", "solo"],
        cwd=ROOT,
        env={**environment(servers.urls, "worker"), "DATABASE_WORKER_URL": servers.urls.of(role)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert started.returncode != 0
    assert reason in started.stderr
    assert "Set DATABASE_WORKER_URL" in started.stderr


def _import_site(urls: Urls, *, app: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [python(), "-c", "import vardovergang.wsgi"],
        cwd=ROOT,
        env={**environment(urls, "app"), "DATABASE_URL": app},
        capture_output=True,
        text=True,
        check=False,
    )

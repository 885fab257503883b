"""The tests are stricter than production, and start from the same state each time."""

import socket
import warnings

import psycopg
import pytest
from django.core.cache import cache
from django.db import connections
from django.template import Context, Template

from municipalities.models import Municipality, PostalArea
from tests.servers import TestServers


def test_an_undefined_template_variable_fails() -> None:
    for source in ("{{ nothing }}", "{{ nothing|default:'x' }}", "{% with a=nothing %}{{ a }}{% endwith %}"):
        with pytest.raises(AssertionError, match="The template variable nothing"):
            Template(source).render(Context())
    assert Template("{% if nothing %}x{% endif %}").render(Context()) == ""


def test_a_warning_is_an_error() -> None:
    with pytest.raises(DeprecationWarning):
        warnings.warn("old", DeprecationWarning, stacklevel=1)


def test_no_network() -> None:
    with pytest.raises(UserWarning, match="A test tried to use socket"), socket.socket() as outside:
        outside.connect(("192.0.2.1", 80))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_commits_is_gone_and_reference_data_is_back(
    turn: int, owner_connection: psycopg.Connection, servers: TestServers
) -> None:
    assert Municipality.objects.exists()
    assert PostalArea.objects.exists()
    assert cache.get("turn") is None
    cache.set("turn", turn)
    owner_connection.execute("CREATE TABLE left_behind ()")
    owner_connection.execute("TRUNCATE municipalities_postalarea")


@pytest.mark.django_db
@pytest.mark.parametrize("alias", ["default", "access_log"])
@pytest.mark.parametrize("turn", [1, 2])
def test_without_commits_both_connections_roll_back(turn: int, alias: str) -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM municipalities_session")
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "INSERT INTO municipalities_session VALUES ('key', 'data', now(), NULL, NULL, NULL, '')"
        )


def test_the_template_is_owned_by_the_owner_role(servers: TestServers) -> None:
    owners = servers.admin.execute(
        "SELECT datname, datdba::regrole::text FROM pg_database WHERE datname = ANY(%s)",
        [[servers.template, servers.database]],
    ).fetchall()
    assert {owner for _, owner in owners} == {"vardovergang_owner"}

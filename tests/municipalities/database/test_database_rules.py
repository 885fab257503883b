"""`manage.py database_rules` on a site that serves."""

from __future__ import annotations

import psycopg
import pytest

from tests.processes import manage
from tests.servers import TestServers


@pytest.mark.django_db(transaction=True)
def test_what_differs_is_said_and_mended_but_nobody_waits_behind_it(
    servers: TestServers, owner_connection: psycopg.Connection, admin_connection: psycopg.Connection
) -> None:
    owner_connection.execute("DROP POLICY app_read ON discharge_message")
    said = manage(servers.urls, "database_rules", "--check")
    assert said.returncode == 1
    assert said.stdout.startswith("CREATE POLICY app_read ON discharge_message ")
    with admin_connection.transaction():
        admin_connection.execute("SELECT FROM discharge_message")
        for options in ((), ("--check",)):
            waited = manage(servers.urls, "database_rules", *options)
            assert waited.returncode == 1
            assert "a table that is in use: nothing is changed" in waited.stderr
    assert manage(servers.urls, "database_rules").stdout == said.stdout
    done = manage(servers.urls, "database_rules", "--check")
    assert (done.returncode, done.stdout) == (0, "")

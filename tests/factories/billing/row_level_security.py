"""Which tables hold what cases cost, and what somebody sees in each."""

from __future__ import annotations

from municipalities.models import Assignment
from tests.servers import TestServers, connect

OUTCOMES = ("billing_liability_result", "billing_liability_period", "billing_liability_day")


def seen(servers: TestServers, assignment: Assignment | None) -> dict[str, int]:
    """How many cases of each table the assignment sees."""
    found = {}
    with connect(servers.urls.app) as connection, connection.transaction():
        if assignment:
            connection.execute("SELECT set_config('app.assignment', %s, true)", [str(assignment.pk)])
        for table in (*OUTCOMES, "billing_liability_failure"):
            row = connection.execute(f"SELECT count(DISTINCT case_id) FROM {table}").fetchone()
            assert row is not None
            found[table] = row[0]
    return found

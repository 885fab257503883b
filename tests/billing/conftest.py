from collections.abc import Iterator
from typing import Any

import pytest

from tests.factories.billing.vectors import vectors
from tests.servers import TestServers, connect

DIFFERING = """
WITH kept AS (
    SELECT source, by_mean, payer_id, care_type, month, billed_in, rate_status,
           sum(lines)::int, sum(cases)::int, sum(days)::int, sum(kronor)::bigint, sum(days_without_rate)::int
    FROM billing_month_sum GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(lines) <> 0
)
SELECT * FROM ((TABLE kept EXCEPT TABLE billing_month_line_sum)
               UNION ALL (TABLE billing_month_line_sum EXCEPT TABLE kept)) AS differing
"""


@pytest.fixture(autouse=True)
def _sums_are_kept(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test has committed, the sums of months come to what the lines do when it ends."""
    marker = request.node.get_closest_marker("django_db")
    if not (marker and marker.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")
    servers: TestServers = request.getfixturevalue("servers")
    yield
    with connect(servers.urls.admin) as admin:
        assert admin.execute(DIFFERING).fetchall() == []


@pytest.fixture(scope="session")
def worked_cases() -> list[dict[str, Any]]:
    return vectors("liability.jsonl")


@pytest.fixture(scope="session")
def worked_months() -> list[dict[str, Any]]:
    return vectors("average.jsonl")

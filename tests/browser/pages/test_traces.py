"""The check that every browser test ends with: that what was read about a case stands in the access log."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest

from tests.factories.browser.pages import Session
from tests.factories.browser.traces import Reading, untraced
from tests.factories.browsers import case_address, new_stay

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_answer_without_its_row_is_found(
    log_in: Callable[[str], Session], admin_connection: psycopg.Connection
) -> None:
    stay, nurse = new_stay(), log_in("somatik")
    nurse.open(case_address(stay))
    nurse.open(case_address(stay))
    case = str(stay.case.pk)
    assert nurse.readings == [Reading("somatik", "GET", case)] * 2
    assert untraced(admin_connection, nurse.readings) == {}
    somebody_else = Reading("stadsdel", "GET", case)
    assert set(untraced(admin_connection, [*nurse.readings, somebody_else])) == {("stadsdel", case)}
    with admin_connection.transaction(force_rollback=True):
        admin_connection.execute("SET LOCAL session_replication_role = replica")
        admin_connection.execute(
            "DELETE FROM municipalities_access_log WHERE id = (SELECT id FROM municipalities_access_log"
            " WHERE case_id = %s LIMIT 1)",
            [case],
        )
        assert untraced(admin_connection, nurse.readings) == {
            ("somatik", case): "2 answers to GET, 1 rows in the log"
        }


@pytest.mark.parametrize(
    ("url", "case"),
    [
        ("http://x/arenden/01a21726-8438-718d-a566-57787a2d8a29/", "01a21726-8438-718d-a566-57787a2d8a29"),
        (
            "http://x/arenden/01a21726-8438-718d-a566-57787a2d8a29/plan.pdf",
            "01a21726-8438-718d-a566-57787a2d8a29",
        ),
        (
            "http://x/betalning/varfor/01a21726-8438-718d-a566-57787a2d8a29/",
            "01a21726-8438-718d-a566-57787a2d8a29",
        ),
        ("http://x/api/cases/01a21726-8438-718d-a566-57787a2d8a29/", "01a21726-8438-718d-a566-57787a2d8a29"),
        ("http://x/betalning/arende/A2-BCDE-23/", "A2-BCDE-23"),
        ("http://x/arbetslista/", None),
    ],
)
def test_an_address_names_its_case(url: str, case: str | None) -> None:
    reading = Reading.of("somatik", "GET", url)
    assert (reading.case if reading else None) == case

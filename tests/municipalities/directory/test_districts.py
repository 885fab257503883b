"""A merger is noted by whoever runs the system, ahead of its day, and outlives the next upgrade."""

from __future__ import annotations

from datetime import date

import psycopg
import pytest

from discharge.queries.lookups import directory
from municipalities import actions
from municipalities.models import District
from municipalities.refusal import Refused
from tests.factories.commands import manage
from tests.servers import TestServers

TODAY, LAST = date(2026, 3, 9), date(2026, 6, 30)
MERGED = """
SELECT d.valid_to, i.name FROM municipalities_district d
JOIN municipalities_district i ON i.id = d.merged_into_id WHERE d.name = 'Kungsholmen'
"""


@pytest.mark.django_db(transaction=True)
def test_a_merger_is_noted_and_stays_when_the_reference_data_is_loaded_again(
    servers: TestServers, admin_connection: psycopg.Connection
) -> None:
    arguments = ("merge_district", "Kungsholmen", "Västra innerstaden", "2100-12-31")
    assert manage(servers, *arguments) == ("Kungsholmen går upp i Västra innerstaden efter 2100-12-31.\n")
    assert "går redan upp i Västra innerstaden" in manage(servers, *arguments)
    manage(servers, "migrate", "--verbosity", "0")
    noted = admin_connection.execute(MERGED).fetchall()
    assert noted == [(date(2100, 12, 31), "Västra innerstaden")]
    before, after = (directory.find_area("11220", day) for day in (date(2100, 12, 31), date(2101, 1, 1)))
    assert [str(found.district) for found in (before, after) if found] == [
        "Kungsholmen",
        "Västra innerstaden",
    ]


@pytest.mark.parametrize(
    ("name", "into", "last_day", "says"),
    [
        ("Kungsholmen", "Kungsholmen", LAST, "gå upp i sig själv"),
        ("Kungsholm", "Norra innerstaden", LAST, "ingen stadsdel Kungsholm"),
        ("Spånga-Tensta", "Järva", LAST, "ingen stadsdel Spånga-Tensta"),
        ("Kungsholmen", "Norra innerstaden", date(2026, 3, 7), "har passerat"),
    ],
)
@pytest.mark.django_db
def test_what_can_not_be_merged(name: str, into: str, last_day: date, says: str) -> None:
    with pytest.raises(Refused, match=says):
        actions.merge_district(name=name, into=into, last_day=last_day, today=TODAY)
    assert District.objects.get(name="Kungsholmen").valid_to is None

"""A new site, from an empty database to its first local administrator, as docs/operations.md says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from psycopg import sql

from municipalities.units.parties import Party
from tests.factories.commands import manage
from tests.servers import DROP, TestServers, connect
from vardovergang.servers.roles import create_database

CATALOGUE = f"""hsa_id,name,organisation_number,party,valid_from,municipality
SE2321000016-A1,Förvaltningen,232100-0016,{Party.ADMINISTRATION.value},2020-01-01,
SE2120000068-B1,Biståndsenheten Huddinge,212000-0068,{Party.MUNICIPAL.value},2020-01-01,0126
"""
GIVEN = """
SELECT u.username, a.role, p.codename
FROM municipalities_assignment a JOIN municipalities_user u ON u.id = a.user_id
LEFT JOIN municipalities_organisation_permission g ON g.user_id = u.id
LEFT JOIN auth_permission p ON p.id = g.permission_id ORDER BY 1, 3
"""


class _Elsewhere:
    """The same servers with another database in the place of the tests'."""

    def __init__(self, servers: TestServers, database: str) -> None:
        named = {
            role: getattr(servers.urls, role).replace(f"/{servers.database}?", f"/{database}?")
            for role in ("owner", "app", "worker", "admin")
        }
        self.urls = replace(servers.urls, **named)


@pytest.fixture
def empty(servers: TestServers) -> Iterator[TestServers]:
    name = f"first_users_{servers.slot}"
    drop = sql.SQL(DROP).format(sql.Identifier(name))
    servers.admin.execute(drop)
    create_database(servers.admin, name)
    elsewhere = _Elsewhere(servers, name)
    with psycopg.connect(elsewhere.urls.admin, autocommit=True) as inside:
        inside.execute("ALTER SCHEMA public OWNER TO vardovergang_owner")
        inside.execute("GRANT USAGE ON SCHEMA public TO vardovergang_app, vardovergang_worker")
    yield cast("TestServers", elsewhere)
    servers.admin.execute(drop)


def test_the_documented_steps_make_somebody_who_can_log_in_and_invite_the_others(
    empty: TestServers, tmp_path: Path
) -> None:
    catalogue = tmp_path / "hsa.csv"
    catalogue.write_text(CATALOGUE)
    said = [
        manage(empty, *arguments)
        for arguments in (
            ("migrate", "--verbosity", "0"),
            ("add_organisation", "region", "Region Stockholm", "232100-0016"),
            ("sync_catalogue", str(catalogue)),
            *_give("SE2120000068-LENA", "SE2120000068-B1", "local_administrator", "Lena", "Wikström"),
            *_give("SE2321000016-INGER", "SE2321000016-A1", "invoicer", "Inger", "Falk"),
            ("invite", "SE2120000068-LENA"),
        )
    ]
    assert said[:1] == [""]
    assert said[1] == "Region Stockholm, 232100-0016.\n"
    assert "2 nya" in said[2]
    assert said[3] == "Lena Wikström: Lokal administratör, Biståndsenheten Huddinge.\n"
    assert re.match(r"/inbjudan/\d+/\S+/\n", said[5])
    with connect(empty.urls.admin) as connection:
        assert connection.execute(GIVEN).fetchall() == [
            ("SE2120000068-LENA", "local_administrator", "administer_units"),
            ("SE2321000016-INGER", "invoicer", "change_terms"),
            ("SE2321000016-INGER", "invoicer", "close_months"),
            ("SE2321000016-INGER", "invoicer", "view_liability"),
        ]


def _give(hsa_id: str, unit: str, role: str, *name: str) -> Iterator[tuple[str, ...]]:
    yield "give_role", hsa_id, unit, role, "--name", *name


@pytest.mark.parametrize(
    ("name", "number", "says"),
    [
        ("Regionen", "2321000016", "tillhör redan Region Stockholm"),
        ("Storsthlm", "222000-0440", "stämmer inte"),
        ("Region Stockholm", "556000-4615", "finns redan"),
    ],
)
@pytest.mark.django_db
def test_an_organisation_is_added_once_with_a_number_that_is_one(name: str, number: str, says: str) -> None:
    with pytest.raises(CommandError, match=says):
        call_command("add_organisation", "region", name, number)


def test_operations_tells_the_same_steps() -> None:
    told = (Path(settings.BASE_DIR) / "docs" / "operations.md").read_text()
    for step in ("add_organisation region", "sync_catalogue", "--name", "local_administrator", "invite"):
        assert step in told.partition("**The first users.**")[2][:1500], step

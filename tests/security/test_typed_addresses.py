"""Whatever stands in a query or a form, no address falls: every one of them, as those who may come in.

Every name that a view or a form of ours reads is sent, with what people paste and what fuzzers send.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from discharge.process import MESSAGE_TYPES
from tests.factories.security.walk import ROUTES, Walk
from tests.factories.security.world import World
from tests.settings import ROOT
from tests.sizes import PROOF

APPS = ("municipalities", "discharge", "billing", "statistics")
READ = re.compile(r"request\.(?:GET|POST)(?:\.get(?:list)?\(|\[)\"(\w+)\"")
KINDS = r"(?:\w*Field|text|name|phone|number|kronor|day|choice|listed)"
FIELD = re.compile(rf"^    (\w+) = (?:\w+\.)?{KINDS}\(", re.MULTILINE)
HALF = "\ud800".encode("utf-8", "surrogatepass")
#: Under every name at once, so that none is longer than a whole form may be.
TRIED: list[Any] = ["\0", "x\0y", HALF, "\u202e93", "\x1b[31m", "２０２６"]
TRIED += ["å" * 1_000, "9" * 5_000, "[" * 2_000]
TRIED += ["-1", "1e999", "{}", "%00", "/\r\nX: y", "0000-00-00", "1826-12-15", "2926-13", "2026-10-25T02:30"]
#: Each role sends an address one in so many of them, and the next role others.
SHARE = 4
ROLES = ["ward", "district", "HSF", "log reviewer", "system administrator", "region's statistics", "nobody"]
#: They end the session, and every address after them would only say so.
APART = {"municipalities:log-out", "municipalities:account-log-out-everywhere"}


def _names() -> list[str]:
    """What is read by name anywhere, and the fields of every form and message."""
    sources = [path.read_text() for app in APPS for path in (ROOT / app).rglob("*.py")]
    read = {name for source in sources for name in (*READ.findall(source), *FIELD.findall(source))}
    asked = {field.name for message_type in MESSAGE_TYPES.values() for field in message_type.fields}
    return sorted(read | asked | {"_held", "q", "corrects", "follows", "services-0-what", "services-0-party"})


@pytest.fixture(scope="module")
def walk(world: World) -> Walk:
    return Walk(world, [])


def test_names_are_found() -> None:
    assert {"next", "sida", "lista", "given_name", "kronor", "hsa_id", "comment", "credential"} <= set(
        _names()
    )


def _falls(walk: Walk, role: str, tried: list[Any]) -> list[tuple[str, str, Any, int]]:
    """Address, method, value and status of every answer that is a fault of ours."""
    client, names, found = walk.client(walk.world.roles[role]), _names(), []
    client.raise_request_exception = False
    body = json.dumps({"text": "\ud800", "submission": str(uuid4())})
    for number, name in enumerate(sorted(ROUTES.keys() - APART), ROLES.index(role)):
        address = walk.url(name)
        answers = [("json", body, client.post(address, body, content_type="application/json"))]
        for value in tried[number % SHARE :: SHARE] or tried:
            typed = dict.fromkeys(names, value)
            answers.append(("get", value, client.get(address, typed)))
            answers.append(("post", value, _post(client, address, typed, at_once=number % SHARE != 0)))
        found += [
            (name, how, value, one.status_code) for how, value, one in answers if one.status_code >= 500
        ]
    return found


def _post(client: Any, address: str, typed: dict[str, Any], *, at_once: bool) -> Any:
    """As a form without files is sent; a part for each field takes Django ten times as long to read."""
    values = typed | {"submission": str(uuid4())}
    if at_once and not PROOF:
        return client.post(address, urlencode(values), "application/x-www-form-urlencoded")
    return client.post(address, values)


@pytest.mark.proof
@pytest.mark.parametrize("role", ROLES)
def test_h10_c8_j7_no_address_falls(walk: Walk, role: str) -> None:
    assert _falls(walk, role, TRIED) == []


@pytest.mark.sized
@pytest.mark.parametrize("role", ["ward", "HSF"])
def test_h10_c8_j7_no_address_falls_for_a_nul(walk: Walk, role: str) -> None:
    assert _falls(walk, role, ["x\0y"]) == []

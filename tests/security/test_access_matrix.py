"""Every address × every role × four kinds of case, against docs/security.md's tables, written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test.client import MULTIPART_CONTENT

from discharge import pdf
from tests.security.documented import KINDS, kinds_matrix, matrix
from tests.security.walk import CASE_ROUTES, ROUTES, Answer, Walk, services_shown
from tests.security.world import World
from tests.servers import TestServers, connect

ROLES = [
    "nobody",
    "ward",
    "surgery",
    "district",
    "other ward",
    "other municipality",
    "HSF",
    "Storsthlm",
    "log reviewer",
    "economist",
    "local administrator",
    "system administrator",
    "municipal health care",
    "placement coordinator",
    "region's statistics",
    "municipality's statistics",
]
#: They stand on the other side: what is another's for the ward and the district is their own.
OTHERS = {"other ward": "ward", "other municipality": "district"}
OF_THE_DISTRICT = ("district", "municipal health care")
#: Sums of a municipality's month: they read what cases cost, and show no case. And the page before a number
#: is looked up, which says only that one's own drafts are there.
SUMS = {"billing:averages", "billing:corrections", "billing:month", "billing:months"}
SUMS |= {"discharge:new", "discharge:sip-new"}
EVERY_PATIENT_TABLE = """
SELECT (SELECT count(*) FROM discharge_message), (SELECT count(*) FROM discharge_participation),
       (SELECT count(*) FROM discharge_receipt), (SELECT count(*) FROM discharge_draft),
       (SELECT count(*) FROM discharge_block WHERE lifted_at IS NULL),
       (SELECT count(*) FROM discharge_block_opening), (SELECT count(*) FROM discharge_handover_request),
       (SELECT count(*) FROM billing_what_if)
"""


@pytest.fixture(scope="module")
def walk(world: World) -> Iterator[Walk]:
    """Papers are read as they are before they are set: a finished PDF holds glyphs, not letters."""
    papers: list[str] = []

    def read(template: str, context: Any) -> bytes:
        papers.append(render_to_string(template, dict(context)))
        return b"%PDF-"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "paper", read)
        yield Walk(world, papers)


def test_every_address_has_a_line_in_the_table_and_every_line_an_address() -> None:
    assert sorted(matrix()) == sorted(ROUTES)
    assert sorted(kinds_matrix()) == sorted(CASE_ROUTES)


def test_every_column_is_walked_and_the_two_tables_agree_about_the_own_case() -> None:
    assert all(list(row) == ROLES for row in matrix().values())
    assert [
        (name, role)
        for name, row in kinds_matrix().items()
        for role, cell in row.items()
        if cell["own"]
        not in (
            {matrix()[name][one] for one in ROLES} if role == "everybody else" else {matrix()[name][role]}
        )
    ] == []


def expected(name: str, role: str, kind: str) -> int:
    if name not in CASE_ROUTES:
        return matrix()[name][role]
    line = kinds_matrix()[name]
    if role in OTHERS:
        return line[OTHERS[role]]["own" if kind == "other" else "other"]
    return line.get(role, line["everybody else"])[kind]


def allowed(role: str, kind: str) -> set[str]:
    """Whose name and number an answer to the role about the kind of case may hold."""
    if role in OTHERS:
        return {"other"}
    return {"own", "blocked"} if kind == "list" else {kind} - {"other", "protected"}


def leaks(walk: Walk, answer: Answer, role: str, kind: str) -> set[str]:
    """What the answer tells that it should not: who somebody is, or what is blocked."""
    who = {one for one in KINDS if answer.tells(walk.world.secrets(one))} - allowed(role, kind)
    told = services_shown(answer)
    hidden = {"blocked"} if role not in OF_THE_DISTRICT else set()
    foreign = set(KINDS) - {"other"} if role in OTHERS else {"other"}
    return {f"who: {one}" for one in who} | {f"services: {one}" for one in told & (hidden | foreign)}


def is_untraced(name: str, answer: Answer, world: World) -> bool:
    """Whether the answer was made from patients' data and left no row in the access log."""
    references = [stay.case.reference for stay in world.cases.values()]
    return answer.is_untraced and not (name in SUMS and not answer.tells(references))


def is_silent(name: str, role: str, answer: Answer) -> bool:
    """Whether somebody was refused a case's address without a row in the log (fault H9)."""
    return name in CASE_ROUTES and role != "nobody" and answer.status == 403 and not answer.logged


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_the_tables_say_and_no_more(walk: Walk, role: str) -> None:
    """The status; nothing of who a protected or another's person is, nor of what is blocked; a trace."""
    client, wrong = walk.client(walk.world.roles[role]), {}
    for name in ROUTES:
        for kind in KINDS if name in CASE_ROUTES else ("list",):
            answer = walk.get(client, name, "own" if kind == "list" else kind)
            untraced = is_untraced(name, answer, walk.world) or is_silent(name, role, answer)
            found = (answer.status, leaks(walk, answer, role, kind), untraced)
            if found != (expected(name, role, kind), set(), False):
                wrong[name, kind] = (found, answer.read)
    assert wrong == {}


def test_the_walk_would_see_a_name_a_service_and_a_trace(walk: Walk) -> None:
    """What it looks for is where it should be: in one's own case, and under the district's own block."""
    ward, district = (walk.client(walk.world.roles[role]) for role in ("ward", "district"))
    for name in ("discharge:case", "discharge:api-case", "discharge:versions"):
        own, theirs = walk.get(ward, name), walk.get(district, name, "blocked")
        assert services_shown(own) == {"own"}
        assert services_shown(theirs) == {"blocked"}
        assert own.read >= {"discharge_message"} or own.read >= {"discharge_case"}
        assert own.logged == 1
    listed = walk.get(ward, "discharge:worklist")
    assert {kind for kind in KINDS if listed.tells(walk.world.secrets(kind))} == {"own", "blocked"}
    assert walk.get(ward, "discharge:patient-summary-pdf").tells(walk.world.secrets("own"))


def test_a_page_that_reads_and_leaves_no_row_would_be_found(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("municipalities.access.record", lambda *args, **kwargs: None)
    answer = walk.get(walk.client(walk.world.roles["ward"]), "discharge:case")
    assert answer.status == 200
    assert is_untraced("discharge:case", answer, walk.world)


@pytest.mark.parametrize("role", [role for role in ROLES if role != "nobody"])
def test_a_post_does_nothing_where_a_get_is_refused_or_the_case_is_anothers(
    walk: Walk, servers: TestServers, role: str
) -> None:
    others = ("own", "blocked", "protected") if role in OTHERS else ("other",)
    refused = [(name, "own") for name in ROUTES if matrix()[name][role] == 403]
    foreign = [(name, kind) for name in CASE_ROUTES for kind in others]
    client, found = walk.client(walk.world.roles[role]), {}
    with connect(servers.urls.admin) as admin:
        before = admin.execute(EVERY_PATIENT_TABLE).fetchone()
        for name, kind in dict.fromkeys(refused + foreign):
            found[name, kind] = _post(walk, client, name, kind)
        assert admin.execute(EVERY_PATIENT_TABLE).fetchone() == before
    assert {key for key, status in found.items() if status not in (403, 404, 405)} == set()
    assert {name for name, _ in refused if found[name, "own"] not in (403, 405)} == set()


def _post(walk: Walk, client: Any, name: str, kind: str) -> int:
    kind_of_content = "application/json" if ":api-" in name else MULTIPART_CONTENT
    typed = {"reason": "Nyfiken.", "ground": "emergency", "text": "Hej."}
    return int(client.post(walk.url(name, kind), typed, kind_of_content).status_code)

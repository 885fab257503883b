"""Every address × every role × six kinds of case, against docs/security.md's tables, written by hand.

`make test` asks roles that have no cases about their own case alone, `make proof` about every kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.template.loader import render_to_string
from django.test.client import MULTIPART_CONTENT
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from discharge.models import Message
from discharge.papers import pdf
from municipalities.access.acting import acting
from tests.factories.security.committed import committed
from tests.factories.security.documented import ALL_KINDS, KINDS, kinds_matrix, matrix, table
from tests.factories.security.walk import CASE_ROUTES, DECISIONS, ROUTES, Answer, Walk, services_shown
from tests.factories.security.world import AFTER, PHONES, World
from tests.servers import TestServers, connect
from tests.sizes import size

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
    "record keeper",
]
#: They stand on the other side: what is another's for the ward and the district is their own.
OTHERS = {"other ward": "ward", "other municipality": "district"}
OF_THE_DISTRICT = ("district", "municipal health care")
#: Sums of a municipality's month: they read what cases cost, and show no case. And the page before a number
#: is looked up, which says only that one's own drafts are there.
SUMS = {"billing:averages", "billing:corrections", "billing:month", "billing:months", "billing:what-if"}
SUMS |= {"discharge:new", "discharge:sip-new"}
#: They work with references: of every municipality, of the own, of whom somebody at the own has read.
BY_REFERENCE = ("HSF", "economist", "log reviewer", "record keeper")
#: Of the wrong person nothing is printed.
PAPERS = {
    "discharge:patient-summary-pdf",
    "discharge:sip-call-pdf",
    "discharge:sip-pdf",
    "discharge:sip-person-pdf",
}
#: The first message of the case that they have taken over is not theirs to correct.
OF_WHO_TOOK_OVER = {"discharge:correct": 404}
EVERY_PATIENT_TABLE = """
SELECT (SELECT count(*) FROM discharge_message), (SELECT count(*) FROM discharge_participation),
       (SELECT count(*) FROM discharge_receipt), (SELECT count(*) FROM discharge_draft),
       (SELECT count(*) FROM discharge_block WHERE lifted_at IS NULL),
       (SELECT count(*) FROM discharge_block_opening), (SELECT count(*) FROM discharge_handover_request),
       (SELECT count(*) FROM billing_what_if), (SELECT count(*) FROM discharge_receipt_undone)
"""


@pytest.fixture(scope="module")
def world(servers: TestServers, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """With the cases that parts have ended in, and that was taken back."""
    yield from committed(servers, django_db_blocker, (*KINDS, "ended", "mistaken"))


@pytest.fixture(scope="module")
def walk(world: World) -> Iterator[Walk]:
    """Papers are read as they are before they are set: a finished PDF holds glyphs, not letters."""
    papers: list[str] = []

    def read(template: str, context: Any) -> bytes:
        papers.append(render_to_string(template, dict(context)))
        return b"%PDF-"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "paper", read)
        patch.setattr(pdf, "count_pages", lambda content: 1)
        yield Walk(world, papers)


def test_every_address_has_a_line_in_the_table_and_every_line_an_address() -> None:
    assert sorted(matrix()) == sorted(ROUTES)
    assert sorted(kinds_matrix()) == sorted(CASE_ROUTES)
    assert set(table("The record keeper's addresses")) <= set(ROUTES)


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
    if kind == "mistaken":
        return _expected_of_mistaken(name, role, line)
    if role in OTHERS and kind == "ended":
        return OF_WHO_TOOK_OVER.get(name, line[OTHERS[role]]["own"])
    if role in OTHERS:
        return line[OTHERS[role]]["own" if kind == "other" else "other"]
    return line.get(role, line["everybody else"])[kind]


def _expected_of_mistaken(name: str, role: str, line: dict[str, dict[str, int]]) -> int:
    """To the ward that took the case back as one that its part has ended in; to others as none at all."""
    if role == "ward":
        if name in PAPERS:
            return 404
        return 200 if name == "discharge:sent-in-error" else line[role]["ended"]
    cell = line.get(OTHERS.get(role, role), line["everybody else"])
    return cell["own" if role == "HSF" else "none"]


def allowed(role: str, kind: str) -> set[str]:
    """Whose name and number an answer to the role about the kind of case may hold."""
    if kind == "mistaken":
        return {kind} if role == "ward" else set()
    if role in OTHERS:
        return {"other", "ended"} if kind == "list" else {kind} & {"other", "ended"}
    listed = {"own", "blocked", "ended"} | ({"mistaken"} if role == "ward" else set())
    return listed if kind == "list" else {kind} - {"other", "protected", "none"}


def leaks(walk: Walk, answer: Answer, role: str, kind: str) -> set[str]:
    """What the answer tells that it should not: who somebody is, or what is blocked."""
    cases = walk.world.cases
    who = {one for one in cases if answer.tells(walk.world.secrets(one))} - allowed(role, kind)
    told = services_shown(answer)
    hidden = {"blocked"} if role not in OF_THE_DISTRICT else set()
    foreign = set(KINDS) - {"other"} if role in OTHERS else {"other"}
    foreign |= set() if role == "ward" else {"mistaken"}
    named = {one for one in foreign if cases[one].case.reference in answer.said}
    phones = {one for one in hidden | foreign if PHONES[one] in answer.said}
    later = {text for text in AFTER if role not in OTHERS and text in answer.said}
    places = walk.world.place_of_care if kind == "protected" and role != "ward" else []
    return {
        *(f"place of care: {place}" for place in places if place in answer.said),
        *(f"who: {one}" for one in who),
        *(f"services: {one}" for one in told & (hidden | foreign)),
        *(f"reference: {one}" for one in named if role not in BY_REFERENCE),
        *(f"telephone: {one}" for one in phones),
        *(f"after the part's end: {text}" for text in later),
    }


def is_untraced(name: str, answer: Answer, world: World) -> bool:
    """Whether the answer was made from patients' data and left no row in the access log."""
    references = [stay.case.reference for stay in world.cases.values()]
    return answer.is_untraced and not (name in SUMS and not answer.tells(references))


def kinds_of(name: str, role: str) -> tuple[str, ...]:
    """About which cases the role is asked; nothing but the own differs for who is refused for the role."""
    if name not in CASE_ROUTES:
        return ("list",)
    one_is_enough = set(kinds_matrix()[name].get(role, {"own": 403}).values()) <= {302, 403, 405}
    every = (*ALL_KINDS, "mistaken")
    return every[: size(1, full=len(every))] if one_is_enough and role not in OTHERS else every


def is_silent(name: str, role: str, answer: Answer) -> bool:
    """Whether somebody was refused a case's address without a row in the log (fault H9)."""
    return name in CASE_ROUTES and role != "nobody" and answer.status == 403 and not answer.logged


@pytest.mark.sized
@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_the_tables_say_and_no_more(walk: Walk, role: str) -> None:
    """The status; nothing of who a protected or another's person is, nor of what is blocked; a trace."""
    client, wrong, asked = walk.client(walk.world.roles[role]), {}, 0
    for name in ROUTES:
        for kind in kinds_of(name, role):
            asked += 1
            answer = walk.get(client, name, "own" if kind == "list" else kind)
            untraced = is_untraced(name, answer, walk.world) or is_silent(name, role, answer)
            found = (answer.status, leaks(walk, answer, role, kind), untraced)
            if found != (expected(name, role, kind), set(), False):
                wrong[name, kind] = (found, answer.read)
    assert wrong == {}
    assert asked >= len(ROUTES)


def test_the_walk_would_see_a_name_a_service_and_a_trace(walk: Walk) -> None:
    """What it looks for is where it should be: in one's own case, and under the district's own block."""
    ward, district = (walk.client(walk.world.roles[role]) for role in ("ward", "district"))
    for name in ("discharge:case", "discharge:api-case", "discharge:versions"):
        own, theirs = walk.get(ward, name), walk.get(district, name, "blocked")
        assert services_shown(own) == {"own"}
        assert services_shown(theirs) == {"blocked"}
        assert own.read & {"discharge_message", "discharge_case", "discharge_open_case"}
        assert own.logged == 1
    listed = walk.get(ward, "discharge:worklist")
    assert {kind for kind in KINDS if listed.tells(walk.world.secrets(kind))} == {"own", "blocked"}
    taken_over = walk.get(walk.client(walk.world.roles["other municipality"]), "discharge:case", "ended")
    assert all(text in taken_over.said for text in AFTER)
    assert walk.get(ward, "discharge:patient-summary-pdf").tells(walk.world.secrets("own"))


def test_a_page_that_reads_and_leaves_no_row_would_be_found(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("municipalities.access.log.record", lambda *args, **kwargs: None)
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
    answered = {key for key, status in found.items() if status not in (403, 404, 405)}
    # The region takes part in no case and decides in any: asked for nothing, the form comes back.
    assert answered == ({(name, "other") for name in DECISIONS} if role == "HSF" else set())
    assert {name for name, _ in refused if found[name, "own"] not in (403, 405)} == set()


def _post(walk: Walk, client: Any, name: str, kind: str) -> int:
    kind_of_content = "application/json" if ":api-" in name else MULTIPART_CONTENT
    typed = {"reason": "Nyfiken.", "ground": "emergency", "text": "Hej."}
    return int(client.post(walk.url(name, kind), typed, kind_of_content).status_code)


#: What an address names beside its case.
SECOND = {"message_id", "attachment_id", "block_id", "version_id"}
REFUSED = """
SELECT case_id, refused, action FROM municipalities_access_log ORDER BY at DESC, id DESC LIMIT 1
"""


def foreign_ids(walk: Walk, kind: str) -> dict[str, object]:
    """The ids of what belongs to another case; a block is the blocked case's, whichever that is."""
    values = walk.by_kind[kind]
    return {name: values[name] for name in SECOND}


@pytest.mark.parametrize("role", ["ward", "surgery", "district", "municipal health care"])
def test_h1_what_is_of_another_case_is_not_found_through_the_own(
    walk: Walk, servers: TestServers, role: str
) -> None:
    """GET and POST with another's block, message, attachment and version: 404, no change, in the log."""
    client, wrong, asked = walk.client(walk.world.roles[role]), {}, 0
    own = walk.world.cases["own"].case.pk
    with connect(servers.urls.admin) as admin:
        before = admin.execute(EVERY_PATIENT_TABLE).fetchone()
        for name in sorted(CASE_ROUTES):
            if not SECOND & set(ROUTES[name]):
                continue
            for kind in ("other", "blocked", "protected", "none"):
                url = walk.url(name, "own", **foreign_ids(walk, kind))
                typed = {"reason": "Nyfiken på vad som står.", "ground": "emergency", "submission": uuid4()}
                for answer in (client.get(url), client.post(url, typed)):
                    asked += 1
                    row = admin.execute(REFUSED).fetchone()
                    is_noted = answer.status_code == 405 or (row and row[:2] == (own, True))
                    if answer.status_code not in (404, 405) or not is_noted:
                        wrong[name, kind] = (answer.status_code, row)
        assert admin.execute(EVERY_PATIENT_TABLE).fetchone() == before
    assert wrong == {}
    assert asked >= 8 * 6


@pytest.mark.parametrize("kind", ["other", "blocked", "protected"])
def test_h1_a_form_about_what_is_of_another_case_changes_nothing(
    walk: Walk, servers: TestServers, kind: str
) -> None:
    """Another's message, submission, draft or request, in what is posted about the own case."""
    stay, own = walk.world.cases[kind], walk.world.cases["own"].case.pk
    with acting(stay.nurse):
        foreign = Message.objects.filter(case=stay.case).order_by("sent_at")[0]
    ward = walk.client(walk.world.roles["ward"])
    sent = {"submission": str(foreign.submission)}
    typed = {"submission": str(uuid4()), "message": foreign.pk, "replies_to": foreign.pk, "text": "Hej."}
    posts: list[tuple[str, dict[str, Any], str, set[int]]] = [
        ("acknowledge", {"message": foreign.pk}, "", {404}),
        ("api-acknowledge", {"message": str(foreign.pk)}, "json", {404}),
        ("draft", typed, "general_message", {404}),
        ("draft-discard", typed, "general_message", {404}),
        ("send", typed, "general_message", {200, 404}),
        ("send", typed, "cancel", {200, 404}),
        ("send", typed | sent, "general_message", {200, 302, 404, 409}),
        ("api-messages", {**typed, **sent}, "general_message", {400, 404, 409}),
        ("api-messages", typed, "general_message", {400, 404, 409}),
    ]
    with connect(servers.urls.admin) as admin:
        before, found = admin.execute(EVERY_PATIENT_TABLE).fetchone(), []
        for name, data, sort, _ in posts:
            arguments = {"case_id": own} | ({"type": sort} if "type" in ROUTES[f"discharge:{name}"] else {})
            address = reverse(f"discharge:{name}", kwargs=arguments)
            content = "application/json" if "api-" in name else MULTIPART_CONTENT
            values = {key: str(value) for key, value in data.items()}
            found.append(ward.post(address, values, content).status_code)
            assert admin.execute(REFUSED).fetchone()[0] == own  # type: ignore[index]
        request = reverse("discharge:handover-decline", args=[uuid4()])
        assert ward.post(request).status_code == 404
        assert admin.execute(REFUSED).fetchone()[1]  # type: ignore[index]
        after = admin.execute(EVERY_PATIENT_TABLE).fetchone()
        kept = admin.execute("SELECT type, case_id FROM discharge_draft").fetchall()
    assert [
        (post[0], post[2], status) for post, status in zip(posts, found, strict=True) if status not in post[3]
    ] == []
    # A form that is refused is kept as its writer's own draft, in the own case.
    assert before is not None
    assert after is not None
    assert [*before[:3], *before[4:]] == [*after[:3], *after[4:]]
    assert {case for _, case in kept} <= {own}

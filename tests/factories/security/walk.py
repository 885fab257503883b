"""Requests to every address as every role, and what each answer showed, read and left in the log."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

from django.db import connections
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from billing.models import Agreement, DailyRate
from municipalities.access.acting import acting
from municipalities.models import Assignment, ServedArea, ServedGroup
from municipalities.units.groups import Group
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.security.world import KIN_ROW, SERVICES, World, message_of, version_of

#: What names one case.
CASE_ARGUMENTS = {"case_id", "reference"}
#: Reading from any of these is reading about a patient: tables, and functions that answer from them.
PATIENT_DATA = re.compile(
    r"(?:FROM|JOIN) \"?(discharge_(?:patient|case|case_facts|sip_facts|message|recipient|receipt|attachment"
    r"|receipt_undone"
    r"|case_messages|open_case|name_word|own_cases_of|links_seen|draft|block|destruction|journal|find_open_stay"
    r"|decision_basis|other_stays|kept_messages|named_messages|disposal_due|destructions|log_\w+)"
    r"|billing_case_\w+|billing_(?:liability_\w+|ledger_day|uncomputed_case))\b"
)
#: What the region decides by, of a type that it decides.
DECISIONS = ("discharge:decide", "discharge:api-decisions")
LOGGED = 'INSERT INTO "municipalities_access_log"'


def addresses(
    patterns: list[URLPattern | URLResolver], namespace: str = ""
) -> Iterator[tuple[str, list[str]]]:
    """The name of every address of the site, with the arguments that it takes."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name}", re.findall(r"<(?:\w+:)?(\w+)>", str(pattern.pattern))


ROUTES = dict(addresses(get_resolver().url_patterns))
CASE_ROUTES = {name for name, arguments in ROUTES.items() if CASE_ARGUMENTS & set(arguments)}


@dataclass
class Answer:
    """What came back: its text, the patient tables that were read for it, and its rows in the log."""

    status: int
    said: str
    read: set[str] = field(default_factory=set)
    logged: int = 0

    def tells(self, secrets: list[str]) -> bool:
        return any(secret in self.said for secret in secrets)

    @property
    def is_untraced(self) -> bool:
        return self.status == 200 and bool(self.read) and not self.logged


class Walk:
    """Goes to addresses as one role; `papers` holds the text of the papers of the answer under way."""

    def __init__(self, world: World, papers: list[str]) -> None:
        self.world = world
        self.papers = papers
        self.shared = _shared(world)
        self.by_kind = {kind: _of_case(world, kind) for kind in world.cases} | {"none": _of_none()}

    def client(self, assignment: Assignment | None) -> Client:
        return client_as(assignment) if assignment else Client()

    def url(self, name: str, kind: str = "own", **second: object) -> str:
        """The address about the kind of case; `second` are ids of something else than is its own."""
        values = self.shared | self.by_kind[kind]
        if name == "discharge:versions" and kind in self.world.notes:
            values["message_id"] = self.world.notes[kind]
        if name in DECISIONS:
            values["type"] = "municipality_correction"
        values |= second
        return reverse(name, kwargs={argument: values[argument] for argument in ROUTES[name]})

    def get(self, client: Client, name: str, kind: str = "own") -> Answer:
        self.papers.clear()
        answer = Answer(0, "")
        with _noted(answer):
            response = client.get(self.url(name, kind))
            answer.status, answer.said = response.status_code, body(response)
        answer.said += "".join(self.papers)
        return answer


@contextmanager
def _noted(answer: Answer) -> Iterator[None]:
    """Note each statement that reads about patients and each row that goes to the access log."""

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        answer.read.update(PATIENT_DATA.findall(sql))
        answer.logged += LOGGED in sql
        return execute(sql, params, many, context)

    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(note))
        yield


def body(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return str(content.decode("utf-8", errors="replace"))


def _shared(world: World) -> dict[str, object]:
    """What stands for each argument that is not about one case."""
    own, huddinge = world.cases["own"].case, people.assignment("huddinge")
    county = Agreement.objects.get(scope="county")
    return {
        "pk": own.pk,
        "request_id": own.pk,
        "destruction_id": own.pk,
        "import_id": own.pk,
        "row_id": own.pk,
        "view_id": own.pk,
        "type": "take",
        "ending": "csv",
        "service": "siths",
        "person": KIN_ROW,
        "user_id": 1,
        "token": "made-up",
        "factor_id": 1,
        "month": "2020-03",
        "agreement_id": county.pk,
        "terms_id": county.terms.all()[0].pk,
        "rate_id": DailyRate.objects.get(year=2020).pk,
        "unit_id": huddinge.unit_id,
        "assignment_id": huddinge.pk,
        "area_id": ServedArea.objects.get(unit=huddinge.unit).pk,
        "group_id": _served_group(huddinge).pk,
        **world.log,
    }


def _served_group(officer: Assignment) -> ServedGroup:
    with acting(people.assignment("lokaladmin")):
        return ServedGroup.objects.get_or_create(
            unit=officer.unit, group=Group.OLDER, valid_from=date(2020, 1, 1)
        )[0]


def _of_case(world: World, kind: str) -> dict[str, object]:
    stay = world.cases[kind]
    return {
        "case_id": stay.case.pk,
        "reference": stay.case.reference,
        "message_id": message_of(stay),
        "attachment_id": world.files[kind],
        "block_id": world.blocks.get("blocked"),
        "version_id": version_of(stay),
        "link_id": world.links.get(kind, uuid4()),
    }


def _of_none() -> dict[str, object]:
    """Ids that nothing has."""
    ids = ("case_id", "message_id", "attachment_id", "block_id", "version_id", "link_id")
    return {name: uuid4() for name in ids} | {"reference": "AAAAA-AAAAA"}


def services_shown(answer: Answer) -> set[str]:
    """The kinds of case whose municipal services the answer tells of."""
    return {kind for kind, text in SERVICES.items() if text in answer.said}

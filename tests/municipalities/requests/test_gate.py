"""The gate: who comes in to which view, and that a view without one lets nobody in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.test import Client
from django.urls import URLResolver, get_resolver, path
from django.urls.resolvers import URLPattern
from pytest_django import Settings

from discharge.models import Case, Participation
from municipalities.access.middleware import SESSION_KEY
from municipalities.models import Assignment, Role
from municipalities.units.parties import Party
from municipalities.views.gate import assignment_required, login_required, public
from tests.factories import people
from tests.factories.stays import Stay
from vardovergang import urls as site

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])


def says_nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse("in")


def writes(request: HttpRequest) -> HttpResponse:
    Case.objects.update(step=4)
    return HttpResponse("in")


def lazily(request: HttpRequest) -> TemplateResponse:
    template = engines["django"].from_string("{% for case in cases %}{{ case.reference }}{% endfor %}")
    return TemplateResponse(request, template, {"cases": Case.objects.all()})


def counts(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(Participation.objects.count()))


urlpatterns = [
    path("glomd/", says_nothing),
    path("alla/", public(lambda request: HttpResponse("in"))),
    path("inloggad/", login_required(says_nothing)),
    path("uppdrag/", assignment_required()(says_nothing)),
    path("avdelning/", assignment_required(roles=[Role.INPATIENT])(says_nothing)),
    path("kommun/", assignment_required(parties=[Party.MUNICIPAL])(says_nothing)),
    path("skriver/", assignment_required()(writes)),
    path("sent/", assignment_required()(lazily)),
    path("antal/", public(counts)),
    *site.urlpatterns,
]
handler500 = site.handler500


@pytest.fixture(autouse=True)
def _own_addresses(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__


def come_as(client: Client, assignment: Assignment | None) -> Client:
    if assignment:
        client.force_login(assignment.user)
        session = client.session
        session[SESSION_KEY] = str(assignment.pk)
        session.save()
    return client


def test_a_view_that_names_no_gate_is_refused(client: Client) -> None:
    assert come_as(client, people.assignment("somatik")).get("/glomd/").status_code == 403


EXPECTED: list[tuple[str, dict[str | None, int]]] = [
    ("/alla/", {None: 200, "somatik": 200, "storsthlm": 200}),
    ("/inloggad/", {None: 302, "somatik": 200, "storsthlm": 200}),
    ("/uppdrag/", {None: 302, "somatik": 200, "storsthlm": 200}),
    ("/avdelning/", {None: 302, "somatik": 200, "stadsdel": 403, "storsthlm": 403}),
    ("/kommun/", {None: 302, "somatik": 403, "stadsdel": 200, "storsthlm": 403}),
]


@pytest.mark.parametrize(
    ("address", "account", "status"),
    [(address, account, status) for address, by in EXPECTED for account, status in by.items()],
)
def test_each_gate_lets_in_whom_it_is_for(
    client: Client, address: str, account: str | None, status: int
) -> None:
    come_as(client, people.assignment(account) if account else None)
    assert client.get(address).status_code == status


def test_without_an_assignment_one_is_asked_to_choose(client: Client) -> None:
    client.force_login(people.assignment("somatik").user)
    assert client.get("/uppdrag/").headers["Location"] == "/enhet/"


def test_a_read_can_not_write(client: Client) -> None:
    stay = Stay()
    come_as(client, stay.nurse)
    with pytest.raises(DatabaseError, match="read-only transaction"):
        client.get("/skriver/")


def test_what_is_rendered_late_sees_the_units_rows(client: Client) -> None:
    stay = Stay()
    assert come_as(client, stay.nurse).get("/sent/").content.decode() == stay.case.reference
    assert come_as(Client(), people.assignment("huddinge")).get("/sent/").content == b""


def test_without_an_assignment_nothing_is_seen(client: Client) -> None:
    stay = Stay()
    assert client.get("/antal/").content == b"0"
    assert come_as(Client(), stay.nurse).get("/antal/").content != b"0"


def _views(patterns: list[Any]) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield f"{pattern.pattern} {pattern.name}", pattern.callback


def test_every_view_of_the_site_names_its_gate(settings: Settings) -> None:
    settings.ROOT_URLCONF = "vardovergang.urls"
    ungated = [
        name
        for name, view in _views(get_resolver().url_patterns)
        if not hasattr(view, "gate") and not hasattr(view, "cls")
    ]
    assert ungated == []

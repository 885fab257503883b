"""Every address × every role, against the table in docs/security.md, which is written by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client
from django.test.client import MULTIPART_CONTENT
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from billing.models import Agreement, DailyRate
from discharge.actions import draw_readings
from discharge.attachments import Upload
from discharge.models import Message
from municipalities.access import acting
from municipalities.middleware import SESSION_KEY
from municipalities.models import Assignment, ServedArea
from tests.factories import people
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)

TABLE = Path(settings.BASE_DIR) / "docs" / "security.md"


def matrix(heading: str = "Access matrix") -> dict[str, dict[str, int]]:
    """The table under the heading: a row an address, a column a role, a cell the answer to a GET."""
    text = TABLE.read_text().split(f"## {heading}")[1].split("\n## ")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|")
    ]
    roles = rows[0][1:]
    return {
        row[0].strip("`"): {role: int(cell) for role, cell in zip(roles, row[1:], strict=True)}
        for row in rows[2:]
    }


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


def test_every_address_has_a_line_in_the_table_and_every_line_an_address() -> None:
    assert sorted(matrix()) == sorted(ROUTES)


def assignments(stay: Stay) -> dict[str, Assignment | None]:
    return {
        "nobody": None,
        "ward": stay.nurse,
        "surgery": stay.coordinator,
        "district": stay.officer,
        "other ward": people.assignment("psykiatri"),
        "other municipality": people.assignment("huddinge"),
        "HSF": people.assignment("hsf"),
        "Storsthlm": people.assignment("storsthlm"),
        "log reviewer": people.assignment("logg"),
        "economist": people.assignment("ekonom"),
        "local administrator": people.assignment("lokaladmin"),
        "system administrator": people.assignment("systemadmin"),
    }


def message_of(stay: Stay) -> UUID:
    """The ward's own first message, which only the ward may correct."""
    with acting(stay.nurse):
        return Message.objects.get(type="admission_notice").pk


def attachment_of(stay: Stay) -> UUID:
    """A file that the ward has sent to the district."""
    file = Upload("lista.pdf", "application/pdf", b"%PDF-")
    stay.tell(stay.nurse, stay.officer, attachment=file)
    return file.id


def county() -> Agreement:
    return Agreement.objects.get(scope="county")


def logged(stay: Stay) -> dict[str, UUID]:
    """A row of the region's log, and a selection that it was drawn in."""
    client_of(stay.nurse).get(reverse("discharge:case", args=[stay.case.pk]))
    reviewer, today = people.assignment("logg"), timezone.localdate()
    with acting(reviewer):
        drawn = draw_readings(by=reviewer, first_day=today, last_day=today, now=timezone.now())
        return {"selection_id": drawn.pk, "reading_id": drawn.selected.all()[0].reading_id}


def path_values(stay: Stay) -> dict[str, object]:
    """What stands for each argument that an address takes."""
    values: dict[str, object] = {"case_id": stay.case.pk, "type": "take", "request_id": stay.case.pk}
    values |= {"pk": stay.case.pk, "reference": stay.case.reference, "message_id": message_of(stay)}
    values["attachment_id"] = attachment_of(stay)
    values |= {"service": "siths", "user_id": 1, "token": "made-up", "factor_id": 1}
    values |= {"month": "2020-03", "agreement_id": county().pk, "terms_id": county().terms.all()[0].pk}
    values |= {"rate_id": DailyRate.objects.get(year=2020).pk, "block_id": stay.case.pk}
    huddinge = people.assignment("huddinge")
    values |= {"unit_id": huddinge.unit_id, "assignment_id": huddinge.pk, "import_id": stay.case.pk}
    values |= {"area_id": ServedArea.objects.get(unit=huddinge.unit).pk}
    return values | logged(stay)


def client_of(assignment: Assignment | None) -> Client:
    client = Client(raise_request_exception=True)
    if assignment:
        client.force_login(assignment.user, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session[SESSION_KEY] = str(assignment.pk)
        session.save()
    return client


def test_each_role_gets_what_the_table_says() -> None:
    stay = Stay()
    stay.name_contact()
    stay.consent()
    stay.call_to_sip()
    stay.send(
        stay.nurse,
        "patient_summary",
        reason_for_stay="Fall",
        what_was_done="Röntgen",
        next="Vila",
        call="1177",
    )
    values = path_values(stay)
    found, expected = {}, matrix()
    for role, assignment in assignments(stay).items():
        client = client_of(assignment)
        for name, arguments in ROUTES.items():
            url = reverse(name, kwargs={argument: values[argument] for argument in arguments})
            found[name, role] = client.get(url).status_code
    wrong = {
        key: (status, expected[key[0]][key[1]])
        for key, status in found.items()
        if status != expected[key[0]][key[1]]
    }
    assert wrong == {}


def test_the_placement_coordinator_gets_what_its_table_says() -> None:
    coordinator = people.assignment("placering")
    its, another = (Stay(nurse=people.assignment("psykiatri"), person=people.person()) for _ in range(2))
    values = {"to": coordinator.unit_id, "need": "other", "wanted": "Boende."}
    its.send(its.officer, "placement_request", **values)
    client, expected, found = client_of(coordinator), matrix("The placement coordinator"), {}
    for column, stay in (("its case", its), ("another case", another)):
        arguments = {"case_id": stay.case.pk, "type": "placement_attempt"}
        for name, wanted in ROUTES.items():
            if name.startswith("discharge:") and set(wanted) <= arguments.keys():
                url = reverse(name, kwargs={argument: arguments[argument] for argument in wanted})
                found[name, column] = client.get(url).status_code
    shown = {key: status for key, status in found.items() if status not in (403, 405) or key[0] in expected}
    public = {"discharge:colours": 200, "discharge:api-schema": 200}
    assert shown == {
        (name, column): expected.get(name, {}).get(column, public.get(name)) for name, column in shown
    }
    assert {name for name, _ in shown} == expected.keys() | public.keys()


@pytest.mark.parametrize("role", ["other ward", "other municipality", "HSF", "Storsthlm", "log reviewer"])
def test_a_post_to_a_case_of_others_changes_nothing(role: str) -> None:
    stay = Stay()
    client = client_of(assignments(stay)[role])
    values = {
        "case_id": stay.case.pk,
        "type": "take",
        "message_id": message_of(stay),
        "block_id": stay.case.pk,
        "attachment_id": attachment_of(stay),
    }
    before, statuses = stay.state(), set()
    for name, arguments in ROUTES.items():
        if "case_id" in arguments:
            url = reverse(name, kwargs={argument: values[argument] for argument in arguments})
            content_type = "application/json" if ":api-" in name else MULTIPART_CONTENT
            statuses.add(client.post(url, {"reason": "Nyfiken."}, content_type).status_code)
    assert statuses <= {403, 404, 405}
    assert stay.state() == before


@pytest.mark.parametrize("header", ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example"])
def test_a_forged_host_is_refused(header: str) -> None:
    assert Client(headers={"host": header}).get("/logga-in/").status_code == 400


def test_a_post_without_its_token_is_refused() -> None:
    stay = Stay()
    client = Client(enforce_csrf_checks=True)
    client.cookies = client_of(stay.nurse).cookies
    url = reverse("discharge:acknowledge", kwargs={"case_id": stay.case.pk})
    assert client.post(url).status_code == 403

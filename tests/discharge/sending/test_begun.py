"""What is typed to begin a case is kept for its writer alone, and found by the same number."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from discharge.models import Draft
from discharge.models.drafts import KEPT_WITHOUT_CASE
from municipalities.access.acting import acting
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.clients import client_as, without_chance
from tests.factories.registration import NEW, NURSE, OTHER_WARD, REGISTER, log_rows, look_up, step_two

pytestmark = pytest.mark.django_db(transaction=True)
NOTICE, SIP = "admission_notice", "sip_start"
HTMX = {"HX-Request": "true"}


def keep(client: Any, data: dict[str, str], type: str = NOTICE, /, *, htmx: bool = True) -> Any:
    """What the page does while somebody types."""
    return client.post(reverse("discharge:begun", args=[type]), data, headers=HTMX if htmx else {})


def shown(response: Any, *names: str) -> list[Any]:
    return [response.context["form"][name].value() for name in names]


def drafts_of(who: Assignment) -> int:
    with acting(who):
        return Draft.objects.count()


def test_after_a_crash_the_same_number_brings_back_what_was_typed() -> None:
    nurse, number = people.assignment(*NURSE), people.identity_number()
    data = step_two(client_as(nurse), number, given_name="  Bo ", street="", expected_discharge="snart")
    assert "Utkast sparat" in keep(client_as(nurse), data).text
    again = client_as(nurse)
    listed = again.get(NEW).text
    assert "Du har påbörjade utkast" in listed
    assert "Bo" not in without_chance(listed.split("Du har påbörjade utkast")[1])
    response = look_up(again, number)
    assert "Utkast sparat" in response.text
    names = ("given_name", "family_name", "street", "expected_discharge", "municipal")
    assert shown(response, *names) == ["  Bo ", "Ek", "", "snart", data["municipal"]]


def test_a_box_that_is_unticked_again_stays_so() -> None:
    client, number = client_as(people.assignment(*NURSE)), people.identity_number()
    data = step_two(client, number)
    for ticked in ({"municipal_health_care": "on"}, {}):
        keep(client, data | ticked)
        assert shown(look_up(client, number), "municipal_health_care") == [bool(ticked)]


def test_another_number_another_colleague_and_another_ward_see_nothing_of_it() -> None:
    nurse, number = people.assignment(*NURSE), people.identity_number()
    keep(client_as(nurse), step_two(client_as(nurse), number))
    colleague = people.colleague_of(nurse)
    for who in (colleague, people.assignment(*OTHER_WARD)):
        assert drafts_of(who) == 0
        assert "Du har påbörjade" not in client_as(who).get(NEW).text
        assert shown(look_up(client_as(who), number), "given_name") == [None]
    assert shown(look_up(client_as(nurse), people.identity_number()), "given_name") == [None]


def test_the_row_tells_nobody_whom_it_is_about_but_by_what_was_typed() -> None:
    nurse, number = people.assignment(*NURSE), people.identity_number()
    keep(client_as(nurse), step_two(client_as(nurse), number))
    with acting(nurse), connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(d)::text FROM discharge_draft d")
        [(row,)] = cursor.fetchall()
    assert number.replace("-", "") not in row
    assert number not in row


def test_sending_it_removes_it() -> None:
    nurse, number = people.assignment(*NURSE), people.identity_number()
    client = client_as(nurse)
    data = step_two(client, number)
    keep(client, data)
    assert client.post(REGISTER, data).status_code == 302
    assert drafts_of(nurse) == 0
    keep(client, data)
    assert "Du har påbörjade" not in client.get(NEW).text


def test_what_was_refused_is_kept_too() -> None:
    client, number = client_as(people.assignment(*NURSE)), people.identity_number()
    response = client.post(
        REGISTER, step_two(client, number, given_name="", family_name="Ek", admitted_at="")
    )
    assert "Utkast sparat" in response.text
    assert shown(look_up(client, number), "given_name", "family_name") == ["", "Ek"]


def test_without_a_script_a_button_keeps_it_and_the_form_goes_on() -> None:
    client = client_as(people.assignment(*NURSE))
    response = keep(client, step_two(client, given_name="Bosse"), htmx=False)
    assert "Utkastet är sparat." in response.text
    assert "Spara utkast</button>" in response.text
    assert shown(response, "given_name") == ["Bosse"]


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_it_is_thrown_away_from_its_form_and_from_the_list(headers: dict[str, str]) -> None:
    nurse = people.assignment(*NURSE)
    client, where = client_as(nurse), reverse("discharge:begun-discard", args=[NOTICE])
    data = step_two(client)
    keep(client, data)
    response = client.post(where, data, headers=headers)
    assert response.headers["HX-Redirect" if headers else "Location"] == NEW
    assert drafts_of(nurse) == 0
    keep(client, data)
    [draft] = client.get(NEW).context["begun"]
    client.post(where, {"about": draft.about}, headers=headers)
    assert "Utkastet är kastat." in client.get(NEW).text
    assert drafts_of(nurse) == 0


def test_a_sip_is_begun_in_the_same_way() -> None:
    officer, number = people.assignment("stadsdel"), people.identity_number()
    client, new = client_as(officer), reverse("discharge:sip-new")
    page = client.post(new, {"number": number, "reason": "wish"})
    data = {"checked": page.context["form"]["checked"].value(), "submission": str(uuid4())}
    typed = {"how": "Muntligt i dag", "given_name": "Bo"}
    assert "Utkast sparat" in keep(client, data | typed, SIP).text
    assert "Du har påbörjade utkast" in client.get(new).text
    again = client.post(new, {"number": number, "reason": "wish"})
    assert shown(again, "how", "given_name", "consents") == ["Muntligt i dag", "Bo", False]


def test_beginning_is_logged_with_the_number_s_digest(admin_connection: psycopg.Connection) -> None:
    client = client_as(people.assignment(*NURSE))
    data = step_two(client)
    for _ in range(2):
        keep(client, data)
    [(_, looked_up, _)] = log_rows(admin_connection, "lookup")
    [(_, detail, _)] = log_rows(admin_connection, "write")
    assert detail == f"{looked_up.split()[0]} utkast {NOTICE}"


def test_what_is_no_draft_is_not_found() -> None:
    nurse = client_as(people.assignment(*NURSE))
    data = step_two(nurse)
    for named, changes in (
        ("planning_note", {}),
        (SIP, {}),
        ("nonsens", {}),
        (NOTICE, {"checked": "forged:value"}),
        (NOTICE, {"submission": "x"}),
    ):
        assert keep(nurse, data | changes, named).status_code == 404, (named, changes)
    where = reverse("discharge:begun-discard", args=[NOTICE])
    assert nurse.post(where, {"about": "x"}).status_code == 404
    assert keep(client_as(people.assignment("hsf")), data).status_code == 403


def test_what_is_a_week_old_is_not_shown_and_the_worker_forgets_it(
    worker_connection: psycopg.Connection, admin_connection: psycopg.Connection
) -> None:
    client, number = client_as(people.assignment(*NURSE)), people.identity_number()
    keep(client, step_two(client, number))
    assert worker_connection.execute("DELETE FROM discharge_draft").rowcount == 0
    with time_machine.travel(timezone.now() + KEPT_WITHOUT_CASE + timedelta(hours=1)):
        assert "Du har påbörjade" not in client_as(people.assignment(*NURSE)).get(NEW).text
    admin_connection.execute("UPDATE discharge_draft SET saved_at = saved_at - interval '7 days 1 hour'")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        worker_connection.execute("SELECT values FROM discharge_draft")
    assert worker_connection.execute("DELETE FROM discharge_draft").rowcount == 1


def test_the_database_takes_no_draft_that_is_about_nothing(admin_connection: psycopg.Connection) -> None:
    nurse = people.assignment(*NURSE)
    with pytest.raises(psycopg.errors.CheckViolation, match="draft_is_about_something"):
        admin_connection.execute(
            "INSERT INTO discharge_draft (id, user_id, unit_id, type, values, submission, saved_at)"
            " VALUES (gen_random_uuid(), %s, %s, %s, '{}', gen_random_uuid(), now())",
            [nurse.user_id, nurse.unit_id, NOTICE],
        )

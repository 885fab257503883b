"""The placement coordinator's list: what stands in it, for whom, and that nothing in it is changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
import time_machine
from django.db import ProgrammingError, connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from discharge.models import Message
from discharge.process import Refused
from municipalities.access.acting import acting
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.clients import client_as, filled_in
from tests.factories.corrected.corrections import correct
from tests.factories.discharge.worklist import NOW
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])
LIST = "/placeringar/"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def coordinator() -> Assignment:
    return people.assignment("placering")


def asked(days: int = 3, **changes: Any) -> Stay:
    """A psychiatric stay for which the district asked for help so many days ago."""
    told = Stay(now=NOW - timedelta(days=days), nurse=people.assignment("psykiatri"), **changes)
    values = {"to": coordinator().unit_id, "need": "acting_out", "wanted": "Personal dygnet runt."}
    told.send(told.officer, "placement_request", **values)
    return told


def attempt(told: Stay, result: str = "full", by: Assignment | None = None) -> Model:
    free_from = NOW.date() + timedelta(days=9) if result == "offered" else None
    values = {"provider": "Boendet Ekgården", "free_from": free_from, "comment": "Kö."}
    return told.send(by or coordinator(), "placement_attempt", result=result, **values)


def rows(who: Assignment, query: str = "") -> list[Any]:
    response = client_as(who).get(LIST + query)
    assert response.status_code == 200
    return list(response.context["rows"])


def test_need_attempts_offer_and_outcome() -> None:
    told = asked()
    attempt(told)
    attempt(told, "offered")
    [row] = rows(coordinator())
    assert (row.person.name, row.need, row.wanted) == (
        "Bo Ek",
        "Utagerande beteende",
        "Personal dygnet runt.",
    )
    assert [a.result.word for a in row.attempts] == ["Erbjuder plats", "Har ingen plats"]
    assert row.attempts[0].free_from == NOW.date() + timedelta(days=9)
    told.send(coordinator(), "placement_outcome", outcome="placed", place="Ekgården", comment="")
    assert rows(coordinator()) == []
    [ended] = rows(coordinator(), "?visa=avslutade")
    assert (ended.outcome.word, ended.place) == ("Placerad", "Ekgården")


def test_the_coordinator_writes_an_attempt_by_its_form() -> None:
    told = asked()
    client, address = (
        client_as(coordinator()),
        reverse("discharge:send", args=[told.case.pk, "placement_attempt"]),
    )
    form = client.get(address).context["form"]
    response = client.post(address, filled_in(form, provider="Linden", result="offered"))
    assert response.context["form"].errors.keys() == {"free_from"}
    data = filled_in(form, provider="Linden", result="offered", free_from="2026-03-20")
    assert client.post(address, data).status_code == 302
    assert rows(coordinator())[0].attempts[0].provider == "Linden"


def test_the_coordinator_reads_the_case_and_writes_nothing_but_the_search() -> None:
    told = asked()
    client = client_as(coordinator())
    page = client.get(reverse("discharge:case", args=[told.case.pk]))
    assert page.status_code == 200
    assert {choice.type for choice in page.context["words"].choices} == {
        "placement_attempt",
        "placement_outcome",
    }
    with pytest.raises(Refused, match="Er enhet skickar inte"):
        told.send(coordinator(), "ready_reply", answer="receive")


@pytest.mark.parametrize("name", ["worklist", "meetings", "new", "sip-new"])
def test_other_pages_are_not_for_the_coordinator(name: str) -> None:
    assert client_as(coordinator()).get(reverse(f"discharge:{name}")).status_code == 403


def test_the_coordinator_starts_at_the_list() -> None:
    assert client_as(coordinator()).get("/").headers["Location"] == LIST


def test_who_takes_no_part_sees_nothing() -> None:
    told = asked()
    attempt(told)
    assert rows(people.assignment("huddinge")) == []
    assert client_as(people.assignment("somatik")).get(LIST).status_code == 403
    with acting(people.assignment("huddinge")), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM discharge_message WHERE type LIKE 'placement%'")
        assert cursor.fetchone() == (0,)


def test_the_coordinator_sees_no_case_that_it_was_not_asked_in() -> None:
    other = Stay(now=NOW - timedelta(days=1), nurse=people.assignment("psykiatri"))
    assert client_as(coordinator()).get(reverse("discharge:case", args=[other.case.pk])).status_code == 404
    with acting(coordinator()), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM discharge_case")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(
    "statement", ["UPDATE discharge_message SET content = '{}'", "DELETE FROM discharge_message"]
)
def test_what_was_tried_is_only_added_to(statement: str) -> None:
    attempt(asked())
    with pytest.raises(ProgrammingError, match="permission denied"), acting(coordinator()):
        connection.cursor().execute(statement)


def test_an_attempt_is_not_cancelled_but_corrected() -> None:
    told = asked()
    tried = attempt(told)
    with pytest.raises(Refused) as refused:
        told.send(told.officer, "cancel", message=tried.pk, reason="Fel.")
    assert refused.value.problems


def test_a_somatic_case_is_not_offered_the_search() -> None:
    told = Stay(now=NOW - timedelta(days=1))
    values = {"to": coordinator().unit_id, "need": "other", "wanted": "Boende."}
    with pytest.raises(Refused, match="efter psykiatrisk vård och beroendevård"):
        told.send(told.officer, "placement_request", **values)


def test_the_wards_and_municipalitys_messages_do_not_go_to_the_coordinator() -> None:
    told = asked()
    told.ready()
    assert [task.type for task in told.state().tasks_of(coordinator().unit_id)] == ["placement_attempt"]
    assert told.state().parts[coordinator().unit_id].unacknowledged == 1


def test_the_search_goes_on_when_the_person_has_gone_home() -> None:
    told = asked()
    told.go_home()
    attempt(told, "offered")
    assert len(rows(coordinator())[0].attempts) == 1


def test_one_row_in_the_log_and_a_constant_number_of_statements(admin_connection: psycopg.Connection) -> None:
    first = asked()
    attempt(first)
    client = client_as(coordinator())
    client.get(LIST)
    found = admin_connection.execute(
        "SELECT action, detail, case_ids FROM municipalities_access_log"
    ).fetchall()
    assert found == [("list", "placeringar searching", [first.case.pk])]
    with CaptureQueriesContext(connection) as alone:
        client.get(LIST)
    for name in ("A", "B"):
        attempt(asked(person=people.person(family_name=name)))
    with CaptureQueriesContext(connection) as three:
        client.get(LIST)
    assert len(three) == len(alone)


def three() -> list[Stay]:
    """Searches in which nobody has been asked, a place is offered, and somebody has said no."""
    waits = (("Åberg", 5), ("Berg", 4), ("Ceder", 3))
    told = [asked(days, person=people.person(family_name=name)) for name, days in waits]
    attempt(told[1], "offered")
    attempt(told[2])
    return told


def names(query: str) -> list[str]:
    return [row.person.name.removeprefix("Bo ") for row in rows(coordinator(), query)]


def test_waiting_days_and_the_next_step_in_words() -> None:
    three()
    found = {row.person.name: row for row in rows(coordinator())}
    assert [row.waited_days for row in found.values()] == [5, 4, 3]
    assert [found[f"Bo {name}"].next_step for name in ("Åberg", "Berg", "Ceder")] == [
        "Fråga ett första boende",
        "Ta ställning till platsen hos Boendet Ekgården, ledig från 25 mars",
        "Fråga nästa boende",
    ]
    told = asked(person=people.person(family_name="Dahl"))
    attempt(told, "asked")
    [row] = [row for row in rows(coordinator()) if row.person.name == "Bo Dahl"]
    assert row.next_step == "Invänta svar från Boendet Ekgården, tillfrågad för 3 dagar sedan"


def test_who_has_waited_stops_waiting_when_the_search_ends() -> None:
    told = asked()
    told.send(coordinator(), "placement_outcome", outcome="not_needed", place="", comment="")
    with time_machine.travel(NOW + timedelta(days=40), tick=False):
        [row] = rows(coordinator(), "?visa=avslutade")
    assert (row.waited_days, row.next_step, row.outcome.word) == (0, "", "Behovet har upphört")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["Åberg", "Berg", "Ceder"]),
        ("?ordning=-vantat", ["Åberg", "Berg", "Ceder"]),
        ("?ordning=vantat", ["Ceder", "Berg", "Åberg"]),
        ("?ordning=namn", ["Berg", "Ceder", "Åberg"]),
        ("?ordning=-namn", ["Åberg", "Ceder", "Berg"]),
        ("?ordning=-svar", ["Ceder", "Berg", "Åberg"]),
        ("?ordning=påhittad", ["Åberg", "Berg", "Ceder"]),
        ("?answer=offered", ["Berg"]),
        ("?answer=inget", ["Åberg"]),
        ("?answer=full&need=acting_out", ["Ceder"]),
        ("?need=addiction", []),
        ("?need=påhittat", ["Åberg", "Berg", "Ceder"]),
        ("?unit=påhittad", []),
        ("?unit=%00", ["Åberg", "Berg", "Ceder"]),
    ],
)
def test_the_table_is_sorted_and_filtered(query: str, shown: list[str]) -> None:
    three()
    assert names(query) == shown


def test_what_is_chosen_is_kept_and_only_what_is_shown_is_logged(
    admin_connection: psycopg.Connection,
) -> None:
    told = three()
    page = client_as(coordinator()).get(LIST + "?answer=offered&ordning=-namn")
    assert [head.url for head in page.context["heads"]][:2] == [
        "?visa=pagar&answer=offered&ordning=namn",
        "?visa=pagar&answer=offered&ordning=vantat",
    ]
    assert [url for url, *_ in page.context["tabs"]][1] == "?visa=avslutade&answer=offered&ordning=-namn"
    [(cases,)] = admin_connection.execute("SELECT case_ids FROM municipalities_access_log").fetchall()
    assert cases == [told[1].case.pk]


def test_an_answer_that_was_corrected_counts_as_corrected() -> None:
    told = asked()
    attempt(told)
    tried = Message.objects.get(type="placement_attempt")
    values = {"provider": "Boendet Ekgården", "result": "asked", "free_from": None, "comment": ""}
    correct(told, coordinator(), tried, **values)
    assert names("?answer=full") == []
    assert names("?answer=asked") == ["Ek"]


def test_a_protected_person_is_not_named_nor_the_ward() -> None:
    asked(person=people.person(protected_identity=True, street="", postal_code="", city=""))
    [row] = rows(coordinator())
    assert (row.person.name, row.ward) == ("Skyddad person", "")
    assert row.reference in client_as(coordinator()).get(LIST).content.decode()

"""Whether a stay was planned: asked of the ward, kept for statistics, told to nobody."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from discharge import actions
from discharge.models import Message, PlannedAdmission, Recipient
from discharge.process import MESSAGE_TYPES, PLANNED_ADMISSION, Refused
from discharge.queries import journal
from municipalities.access.acting import acting
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.browsers import Browsers, case_address, new_stay
from tests.factories.clients import client_as
from tests.factories.stays import Stay
from tests.processes import manage
from tests.servers import TestServers

NAME, TITLE = PLANNED_ADMISSION.name, PLANNED_ADMISSION.title
in_database = pytest.mark.django_db(databases=["default", "access_log"])
committed = pytest.mark.django_db(transaction=True)


def stored(as_seen_by: Assignment) -> list[str]:
    with acting(as_seen_by):
        return list(PlannedAdmission.objects.values_list("planned", flat=True))


def planned_of(stay: Stay, as_seen_by: Assignment) -> str:
    return stay.state(as_seen_by).planned


# --- what is asked at registration -----------------------------------------------------------------


@in_database
def test_a_registration_keeps_the_answer_in_a_row_of_its_own_without_recipients() -> None:
    stay = Stay(planned="planned")
    with acting(stay.nurse):
        kept = Message.objects.get(type=NAME)
        assert (kept.facts, kept.content, kept.readers) == ({"planned": "planned"}, {}, ["inpatient"])
        assert not Recipient.objects.filter(message=kept).exists()
        notice = Message.objects.get(type="admission_notice")
        assert "planned" not in notice.facts | notice.content
    assert (stored(stay.nurse), planned_of(stay, stay.nurse)) == (["planned"], "planned")


@in_database
def test_sent_twice_it_is_kept_once() -> None:
    stay, submission = Stay(), uuid4()
    nurse, person = stay.nurse, people.person()
    values = {"admitted_at": stay.now, "certainty": "unknown", "planned": "unplanned"}
    with acting(nurse):
        for _ in range(2):
            actions.register_admission(
                by=nurse,
                person=person,
                values=values,
                to=[stay.officer.unit],
                submission=submission,
                now=stay.now,
            )
        assert Message.objects.filter(type=NAME).count() == 1


@in_database
def test_what_is_none_of_the_answers_is_refused_and_nothing_is_begun() -> None:
    with pytest.raises(Refused) as refused:
        Stay(planned="kanske")
    assert refused.value.problems == {"planned": "Välj ett av alternativen."}
    assert stored(people.assignment("somatik", "Akutgeriatrik 12")) == []


@in_database
def test_of_an_older_stay_it_is_not_known_until_the_ward_says_it() -> None:
    stay = Stay()
    assert (stored(stay.nurse), planned_of(stay, stay.nurse)) == ([], "")
    stay.send(stay.nurse, NAME, planned="unknown")
    assert stored(stay.nurse) == ["unknown"]


# --- corrected until the discharge -----------------------------------------------------------------


@in_database
def test_the_last_answer_holds_also_by_the_ward_that_took_over() -> None:
    stay = Stay(planned="planned")
    stay.send(stay.nurse, NAME, planned="unknown")
    other = people.assignment("somatik", "Medicin 61")
    stay.send(stay.nurse, "transfer", to=other.unit_id, reason="")
    with pytest.raises(Refused, match="överlämnad"):
        stay.send(stay.nurse, NAME, planned="planned")
    stay.send(other, NAME, planned="unplanned")
    assert (stored(other), planned_of(stay, other)) == (["unplanned"], "unplanned")
    assert stored(stay.nurse) == []


@in_database
def test_after_the_discharge_it_stands_until_the_stay_is_opened_again() -> None:
    stay = Stay(planned="planned")
    stay.go_home()
    with pytest.raises(Refused, match="avslutat"):
        stay.send(stay.nurse, NAME, planned="unplanned")
    stay.send(stay.nurse, "reopening", reason="Fel patient.")
    stay.send(stay.nurse, NAME, planned="unplanned")
    assert stored(stay.nurse) == ["unplanned"]


@in_database
def test_it_is_said_anew_and_neither_corrected_nor_cancelled() -> None:
    stay = Stay(planned="planned")
    with acting(stay.nurse):
        kept = Message.objects.get(type=NAME)
    with pytest.raises(Refused) as refused:
        stay.send(stay.nurse, "cancel", message=kept.pk, reason="Fel.")
    assert refused.value.problems.keys() == {"message"}
    assert not PLANNED_ADMISSION.may_be_corrected


@in_database
@pytest.mark.parametrize("who", ["officer", "coordinator"])
def test_nobody_but_a_ward_says_it(who: str) -> None:
    stay = Stay()
    with pytest.raises(Refused, match="Be slutenvård"):
        stay.send(getattr(stay, who), NAME, planned="planned")


# --- who reads it ----------------------------------------------------------------------------------


@in_database
@pytest.mark.parametrize("who", ["officer", "coordinator"])
def test_the_receivers_read_it_nowhere_by_sql(who: str) -> None:
    stay = Stay(planned="planned")
    reader = getattr(stay, who)
    with acting(reader), connection.cursor() as cursor:
        entries = journal.read(stay.case.pk)
        assert [entry.facts for entry in entries if entry.type == NAME] == [{}]
        cursor.execute("SELECT count(*) FROM discharge_message WHERE type = %s", [NAME])
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "SELECT content FROM discharge_case_messages(%s) WHERE type = %s", [stay.case.pk, NAME]
        )
        assert cursor.fetchall() == [(None,)]
    assert (stored(reader), planned_of(stay, reader)) == ([], "")


@in_database
def test_what_others_send_leaves_it_as_it_is() -> None:
    stay = Stay(planned="planned")
    stay.take()
    stay.name_contact()
    assert stored(stay.nurse) == ["planned"]


@committed
def test_the_worker_reads_it_and_folds_to_the_same(
    servers: TestServers, worker_connection: psycopg.Connection
) -> None:
    """What statistics will count: known, or told to be unknown, or never told."""
    for answer in ("planned", "unknown", None):
        told = Stay(planned=answer)
        told.take()
    Stay(planned="unplanned").go_home()
    rows = worker_connection.execute(
        "SELECT p.planned, count(*) FROM discharge_case c LEFT JOIN discharge_planned_admission p"
        " ON p.case_id = c.id GROUP BY 1 ORDER BY 1"
    ).fetchall()
    assert rows == [("planned", 1), ("unknown", 1), ("unplanned", 1), (None, 1)]
    assert manage(servers.urls, "rebuild_cases", "--check").stdout == "4 ärenden, 0 med skillnader.\n"


@committed
def test_rebuilding_writes_what_was_lost(
    servers: TestServers, admin_connection: psycopg.Connection, worker_connection: psycopg.Connection
) -> None:
    stay = Stay(planned="planned")
    admin_connection.execute("DELETE FROM discharge_planned_admission")
    checked = manage(servers.urls, "rebuild_cases", "--check")
    assert checked.stdout.splitlines()[0] == f"{stay.case.pk} planned_or_not"
    assert manage(servers.urls, "rebuild_cases").returncode == 0
    kept = worker_connection.execute("SELECT planned FROM discharge_planned_admission").fetchall()
    assert kept == [("planned",)]


def test_the_database_hides_the_facts_of_every_type_that_is_kept() -> None:
    """The function names the types: whoever adds one that is kept adds it there."""
    sql = (Path(__file__).parents[3] / "discharge/database/functions/messages.sql").read_text()
    hidden = re.findall(r"CASE WHEN m\.type = '(\w+)'", sql)
    assert hidden == [row.name for row in MESSAGE_TYPES.values() if row.kept_by]


# --- pages and API ---------------------------------------------------------------------------------


@pytest.fixture
def planned_stay() -> Stay:
    return new_stay(planned="planned")


def api_case(stay: Stay, who: Assignment) -> Any:
    return client_as(who).get(f"/api/cases/{stay.case.pk}/").json()


@committed
def test_the_wards_page_shows_it_and_no_other(planned_stay: Stay) -> None:
    stay = planned_stay
    shown = client_as(stay.nurse).get(case_address(stay)).text
    assert TITLE in shown
    assert "Ändra om inskrivningen var planerad" in shown
    for who in (stay.officer, stay.coordinator):
        assert "planerad" not in client_as(who).get(case_address(stay)).text.lower()


@committed
def test_nor_does_the_api_tell_others(planned_stay: Stay) -> None:
    stay = planned_stay
    told = [m for m in api_case(stay, stay.nurse)["messages"] if m["type"] == NAME]
    assert [(m["values"], m["recipients"]) for m in told] == [({"planned": "planned"}, [])]
    for who in (stay.officer, stay.coordinator):
        seen = api_case(stay, who)
        assert NAME not in {m["type"] for m in seen["messages"]} | {a["type"] for a in seen["available"]}


@committed
def test_the_ward_changes_it_by_its_form(planned_stay: Stay) -> None:
    browsers = Browsers(planned_stay)
    nurse = planned_stay.nurse
    form = browsers.form(nurse, NAME)
    assert form["planned"].value() is None
    done = browsers.send(nurse, NAME, planned="unplanned")
    assert done.status_code == 302
    assert "Sparat: Planerad eller oplanerad inskrivning." in browsers.of(nurse).get(done.url).text
    assert stored(nurse) == ["unplanned"]


@committed
def test_the_api_takes_it_until_the_discharge(planned_stay: Stay) -> None:
    stay = planned_stay
    path = f"/api/cases/{stay.case.pk}/messages/{NAME}/"

    def post(planned: str) -> Any:
        body = {"submission": str(uuid4()), "planned": planned}
        return client_as(stay.nurse).post(path, body, content_type="application/json")

    assert post("kanske").json()["problems"].keys() == {"planned"}
    assert post("unknown").status_code == 201
    stay.now = timezone.now() + timedelta(minutes=1)
    stay.go_home()
    assert post("planned").status_code == 409
    assert stored(stay.nurse) == ["unknown"]

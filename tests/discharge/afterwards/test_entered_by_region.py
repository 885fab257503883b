"""HSF enters what the ward sent on paper in a stop: marked, told, objected to; it reads little of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from discharge import actions
from discharge.actions.sending.composing import NOT_SAID_WHEN
from discharge.models import Message
from discharge.process import Refused
from discharge.process.judging import afterwards
from discharge.queries.lookups.deciding import NOT_ENTERED_HERE
from municipalities.access.acting import acting
from municipalities.models import Assignment
from municipalities.swedish.clock import STOCKHOLM
from tests.factories import people
from tests.factories.clients import client_as, filled_in
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])
TEN = datetime(2026, 3, 9, 10, tzinfo=STOCKHOLM)
QUESTIONS: dict[str, Any] = {"sip_needed": False, "outpatient_care_needed": False}


@pytest.fixture
def hsf() -> Assignment:
    return people.assignment("hsf")


@pytest.fixture
def stay() -> Stay:
    return Stay(now=datetime(2026, 3, 9, 8, 5, tzinfo=STOCKHOLM)).wait(hours=25)


def on_paper(stay: Stay, **changes: Any) -> dict[str, Any]:
    said = {
        afterwards.AT: TEN,
        afterwards.CHANNEL: "fax",
        afterwards.BY: "Anna Alm",
        afterwards.TOLD: (stay.officer.unit_id,),
    }
    return said | changes


def enter(stay: Stay, hsf: Assignment, type: str = "ready_notice", **values: Any) -> Message:
    stay.wait(hours=1)
    with acting(hsf):
        return actions.decide(
            by=hsf, reference=stay.case.reference, type=type, values=values, submission=uuid4(), now=stay.now
        )


def notice(stay: Stay, hsf: Assignment, **changes: Any) -> Message:
    return enter(stay, hsf, doctor="Dr Alm", **QUESTIONS, **on_paper(stay, **changes))


def test_it_counts_from_its_true_time_and_is_marked_as_hsfs(stay: Stay, hsf: Assignment) -> None:
    message = notice(stay, hsf)
    period = stay.state().ready
    assert period is not None
    assert (period.message, period.counts_from, period.entered_at) == (message.pk, TEN, stay.now)
    assert (message.sender_unit_id, message.on_behalf_of_id) == (hsf.unit_id, stay.nurse.unit_id)
    assert hsf.unit_id not in stay.state().parts
    for who in (stay.officer, stay.nurse):
        page = client_as(who).get(f"/arenden/{stay.case.pk}/").text
        assert f"registrerat av {hsf.unit.full_name}" in page
        assert "Inskrivet i efterhand" in page
    why = client_as(stay.officer).get(reverse("billing:why", args=[stay.case.pk])).text
    assert f"registrerat av {hsf.unit.name}" in why


def test_the_ward_is_told_and_may_cancel_it_and_the_office_objects(stay: Stay, hsf: Assignment) -> None:
    message = notice(stay, hsf)
    assert stay.state().parts[stay.nurse.unit_id].unacknowledged == 1
    stay.acknowledge(stay.nurse)
    objection = stay.send(stay.officer, "objection", message=message.pk, reason="Faxen kom aldrig.")
    assert objection.pk in stay.state().objections
    case = f"/arenden/{stay.case.pk}/"
    assert f"?message={message.pk}" in client_as(stay.nurse).get(case).text
    stay.send(stay.nurse, "cancel", message=message.pk, reason="Skickades aldrig.")
    assert stay.state().ready is None


def test_what_ended_the_stay_is_entered_too(stay: Stay, hsf: Assignment) -> None:
    enter(
        stay,
        hsf,
        "discharge",
        discharged_at=TEN,
        destination="home",
        **on_paper(stay, **{afterwards.AT: TEN + timedelta(minutes=5)}),
    )
    assert stay.row().discharged_at == TEN


@pytest.mark.parametrize(
    ("type", "values", "said"),
    [
        # What is not on paper, HSF does not send; what tells more than the ward's notices, it never does.
        ("ready_notice", {}, {afterwards.AT: NOT_SAID_WHEN}),
        ("ready_notice", {afterwards.AT: TEN}, {afterwards.BY: "Fyll i uppgiften."}),
        ("general_message", {afterwards.AT: TEN}, "Det meddelandet skriver regionen inte in."),
    ],
)
def test_what_is_refused(stay: Stay, hsf: Assignment, type: str, values: dict[str, Any], said: Any) -> None:
    with pytest.raises(Refused) as refused, transaction.atomic():
        enter(stay, hsf, type, doctor="Dr Alm", **QUESTIONS, **values)
    if isinstance(said, dict):
        assert said.items() <= refused.value.problems.items()


def test_nothing_is_entered_of_a_protected_person_nor_of_the_wrong_one(stay: Stay, hsf: Assignment) -> None:
    protect = reverse("discharge:person-protect", args=[stay.case.pk])
    assert client_as(stay.officer).post(protect).status_code == 302
    with pytest.raises(Refused, match="Avdelningen skriver själv in"), transaction.atomic():
        notice(stay, hsf)
    page = client_as(hsf).get(address(stay)).text
    assert NOT_ENTERED_HERE in page
    assert stay.nurse.unit.name not in page
    other = Stay(now=stay.now)
    other.send(other.nurse, "sent_in_error", reason="Fel person.", confirmed=None)
    with pytest.raises(Refused), transaction.atomic():
        notice(other, hsf)


def address(stay: Stay, type: str = "ready_notice") -> str:
    return reverse("discharge:decide", args=[stay.case.reference, type])


def test_the_page_shows_what_follows_before_it_is_confirmed(stay: Stay, hsf: Assignment) -> None:
    client = client_as(hsf)
    why = client.get(reverse("billing:case", args=[stay.case.reference])).text
    assert address(stay) in why
    page = client.get(address(stay))
    assert stay.nurse.unit.full_name in page.text
    for told in ("Bo Ek", stay.person.number.value, stay.person.street):
        assert told not in page.text
    typed = filled_in(page.context["form"], doctor="Dr Alm", sip_needed="no", outpatient_care_needed="no")
    refused = client.post(address(stay), typed)
    assert "Ange när meddelandet skickades." in refused.text
    assert "Dr Alm" in refused.text
    missing = client.post(address(stay), typed | {"doctor": ""}).context["form"].errors
    assert missing.keys() == {"doctor", afterwards.AT}
    typed |= {
        afterwards.AT: "2026-03-09T10:00",
        afterwards.CHANNEL: "fax",
        afterwards.BY: "Anna Alm",
        afterwards.TOLD: str(stay.officer.unit_id),
    }
    reviewed = client.post(address(stay), typed)
    assert "Det här följer om meddelandet skrivs in" in reviewed.text
    assert not stay.state().ready
    typed["reviewed"] = reviewed.context["review"].mark
    assert client.post(address(stay), typed).status_code == 302
    assert client.post(address(stay), typed).status_code == 302
    period = stay.state().ready
    assert period is not None
    assert period.counts_from == TEN
    assert len(stay.state().ready_periods) == 1


def test_the_api_enters_it_with_the_same_refusals(stay: Stay, hsf: Assignment) -> None:
    client, url = client_as(hsf), f"/api/decisions/{stay.case.reference}/ready_notice/"
    said = {"submission": str(uuid4()), "doctor": "Dr Alm", **QUESTIONS}
    refused = client.post(url, said, "application/json")
    assert (refused.status_code, NOT_SAID_WHEN in refused.text) == (400, True)
    said |= {
        afterwards.AT: TEN.isoformat(),
        afterwards.CHANNEL: "fax",
        afterwards.BY: "Anna Alm",
        afterwards.TOLD: [str(stay.officer.unit_id)],
    }
    assert client.post(url, said, "application/json").status_code == 201
    assert stay.state().ready is not None


@pytest.mark.parametrize("wrong", ["type", "unit", "party", "time"])
def test_by_sql_nothing_but_a_wards_paper_in_its_name(stay: Stay, hsf: Assignment, wrong: str) -> None:
    """Row-level security refuses another type, a unit that is not the ward and what was not sent outside."""
    at = None if wrong == "time" else TEN
    others = {"unit": people.assignment("huddinge"), "party": stay.officer}
    message = Message(
        case_id=stay.case.pk,
        type="general_message" if wrong == "type" else "ready_notice",
        sender=hsf,
        sender_unit=hsf.unit,
        on_behalf_of_id=others.get(wrong, stay.nurse).unit_id,
        sent_at=stay.now,
        facts={},
        content={},
        submission=uuid4(),
        happened_at=at,
        channel="fax" if at else "",
        sent_by="Anna" if at else "",
        told=[] if at else None,
    )
    with acting(hsf), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT discharge_open_decision(%s)", [stay.case.reference])
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            message.save(force_insert=True)


def test_nobody_else_asks_who_takes_part(stay: Stay) -> None:
    asked = "SELECT count(*) FROM discharge_parts_to_enter_for(%s)"
    for account, number in (("hsf", 3), ("ekonom", 0), ("somatik", 0), ("huddinge", 0)):
        with acting(people.assignment(account)), connection.cursor() as cursor:
            cursor.execute(asked, [stay.case.reference])
            assert cursor.fetchone() == (number,), account
            cursor.execute("SELECT discharge_enters_for(%s, %s)", [stay.case.pk, stay.nurse.unit_id])
            assert cursor.fetchone() == (account == "hsf",), account

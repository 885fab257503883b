"""HSF decides about an objection: by reference, with a reason, once; it reads nothing else of the case."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from discharge import actions
from discharge.models import Message
from discharge.process import Refused
from discharge.process.judging import afterwards, objections
from municipalities.access.acting import acting
from municipalities.models import Assignment
from municipalities.swedish.clock import STOCKHOLM
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.corrected.corrections import correct
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db
TEN = datetime(2026, 3, 9, 10, tzinfo=STOCKHOLM)


@pytest.fixture
def hsf() -> Assignment:
    return people.assignment("hsf")


class OnPaper(Stay):
    """The patient has been declared utskrivningsklar by fax, and that was entered the day after."""

    def __init__(self) -> None:
        super().__init__(now=datetime(2026, 3, 9, 8, 5, tzinfo=STOCKHOLM))
        self.wait(hours=25)
        said = {
            afterwards.AT: TEN,
            afterwards.CHANNEL: "fax",
            afterwards.BY: "Anna Alm",
            afterwards.TOLD: (self.officer.unit_id, self.coordinator.unit_id),
        }
        self.paper = self.ready(**said)


@pytest.fixture
def stay() -> OnPaper:
    return OnPaper()


def object_to(stay: OnPaper) -> Message:
    return stay.send(stay.officer, "objection", message=stay.paper.pk, reason="Kom aldrig.")


def decide(stay: OnPaper, hsf: Assignment, objection: UUID, outcome: str) -> Message:
    stay.wait(hours=2)
    with acting(hsf):
        return actions.decide(
            by=hsf,
            reference=stay.case.reference,
            type="objection_decision",
            values={"objection": objection, "outcome": outcome, "reason": "Loggen visar det."},
            submission=uuid4(),
            now=stay.now,
        )


@pytest.mark.parametrize("outcome", ["upheld", "refused"])
def test_the_decision_says_which_time_counts(stay: OnPaper, hsf: Assignment, outcome: str) -> None:
    objection = object_to(stay)
    decide(stay, hsf, objection.pk, outcome)
    entered = stay.paper.sent_at
    assert stay.row().ready_at == (entered if outcome == "upheld" else TEN)
    page = client_as(stay.officer).get(f"/arenden/{stay.case.pk}/").text
    assert ("HSF har bifallit den" if outcome == "upheld" else "HSF har avslagit den") in page


def test_it_is_decided_once(stay: OnPaper, hsf: Assignment) -> None:
    objection = object_to(stay)
    decide(stay, hsf, objection.pk, "refused")
    for other, said in ((objection.pk, objections.ALREADY_DECIDED), (uuid4(), objections.NO_OBJECTION)):
        with pytest.raises(Refused) as refusal:
            decide(stay, hsf, other, "upheld")
        assert refusal.value.problems == {"objection": said}


def test_a_time_that_has_been_decided_is_corrected_no_more(stay: OnPaper, hsf: Assignment) -> None:
    """Nobody could object to the new one. What else the message says may be put right."""
    objection, paper = object_to(stay), stay.paper
    said = {
        afterwards.AT: TEN - timedelta(hours=1),
        afterwards.CHANNEL: "fax",
        afterwards.BY: "Anna Alm",
        afterwards.TOLD: (stay.officer.unit_id,),
    }
    correct(stay, stay.nurse, paper, **said)
    assert stay.row().ready_at == said[afterwards.AT]
    decide(stay, hsf, objection.pk, "refused")
    with pytest.raises(Refused) as refusal, transaction.atomic():
        correct(stay, stay.nurse, paper, **said | {afterwards.AT: TEN - timedelta(minutes=90)})
    assert refusal.value.problems == {afterwards.AT: objections.TIME_DECIDED}
    correct(stay, stay.nurse, paper, **said | {afterwards.BY: "Bo Ek"})
    assert stay.row().ready_at == said[afterwards.AT]


def test_nobody_but_the_region_decides(stay: OnPaper) -> None:
    objection = object_to(stay)
    values = {"objection": objection.pk, "outcome": "upheld", "reason": "Så."}
    for by in (stay.nurse, stay.officer):
        with pytest.raises(Refused):
            stay.send(by, "objection_decision", **values)


def test_it_is_decided_from_the_page_of_months(stay: OnPaper, hsf: Assignment) -> None:
    objection, client = object_to(stay), client_as(hsf)
    page = client.get("/betalning/manader/").text
    assert "Kom aldrig." in page
    assert str(objection.pk) in page
    form = client.get(f"/beslut/{stay.case.reference}/objection_decision/?objection={objection.pk}")
    assert str(objection.pk) in form.text
    assert "Kom aldrig." in form.text
    assert "Inskrivet i efterhand" in form.text
    typed = {"submission": str(uuid4()), "objection": str(objection.pk), "outcome": "", "reason": "Loggen."}
    address = f"/beslut/{stay.case.reference}/objection_decision/"
    refused = client.post(address, typed).text
    assert "Välj ett av alternativen" in refused
    assert "Kom aldrig." in refused
    assert "Loggen." in refused
    assert client.post(address, typed | {"outcome": "refused"}).status_code == 302
    assert "Kom aldrig." not in client.get("/betalning/manader/").text
    assert Message.objects.filter(type="objection_decision").count() == 0  # the client has stopped acting


@pytest.mark.parametrize("named", ["", "x", "of another case"])
def test_what_is_not_the_case_s_own_is_not_shown(stay: OnPaper, hsf: Assignment, named: str) -> None:
    objection, other = object_to(stay), Stay()
    decided = str(objection.pk) if named == "of another case" else named
    form = client_as(hsf).get(f"/beslut/{other.case.reference}/objection_decision/?objection={decided}")
    assert form.status_code == 200
    assert "Kom aldrig." not in form.text


def test_the_api_does_each(stay: OnPaper, hsf: Assignment) -> None:
    paper = stay.paper
    body = {"submission": str(uuid4()), "message": str(paper.pk), "reason": "Kom aldrig."}
    officer = client_as(stay.officer)
    answer = officer.post(
        f"/api/cases/{stay.case.pk}/messages/objection/", body, content_type="application/json"
    )
    assert answer.status_code == 201, answer.json()
    decided = {
        "submission": str(uuid4()),
        "objection": answer.json()["id"],
        "outcome": "upheld",
        "reason": "Ja.",
    }
    address = f"/api/decisions/{stay.case.reference}/objection_decision/"
    answer = client_as(hsf).post(address, decided, content_type="application/json")
    assert answer.status_code == 201, answer.json()
    assert stay.row().ready_at == paper.sent_at
    again = decided | {"submission": str(uuid4())}
    assert client_as(hsf).post(address, again, content_type="application/json").status_code == 400
    late = {"submission": str(uuid4()), "expected_discharge": None, "certainty": "unknown"}
    outside = {
        "outside_at": (stay.now - timedelta(hours=5)).isoformat(),
        "outside_channel": "paper",
        "outside_by": "Anna Alm",
        "outside_told": [str(stay.officer.unit_id)],
    }
    sends = f"/api/cases/{stay.case.pk}/messages/expected_discharge_change/"
    nurse = client_as(stay.nurse)
    wrong = nurse.post(sends, late | outside | {"outside_told": []}, content_type="application/json")
    assert "outside_told" in str(wrong.json())
    right = nurse.post(sends, late | outside, content_type="application/json")
    assert right.status_code == 201, right.json()
    assert right.json()["outside"]["channel"] == "paper"

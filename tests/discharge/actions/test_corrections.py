"""Cancelling and correcting: what was never sent, and what keeps its time."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Any
from uuid import uuid4

import pytest

from discharge.actions.sending import derive
from discharge.models import Case, CaseFacts, Message
from discharge.process import Refused
from municipalities.access.acting import acting
from tests.factories import people
from tests.factories.corrected.corrections import cancel, correct
from tests.factories.corrected.municipalities import HUDDINGE, correct_area
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db


def facts(stay: Stay) -> dict[str, Any]:
    with acting(stay.nurse):
        return dict(CaseFacts.objects.get(case=stay.case).facts)


def agree(stay: Stay) -> bool:
    with acting(stay.nurse):
        return derive.find_differences(Case.objects.get(pk=stay.case.pk), stay.state()) == []


def test_a_cancelled_notice_was_never_sent() -> None:
    stay = Stay()
    cancel(stay, stay.nurse, stay.ready())
    assert facts(stay)["ready"] == []
    assert stay.row().ready_at is None
    assert agree(stay)


def test_the_cancelled_message_stays_readable() -> None:
    stay = Stay()
    notice = stay.ready()
    cancel(stay, stay.nurse, notice)
    with acting(stay.officer):
        assert Message.objects.get(pk=notice.pk).content["doctor"] == "Dr Alm"


def test_a_cancelled_discharge_opens_the_stay_again() -> None:
    stay = Stay()
    stay.ready()
    cancel(stay, stay.nurse, stay.go_home())
    assert stay.row().is_open
    assert stay.row().ready_at is not None
    assert agree(stay)


def test_a_reply_to_a_cancelled_notice_harms_nothing() -> None:
    stay = Stay()
    notice = stay.ready()
    stay.reply()
    cancel(stay, stay.nurse, notice)
    assert agree(stay)


@pytest.mark.parametrize("which", ["another's", "twice", "the admission"])
def test_what_may_not_be_cancelled_is_refused_at_the_field(which: str) -> None:
    stay = Stay()
    taken = stay.take()
    if which == "twice":
        cancel(stay, stay.officer, taken)
    with acting(stay.nurse):
        admission = Message.objects.get(type="admission_notice")
    by, message = (stay.officer, taken) if which == "twice" else (stay.nurse, taken)
    with pytest.raises(Refused) as refused:
        cancel(stay, by, admission if which == "the admission" else message)
    assert set(refused.value.problems) == {"message"}


def test_a_correction_counts_at_the_originals_time() -> None:
    stay = Stay()
    notice = stay.ready(sip_needed=True)
    correct(stay.wait(days=2), stay.nurse, notice, sip_needed=False)
    assert facts(stay)["sip_needed"] is False
    assert [period["message"] for period in facts(stay)["ready"]] == [str(notice.pk)]
    assert stay.row().ready_at == notice.sent_at
    assert agree(stay)


def test_the_last_correction_holds() -> None:
    stay = Stay()
    home = stay.go_home()
    for hours in (1, 2):
        correct(stay, stay.nurse, home, discharged_at=home.sent_at - timedelta(hours=hours))
    assert stay.row().discharged_at == home.sent_at - timedelta(hours=2)


def test_a_corrected_municipality_makes_the_notice_count_from_then() -> None:
    stay = Stay()
    stay.ready()
    huddinge = people.assignment("huddinge").unit
    correction = correct_area(stay.wait(days=1), HUDDINGE, to=huddinge.pk)
    assert stay.row().payer_id == HUDDINGE
    assert [period["sent_at"] for period in facts(stay)["ready"]] == [
        correction.sent_at.astimezone(UTC).isoformat()
    ]
    assert agree(stay)


@pytest.mark.parametrize("field", ["municipality", "placed_by", "district", "placing_district"])
def test_who_pays_is_corrected_in_one_way_and_no_other(field: str) -> None:
    stay = Stay()
    with acting(stay.nurse):
        admission = Message.objects.get(type="admission_notice")
    value = HUDDINGE if field in ("municipality", "placed_by") else uuid4()
    with pytest.raises(Refused) as refused:
        correct(stay, stay.nurse, admission, **{field: value})
    assert "Rätta kommun eller stadsdel" in refused.value.problems[field]


def test_a_correction_is_judged_as_the_case_stood() -> None:
    stay = Stay()
    home = stay.go_home()
    with pytest.raises(Refused) as refused:
        correct(stay, stay.nurse, home, discharged_at=stay.now - timedelta(days=30))
    assert "före inskrivningen" in refused.value.problems["discharged_at"]


@pytest.mark.parametrize("which", ["another's", "a correction", "cancelled"])
def test_what_may_not_be_corrected_is_refused(which: str) -> None:
    stay = Stay()
    notice = stay.ready()
    by = stay.nurse
    if which == "another's":
        by = stay.officer
    elif which == "a correction":
        notice = correct(stay, stay.nurse, notice, doctor="Dr Berg")
    else:
        cancel(stay, stay.nurse, notice)
    with pytest.raises(Refused):
        correct(stay, by, notice, doctor="Dr Lind")


def test_leave_is_told_to_money_and_asked_for_in_order() -> None:
    stay = Stay()
    with pytest.raises(Refused, match="permission"):
        stay.send(stay.nurse, "leave_end", ended_at=stay.now)
    stay.send(stay.nurse, "leave_start", began_at=stay.now)
    stay.wait(days=1).send(stay.nurse, "leave_end", ended_at=stay.now)
    leave = facts(stay)["leaves"][0]
    assert leave["began_at"] < leave["ended_at"]


def test_a_transfer_to_other_care_keeps_the_care_type_of_the_admission_for_money() -> None:
    stay = Stay()
    psychiatric = people.assignment("psykiatri")
    sent = stay.send(stay.nurse, "transfer", to=psychiatric.unit_id)
    with acting(psychiatric):
        assert Case.objects.get().care_type == "psychiatric"
        told = CaseFacts.objects.get().facts
    assert told["care_type"] == "somatic"
    assert [change["care_type"] for change in told["changes"]] == ["psychiatric"]
    assert sent.facts["care_type"] == "psychiatric"


def test_a_death_closes_the_case_and_nobody_owes_anything() -> None:
    stay = Stay()
    stay.ready()
    stay.send(stay.nurse, "deceased", deceased_at=stay.now)
    assert not stay.row().is_open
    assert stay.state().tasks == []
    assert facts(stay)["deceased_at"] is not None
    assert agree(stay)


def test_services_declined_can_be_taken_back() -> None:
    stay = Stay()
    stay.send(stay.officer, "services_declined", wish="declines", comment="Per telefon.")
    assert facts(stay)["services_declined"]
    stay.send(stay.officer, "services_declined", wish="wants", comment="Har ändrat sig.")
    assert not facts(stay)["services_declined"]

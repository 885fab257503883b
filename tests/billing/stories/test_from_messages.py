"""What begins, stops and moves the count: told by messages through the real actions, then computed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from discharge.models import Message
from municipalities.access.acting import acting
from municipalities.swedish.clock import STOCKHOLM
from tests.factories import people
from tests.factories.billing.told import NOTICE, assessed, correct, days, go_home, ready, story
from tests.factories.clients import client_as

pytestmark = pytest.mark.django_db


def test_the_worked_example_told_by_messages() -> None:
    stay = story()
    ready(stay)
    go_home(stay, 17)
    assert days(stay) == [12, 13, 14, 15, 16]
    assert assessed(stay).amount == 41_000


def test_a_withdrawal_and_a_new_notice_count_anew() -> None:
    stay = story()
    ready(stay)
    stay.now = NOTICE + timedelta(days=4)
    stay.withdraw()
    stay.now = NOTICE + timedelta(days=7)
    ready(stay)
    go_home(stay, 21)
    # 12 March of the first notice; the second was sent on Monday the 16th.
    assert days(stay) == [12, 19, 20]


def test_a_cancelled_notice_was_never_sent() -> None:
    stay = story()
    notice = ready(stay)
    stay.wait(days=5).send(stay.nurse, "cancel", message=notice.pk, reason="Fel patient.")
    go_home(stay, 20)
    assert days(stay) == []
    assert list(assessed(stay).reasons) == ["readiness_notice_missing"]


def test_a_cancelled_withdrawal_never_ended_the_period() -> None:
    stay = story()
    ready(stay)
    withdrawal = stay.withdraw()
    stay.send(stay.nurse, "cancel", message=withdrawal.pk, reason="Fel patient.")
    assert days(go_home(stay, 14)) == [12, 13]


def test_a_correction_keeps_the_originals_time() -> None:
    stay = story()
    notice = ready(stay)
    stay.wait(days=2)
    correct(stay, notice, doctor="Dr Lind")
    assert days(go_home(stay, 14)) == [12, 13]


def test_a_corrected_hour_of_going_home_moves_the_end() -> None:
    stay = story()
    ready(stay)
    go_home(stay, 16)
    with acting(stay.nurse):
        home = Message.objects.get(type="discharge")
    stay.wait(hours=1)
    correct(stay, home, discharged_at=home.sent_at - timedelta(days=2))
    assert days(stay) == [12, 13]


def test_a_notice_under_lpt_counts_as_ready_and_needs_no_sip() -> None:
    stay = story(nurse=people.assignment("psykiatri"))
    stay.send(stay.nurse, "lpt_notice", doctor="Dr Alm", outpatient_care_needed=False)
    assert days(go_home(stay, 17)) == [15, 16]


def test_a_stay_reopened_was_never_ended() -> None:
    stay = story()
    ready(stay)
    go_home(stay, 13)
    stay.send(stay.nurse, "reopening", reason="Fel patient.")
    assert days(go_home(stay, 16)) == [12, 13, 14, 15]


def test_days_of_leave_are_not_charged_and_free_days_go_on() -> None:
    stay = story()
    ready(stay)
    stay.now = NOTICE + timedelta(days=1)
    stay.send(stay.nurse, "leave_start", began_at=stay.now)
    stay.now = datetime(2020, 3, 14, 18, 0, tzinfo=STOCKHOLM)
    stay.send(stay.nurse, "leave_end", ended_at=stay.now)
    assert days(go_home(stay, 17)) == [14, 15, 16]
    assert "on_leave" in assessed(stay).reasons


def test_a_transfer_keeps_the_care_type_of_day_zero() -> None:
    stay = story()
    ready(stay)
    stay.now = NOTICE + timedelta(days=1)
    ward = people.assignment("psykiatri")
    stay.send(stay.nurse, "transfer", to=ward.unit_id)
    stay.nurse = ward
    assert days(go_home(stay, 14)) == [12, 13]


def test_a_notice_after_the_transfer_follows_the_new_care_type() -> None:
    stay = story()
    ward = people.assignment("psykiatri")
    stay.send(stay.nurse, "transfer", to=ward.unit_id)
    stay.nurse = ward
    ready(stay)
    assert days(go_home(stay, 17)) == [15, 16]


def test_the_municipalitys_answer_moves_nothing() -> None:
    stay = story()
    ready(stay)
    stay.send(stay.officer, "ready_reply", answer="not_ours", comment="Bor i Bromma.")
    stay.acknowledge(stay.officer)
    assert days(go_home(stay, 14)) == [12, 13]


def test_death_ends_it_as_going_home_does() -> None:
    stay = story()
    ready(stay)
    stay.now = datetime(2020, 3, 14, 4, 0, tzinfo=STOCKHOLM)
    stay.send(stay.nurse, "deceased", deceased_at=stay.now)
    assert days(stay) == [12, 13]


def test_services_declined_stop_every_day() -> None:
    stay = story()
    ready(stay)
    stay.send(stay.nurse, "services_declined", wish="declines", comment="Till läkaren.")
    assert days(go_home(stay, 14)) == []
    assert list(assessed(stay).reasons) == ["services_declined"]


def test_who_declines_a_sip_is_paid_for_without_a_call_and_why_says_so() -> None:
    """By when it was told: a no that is told after the last date mends nothing, whenever it was said."""
    for told_on, charged in ((10, [12, 13]), (12, [12, 13]), (13, [])):
        stay = story(person=people.person())
        stay.ready(outpatient_care_needed=False)
        stay.wait(days=told_on - 9)
        said = {"said_on": date(2020, 3, 9), "said_by": "trustee", "comment": "Till vårdkontakten."}
        told = stay.send(stay.officer, "sip_wish", wish="declines", **said)
        assert days(go_home(stay, 14)) == charged
        assert list(assessed(stay).reasons) == ([] if charged else ["sip_call_missing"])
        page = client_as(stay.officer).get(f"/betalning/varfor/{stay.case.pk}/").text
        assert ("då krävs ingen kallelse (antaget, LUS 4:2)" in page) is bool(charged)
        assert f"Personen har avböjt SIP (meddelat {told_on} mars" in page or not charged
        # Taken back, it was never said.
        stay.send(stay.officer, "cancel", message=told.pk, reason="Fel patient.")
        assert days(stay) == []


def test_who_changes_his_mind_before_the_last_date_is_called() -> None:
    stay = story(person=people.person())
    stay.ready(outpatient_care_needed=False)
    said = {"said_by": "patient", "comment": "Till avdelningen."}
    stay.send(stay.nurse, "sip_wish", wish="declines", said_on=date(2020, 3, 9), **said)
    stay.wait(days=1).send(stay.nurse, "sip_wish", wish="wants", said_on=date(2020, 3, 10), **said)
    assert days(go_home(stay, 14)) == []
    assert list(assessed(stay).reasons) == ["sip_call_missing"]


def test_a_late_sip_call_and_one_in_time() -> None:
    for wait, charged in ((2, [12, 13]), (5, [])):
        stay = story(person=people.person())
        stay.name_contact()
        stay.ready(outpatient_care_needed=False)
        stay.wait(days=wait).call_to_sip()
        assert days(go_home(stay, 14 if wait == 2 else 15)) == charged


def test_each_day_waits_for_the_regions_own_outpatient_care() -> None:
    stay = story()
    stay.ready(sip_needed=False)
    stay.now = datetime(2020, 3, 13, 9, 0, tzinfo=STOCKHOLM)
    stay.send(stay.coordinator, "outpatient_care", status="available")
    assert days(go_home(stay, 16)) == [13, 14, 15]

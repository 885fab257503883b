"""Whom the notices reached, and when: what counts is what reached the payer."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from discharge import actions
from discharge.models import Case, Message
from discharge.process import Refused
from municipalities.access.acting import acting
from municipalities.models import Unit
from tests.factories import people
from tests.factories.billing.told import NOTICE, assessed, days, go_home, office, ready, story
from tests.factories.corrected.municipalities import correct_area
from tests.factories.discharge.fold import WARD, Story
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db


def test_a_wrong_district_of_the_right_city_counts() -> None:
    stay = story(officer=office("Bromma"))
    ready(stay)
    assert days(go_home(stay, 14)) == [12, 13]


def to_another_municipality() -> Stay:
    """Registered in Stockholm, admitted on Monday 9 March 2020 at 5.05 and told of to Huddinge at 8.05."""
    stay = Stay(
        now=NOTICE - timedelta(hours=1),
        officer=office("Huddinge"),
        expected_discharge=None,
        certainty="unknown",
    )
    stay.now = NOTICE
    return stay


def test_b1_another_municipality_counts_only_when_the_case_is_sent_on() -> None:
    """Fault B1: both notices count from when they first reached the payer, here within 24 h."""
    stay = to_another_municipality()
    ready(stay)
    right = office("Farsta")
    stay.now = NOTICE + timedelta(hours=19)
    stay.send(stay.officer, "handover", to=right.unit_id, reason="Bor i Farsta.")
    # Counted from Tuesday the 10th at 04.15.
    assert days(go_home(stay, 16)) == [13, 14, 15]
    assert list(assessed(stay).reasons) == []


def test_b1_an_admission_notice_that_is_sent_on_too_late_was_late() -> None:
    stay = to_another_municipality()
    ready(stay)
    stay.now = NOTICE + timedelta(hours=20)
    stay.send(stay.officer, "handover", to=office("Farsta").unit_id, reason="Bor i Farsta.")
    assert days(go_home(stay, 16)) == []
    assert list(assessed(stay).reasons) == ["admission_notice_late"]
    assert assessed(stay).starts_on == (date(2020, 3, 13),)


def test_b1_an_admission_notice_that_never_reached_the_payer_is_missing() -> None:
    stay = to_another_municipality()
    stay.now = NOTICE + timedelta(hours=1)
    assert list(assessed(stay).reasons) == ["admission_notice_missing", "readiness_notice_missing"]


def test_a_wrong_receiver_begins_nothing_until_the_ward_has_found_the_right_one() -> None:
    stay = to_another_municipality()
    ready(stay)
    stay.now = NOTICE + timedelta(hours=18)
    stay.send(stay.officer, "wrong_receiver", to=None, reason="Bor inte här.")
    stay.send(stay.nurse, "participant_added", to=office("Farsta").unit_id, reason="Bor i Farsta.")
    # Counted from Tuesday the 10th at 03.25.
    assert days(go_home(stay, 16)) == [13, 14, 15]


def test_b1_a_notice_to_the_surgery_alone_has_not_reached_the_municipality_it_lies_in() -> None:
    stay = story(officer=office("Huddinge"), coordinator=people.assignment_at("Huddinge vårdcentral"))
    assert "admission_notice_missing" in assessed(stay).reasons


def test_b1_a_payer_that_changes_is_judged_by_what_reached_it() -> None:
    """Corrected to be placed by Huddinge, which had the notice all along; then by Malmö, which never had."""
    stay = story(officer=office("Huddinge"))
    ready(stay)
    for payer, counted in (("0126", True), ("1280", False)):
        stay.wait(hours=1)
        # Malmö is not connected: until it is noted when its paper was sent it has not been told.
        to = None if counted else people.unit("Malmö kommun").pk
        correct_area(stay, "0180", placed_by=payer, to=to)
        reasons = assessed(stay).reasons
        assert ("admission_notice_missing" not in reasons) is counted, payer
        assert len(assessed(stay).periods) is int(counted), payer


def test_the_payer_that_calls_itself_wrong_moves_nothing() -> None:
    stay = story()
    ready(stay)
    stay.send(stay.officer, "wrong_receiver", to=None, reason="Inte vår.")
    assert days(go_home(stay, 14)) == [12, 13]


def test_a_notice_that_never_reached_the_payer_is_none() -> None:
    stay = story(officer=office("Huddinge"))
    ready(stay)
    assert days(go_home(stay, 20)) == []
    assert list(assessed(stay).reasons) == ["admission_notice_missing", "readiness_notice_missing"]


def test_forwarding_inside_the_city_moves_nothing() -> None:
    stay = story()
    ready(stay)
    stay.send(stay.officer, "handover", to=office("Bromma").unit_id, reason="Flyttat.")
    assert days(go_home(stay, 14)) == [12, 13]


def test_the_placing_municipality_is_the_payer_and_its_unit_the_receiver() -> None:
    stay = story(
        officer=office("Huddinge"),
        person=people.person(municipality="0380", district=None),
        placed_by="0126",
    )
    ready(stay)
    assert assessed(go_home(stay, 14)).periods[0].care.payer == "0126"
    assert days(stay) == [12, 13]


def from_malmo() -> Stay:
    """Registered in Malmö, which is not connected."""
    return story(
        receiver=people.unit("Malmö kommun"), person=people.person(municipality="1280", district=None)
    )


def tell(stay: Stay, about: str, told_at: datetime) -> Message:
    return stay.post(about, told_at=told_at)


def test_b7_a_payer_that_is_not_connected_counts_as_told_from_the_time_of_the_call() -> None:
    """Fault B7: by the statute's terms, which give two free days of every kind of care."""
    stay = from_malmo()
    tell(stay, "admission_notice", NOTICE - timedelta(days=3) + timedelta(hours=2))
    ready(stay)
    assert list(assessed(stay).reasons) == ["readiness_notice_missing"]
    stay.now = NOTICE + timedelta(days=1)
    tell(stay, "ready_notice", NOTICE + timedelta(hours=4))
    # Told at 13.05 on Monday the 9th, so day zero is Tuesday.
    assert days(go_home(stay, 15)) == [13, 14]
    (period,) = assessed(stay).periods
    assert period.care.payer == "1280"
    assert period.terms is not None
    assert period.terms.scope == "statute"


def test_b7_who_pays_by_a_correction_was_not_told_by_what_the_other_payer_was() -> None:
    """A changed payer is judged anew: Malmö was rung up, and then Göteborg had placed the person."""
    stay = from_malmo()
    tell(stay, "admission_notice", NOTICE - timedelta(days=3) + timedelta(hours=2))
    ready(stay)
    stay.now = NOTICE + timedelta(hours=5)
    tell(stay, "ready_notice", NOTICE + timedelta(hours=4))
    stay.now = NOTICE + timedelta(days=1)
    correct_area(stay, "1280", placed_by="1480", to=people.unit("Göteborg kommun").pk)
    assert "readiness_notice_missing" in assessed(stay).reasons
    stay.now = NOTICE + timedelta(days=1, hours=1)
    tell(stay, "municipality_correction", stay.now)
    assert list(assessed(stay).reasons) == ["admission_notice_late"]


def test_b7_it_is_told_when_the_patient_is_ready_and_not_before() -> None:
    stay = from_malmo()
    with pytest.raises(Refused) as early:
        tell(stay, "ready_notice", NOTICE)
    assert "papers" in early.value.problems
    ready(stay)
    with pytest.raises(Refused) as before:
        tell(stay, "ready_notice", NOTICE - timedelta(hours=1))
    assert "före meddelandet" in before.value.problems["told_at"]


def test_b7_where_the_payer_is_connected_it_is_told_here() -> None:
    stay = story()
    with pytest.raises(Refused, match="inget kvar att skicka på papper"):
        tell(stay, "admission_notice", NOTICE - timedelta(days=2))


def test_what_was_noted_of_a_payer_without_a_unit_counts_as_it_did() -> None:
    """Before each municipality had a unit the note named the notice and the payer, and no paper."""
    story = Story(municipality="1280", office_in="0126").ready()
    notice = story.entries[-1].sent_at
    said: dict[str, Any] = {"notice": "ready_notice", "payer": "1280", "channel": "telephone"}
    state = story.say(WARD, "payer_told", told_at=notice + timedelta(hours=1), **said).state()
    assert state.ready_periods[0].counts_from == notice + timedelta(hours=1)


def test_b7_a_stay_begins_with_the_unit_that_stands_for_its_municipality() -> None:
    nurse, now = people.assignment("somatik", "Akutgeriatrik 12"), NOTICE
    values = {
        "admitted_at": now - timedelta(hours=3),
        "need_assessed_at": None,
        "expected_discharge": None,
        "certainty": "unknown",
        "placed_by": None,
    }

    def register(*to: Unit) -> Case:
        person = people.person(municipality="1280", district=None)
        return actions.register_admission(
            by=nurse, person=person, values=values, to=to, submission=uuid4(), now=now
        )

    with acting(nurse):
        assert Case.objects.get(pk=register(people.unit("Malmö kommun")).pk).payer_id == "1280"
        with pytest.raises(Refused) as refused:
            register()
    assert "receivers" in refused.value.problems

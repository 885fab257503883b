"""Which notice counts, and what stops the count: told by messages through the real actions, then computed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from billing.liability import Assessment, assess
from billing.reference.reading import reference_rulebook
from billing.rules.known_facts import known_facts
from discharge import actions
from discharge.models import Case, CaseFacts, Message
from discharge.process import Refused
from municipalities.access.acting import acting
from municipalities.models import Assignment
from municipalities.swedish.clock import STOCKHOLM
from tests.factories import people
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db

NOTICE = datetime(2020, 3, 9, 9, 5, tzinfo=STOCKHOLM)


def story(**changes: Any) -> Stay:
    """Admitted on 6 March 2020 with a notice in time; its clock stands at 09.05 on Monday the 9th."""
    told: dict[str, Any] = {"expected_discharge": None, "certainty": "unknown", "officer": office("Farsta")}
    stay = Stay(now=NOTICE - timedelta(days=3), **(told | changes))
    stay.now = NOTICE
    return stay


def office(name: str) -> Assignment:
    return people.assignment_at(f"Biståndsenheten {name}")


def ready(stay: Stay) -> Message:
    return stay.ready(sip_needed=False, outpatient_care_needed=False)


def assessed(stay: Stay, as_of: date = date(2020, 4, 1)) -> Assessment:
    with acting(stay.nurse):
        known = known_facts(CaseFacts.objects.get(case=stay.case).facts, as_of)
    assert known is not None
    return assess(known.facts, as_of=as_of, rules=reference_rulebook())


def days(stay: Stay) -> list[int]:
    """The charged days of March 2020."""
    return [day.day for day in assessed(stay).days]


def go_home(stay: Stay, day: int) -> Stay:
    stay.now = datetime(2020, 3, day, 11, 0, tzinfo=STOCKHOLM)
    stay.go_home()
    return stay


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
    with acting(stay.nurse):
        actions.correct(
            by=stay.nurse,
            case_id=stay.case.pk,
            message_id=notice.pk,
            values={"doctor": "Dr Lind"},
            submission=uuid4(),
            now=stay.now,
        )
    assert days(go_home(stay, 14)) == [12, 13]


def test_a_corrected_hour_of_going_home_moves_the_end() -> None:
    stay = story()
    ready(stay)
    go_home(stay, 16)
    with acting(stay.nurse):
        home = Message.objects.get(type="discharge")
        actions.correct(
            by=stay.nurse,
            case_id=stay.case.pk,
            message_id=home.pk,
            values={"discharged_at": home.sent_at - timedelta(days=2)},
            submission=uuid4(),
            now=stay.now + timedelta(hours=1),
        )
    assert days(stay) == [12, 13]


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
    """Corrected to be placed by Huddinge, which had the notice all along; then by Nacka, which never had."""
    stay = story(officer=office("Huddinge"))
    ready(stay)
    with acting(stay.nurse):
        notice = Message.objects.get(type="admission_notice")
    for payer, counted in (("0126", True), ("0182", False)):
        stay.wait(hours=1)
        with acting(stay.nurse):
            actions.correct(
                by=stay.nurse,
                case_id=stay.case.pk,
                message_id=notice.pk,
                values={"placed_by": payer},
                submission=uuid4(),
                now=stay.now,
            )
        reasons = assessed(stay).reasons
        assert ("admission_notice_missing" not in reasons) is counted, payer
        assert len(assessed(stay).periods) is int(counted), payer


def test_the_payer_that_calls_itself_wrong_moves_nothing() -> None:
    stay = story()
    ready(stay)
    stay.send(stay.officer, "wrong_receiver", to=None, reason="Inte vår.")
    assert days(go_home(stay, 14)) == [12, 13]


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


def from_malmo() -> Stay:
    """Registered in Malmö, which has no unit here: the stay is told of to where the person stays."""
    return story(officer=office("Huddinge"), person=people.person(municipality="1280", district=None))


def tell(stay: Stay, about: str, told_at: datetime) -> Message:
    said = {"notice": about, "told_at": told_at, "channel": "telephone", "who": "Biståndsjouren"}
    return stay.send(stay.nurse, "payer_told", **said)


def test_b7_a_payer_without_a_unit_here_counts_as_told_from_the_time_of_the_call() -> None:
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
    notice = Message.objects.get(case=stay.case, type="admission_notice")
    with acting(stay.nurse):
        actions.correct(
            by=stay.nurse,
            case_id=stay.case.pk,
            message_id=notice.pk,
            values={"placed_by": "1480"},
            submission=uuid4(),
            now=stay.now,
        )
    assert "readiness_notice_missing" in assessed(stay).reasons
    stay.now = NOTICE + timedelta(days=1, hours=1)
    tell(stay, "ready_notice", stay.now)
    assert list(assessed(stay).reasons) == ["admission_notice_missing"]
    tell(stay, "admission_notice", stay.now)
    assert list(assessed(stay).reasons) == ["admission_notice_late"]


def test_b7_it_is_told_when_the_patient_is_ready_and_not_before() -> None:
    stay = from_malmo()
    with pytest.raises(Refused) as early:
        tell(stay, "ready_notice", NOTICE)
    assert "inte meddelad utskrivningsklar" in early.value.problems["told_at"]
    ready(stay)
    with pytest.raises(Refused) as before:
        tell(stay, "ready_notice", NOTICE - timedelta(hours=1))
    assert "före utskrivningsklar" in before.value.problems["told_at"]


def test_b7_where_the_payer_takes_part_it_is_told_here() -> None:
    stay = story()
    with pytest.raises(Refused, match="deltar i ärendet"):
        tell(stay, "admission_notice", NOTICE - timedelta(days=2))


def test_b7_a_stay_may_begin_without_a_unit_of_a_payer_that_has_none() -> None:
    nurse, now = people.assignment("somatik", "Akutgeriatrik 12"), NOTICE
    values = {
        "admitted_at": now - timedelta(hours=3),
        "need_assessed_at": None,
        "expected_discharge": None,
        "certainty": "unknown",
        "placed_by": None,
    }

    def register(municipality: str) -> Case:
        person = people.person(municipality=municipality, district=None)
        return actions.register_admission(
            by=nurse, person=person, values=values, to=[], submission=uuid4(), now=now
        )

    with acting(nurse):
        assert Case.objects.get(pk=register("1280").pk).payer_id == "1280"
        with pytest.raises(Refused) as refused:
            register("0126")
    assert "receivers" in refused.value.problems

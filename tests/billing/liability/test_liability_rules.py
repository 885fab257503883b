"""The rules one by one: the table in the domain's description, and what each calendar day says."""

import pytest

from billing.liability import (
    Care,
    CareType,
    CaseFacts,
    Change,
    Condition,
    DayState,
    EndedBy,
    Leave,
    OutpatientStatement,
    OutpatientStatus,
    Rate,
    ReadyPeriodFacts,
    Reason,
    Rulebook,
    is_final,
    outlook_of,
)
from billing.reference.reading import reference_terms
from discharge.process.outlook import Outlook
from tests.factories.billing.stays import SOMATIC, STOCKHOLM, assessed, at, on, ready, stay

PSYCHIATRIC = Care(CareType.PSYCHIATRIC, "0180")


@pytest.mark.parametrize(
    ("care", "sent", "starts"),
    [
        (SOMATIC, "2020-03-09 09:15", "2020-03-12"),
        (SOMATIC, "2020-03-09 12:00:00", "2020-03-12"),
        (SOMATIC, "2020-03-09 12:00:00.000001", "2020-03-13"),
        (SOMATIC, "2020-03-09 12:00:01", "2020-03-13"),
        (SOMATIC, "2020-03-13 10:00", "2020-03-16"),
        (SOMATIC, "2020-04-09 15:00", "2020-04-13"),
        (PSYCHIATRIC, "2020-03-09 09:15", "2020-03-15"),
        (SOMATIC, "2020-02-27 09:00", "2020-03-01"),
    ],
)
def test_worked_examples(care: Care, sent: str, starts: str) -> None:
    facts = stay(care=care, ready=(ready(sent),), discharged_at=None, admitted_at=at("2020-02-20 10:00"))
    assert assessed(facts, "2020-05-01").starts_on == (on(starts),)


@pytest.mark.parametrize(
    ("sent", "starts"),
    [
        ("2019-06-13 09:00", "2019-06-21"),  # the last free day is the Thursday before Midsummer Eve
        ("2019-06-14 09:00", "2019-06-25"),  # Midsummer Eve is none
        ("2019-12-18 09:00", "2019-12-31"),  # neither Christmas Eve, nor the two days after it
        ("2019-04-12 09:00", "2019-04-24"),  # Good Friday and Easter Monday
        ("2019-05-24 09:00", "2019-06-04"),  # Ascension Day
    ],
)
def test_weekdays_before_the_agreement(sent: str, starts: str) -> None:
    facts = stay(ready=(ready(sent),), discharged_at=None, admitted_at=at("2019-04-01 10:00"))
    assert assessed(facts).starts_on == (on(starts),)


def test_every_day_from_the_notice_on_explains_itself() -> None:
    period = assessed(stay()).periods[0]
    assert [(day.date.day, day.state, day.free_day, day.amount) for day in period.care_days] == [
        (9, DayState.FREE, 0, 0),
        (10, DayState.FREE, 1, 0),
        (11, DayState.FREE, 2, 0),
        *((day, DayState.CHARGED, 0, 8200) for day in range(12, 17)),
        (17, DayState.ENDED, 0, 0),
    ]
    assert period.day_zero == on("2020-03-09")
    assert period.terms is not None
    assert period.terms.name == "Stockholm HSN 2019-1416"
    assert period.charged[0].rate is not None
    assert period.charged[0].rate.status == "verified"
    assert (period.ended_by, period.ended_on) == (EndedBy.DISCHARGE, on("2020-03-17"))
    assert period.amount == 41000


def test_a_notice_after_noon_has_a_free_date_before_day_zero() -> None:
    period = assessed(stay(ready=(ready("2020-03-09 12:01"),))).periods[0]
    assert period.day_zero == on("2020-03-10")
    assert [day.free_day for day in period.care_days[:4]] == [0, 0, 1, 2]


def test_days_that_are_no_weekdays_are_free_and_do_not_count() -> None:
    facts = stay(ready=(ready("2019-06-18 09:00"),), discharged_at=None, admitted_at=at("2019-06-10 10:00"))
    period = assessed(facts, "2019-06-28").periods[0]
    assert [(day.date.day, day.free_day) for day in period.care_days] == [
        (18, 0),
        (19, 1),
        (20, 2),
        (21, 0),
        (22, 0),
        (23, 0),
        (24, 3),
        (25, 4),
        (26, 5),
        (27, 0),
    ]
    assert [day.state for day in period.care_days[-2:]] == [DayState.FREE, DayState.CHARGED]


def test_a_day_that_is_not_charged_tells_every_reason() -> None:
    facts = stay(
        services_declined=True,
        sip_needed=True,
        sip_calls=(at("2020-03-13 00:10"),),
        outpatient_care_needed=True,
        outpatient_care=(OutpatientStatement(at("2020-03-13 08:00"), OutpatientStatus.AVAILABLE),),
    )
    period = assessed(facts).periods[0]
    twelfth, thirteenth = period.care_days[3:5]
    whole_period = (Reason.SERVICES_DECLINED, Reason.SIP_CALL_LATE)
    assert twelfth.reasons == (*whole_period, Reason.OUTPATIENT_CARE_UNKNOWN)
    assert thirteenth.reasons == period.reasons == whole_period
    assert period.sip_call_due_on == on("2020-03-12")


def test_the_last_of_two_statements_of_one_day_holds_for_it_whatever_their_order_in_the_list() -> None:
    morning = OutpatientStatement(at("2020-03-12 08:00"), OutpatientStatus.AVAILABLE)
    evening = OutpatientStatement(at("2020-03-12 20:00"), OutpatientStatus.UNAVAILABLE)
    for statements in [(morning, evening), (evening, morning)]:
        facts = stay(outpatient_care_needed=True, outpatient_care=statements)
        assert assessed(facts).days == ()


def test_the_24_hours_are_elapsed_hours_when_summer_time_ends() -> None:
    facts = stay(
        admitted_at=at("2020-10-24 20:00"),
        admission_notice_sent_at=at("2020-10-25 19:30"),
        ready=(ready("2020-10-27 09:00"),),
        discharged_at=None,
    )
    assert assessed(facts, "2020-11-01").reasons == (Reason.ADMISSION_NOTICE_LATE,)


def test_moments_on_the_clocks_of_stockholm_are_compared_as_moments() -> None:
    """On the clock the withdrawal stands before the notice: one summer-time hour was struck twice."""
    sent = at("2020-10-25 02:45").astimezone(STOCKHOLM)
    withdrawn = at("2020-10-25 02:15").astimezone(STOCKHOLM).replace(fold=1)
    facts = stay(ready=(ReadyPeriodFacts(sent, withdrawn),), discharged_at=None)
    assert assessed(facts, "2020-11-01").periods[0].ended_by is EndedBy.WITHDRAWAL


def test_a_notice_after_the_discharge_has_a_start_and_nothing_more() -> None:
    facts = stay(ready=(ready("2020-03-18 09:00"),), sip_needed=True)
    assessment = assessed(facts)
    assert assessment.starts_on == (on("2020-03-21"),)
    assert assessment.ready_days == 0
    assert assessment.periods[0].care_days == ()
    assert assessment.reasons == (Reason.SIP_CALL_MISSING,)


def test_death_before_the_discharge_ends_the_period() -> None:
    facts = stay(deceased_at=at("2020-03-14 03:00"))
    assert assessed(facts).periods[0].ended_by is EndedBy.DEATH
    assert assessed(facts).days == (on("2020-03-12"), on("2020-03-13"))


def test_periods_come_back_in_the_order_they_were_given() -> None:
    first, second = ready("2020-03-09 09:00", "2020-03-11 10:00"), ready("2020-03-13 10:00")
    assert assessed(stay(ready=(second, first), discharged_at=None)).starts_on == (
        on("2020-03-16"),
        on("2020-03-12"),
    )


def test_no_terms_before_the_statute() -> None:
    care = Care(CareType.SOMATIC, "0380")
    facts = stay(care=care, ready=(ready("2017-12-31 12:00"),), admitted_at=at("2017-12-20 10:00"))
    period = assessed(facts).periods[0]
    assert (period.starts_on, period.terms, period.charged) == (None, None, ())
    assert {day.reasons[0] for day in period.care_days[:-1]} == {Reason.TERMS_MISSING}
    after_noon = stay(care=care, ready=(ready("2017-12-31 12:01"),), admitted_at=at("2017-12-20 10:00"))
    assert assessed(after_noon).starts_on == (on("2018-01-04"),)


def test_the_payer_is_that_of_day_zero_also_after_a_move() -> None:
    moved = (Change(at("2020-03-10 10:00"), Care(CareType.SOMATIC, "0380")),)
    assert assessed(stay(changes=moved)).periods[0].care.payer == "0180"
    moved_before_noon_of_day_zero = (Change(at("2020-03-09 08:00"), Care(CareType.SOMATIC, "0380")),)
    assert assessed(stay(changes=moved_before_noon_of_day_zero)).periods[0].care.payer == "0380"


def test_day_zero_decides_where_the_move_falls_between_the_notice_and_it() -> None:
    after_noon = (ready("2020-03-09 13:00"),)
    moves = (
        Change(at("2020-03-10 22:00"), Care(CareType.SOMATIC, "0127")),
        Change(at("2020-03-09 22:00"), SOMATIC),
        Change(at("2020-03-11 00:00"), Care(CareType.SOMATIC, "0380")),
    )
    assert assessed(stay(ready=after_noon, changes=moves)).periods[0].care.payer == "0127"


def test_a_transfer_changes_the_terms_of_the_next_notice_only() -> None:
    periods = (ready("2020-03-09 09:00", "2020-03-10 09:00"), ready("2020-03-12 09:00"))
    transferred = (Change(at("2020-03-11 10:00"), PSYCHIATRIC),)
    starts = assessed(stay(ready=periods, changes=transferred)).starts_on
    assert starts == (on("2020-03-12"), on("2020-03-18"))


def test_nobody_to_charge_is_told_also_where_no_notice_was_sent() -> None:
    facts = stay(care=Care(CareType.SOMATIC, None), ready=())
    assert assessed(facts).reasons == (Reason.NO_MUNICIPALITY, Reason.READINESS_NOTICE_MISSING)


def test_days_of_leave_are_not_charged_and_do_not_stop_the_free_days() -> None:
    leaves = (Leave(at("2020-03-10 15:00"), at("2020-03-13 18:00")),)
    assessment = assessed(stay(leaves=leaves))
    assert assessment.starts_on == (on("2020-03-12"),)
    assert assessment.days == tuple(on(f"2020-03-{day}") for day in (13, 14, 15, 16))
    assert assessment.periods[0].care_days[3].reasons == (Reason.ON_LEAVE,)


def test_a_leave_that_still_lasts_and_one_within_a_day() -> None:
    lasting = (Leave(at("2020-03-14 15:00")),)
    assert assessed(stay(leaves=lasting)).days == (on("2020-03-12"), on("2020-03-13"))
    short = (Leave(at("2020-03-14 08:00"), at("2020-03-14 20:00")),)
    assert assessed(stay(leaves=short)).amount == 41000


def test_a_rate_for_one_care_type_goes_before_the_rate_for_all() -> None:
    rates = [Rate(2020, 8200), Rate(2020, 5000, CareType.PSYCHIATRIC)]
    rules = Rulebook(reference_terms(), rates)
    assert assessed(stay(), rules=rules).amount == 41000
    assert assessed(stay(care=PSYCHIATRIC), rules=rules).amount == 10000


def test_a_missing_rate_never_becomes_nothing() -> None:
    period = assessed(stay(), rules=Rulebook(reference_terms(), [])).periods[0]
    assert len(period.charged) == 5
    assert (period.amount, period.charged[0].amount) == (None, None)


@pytest.mark.parametrize(
    ("facts", "as_of", "outlook", "left"),
    [
        (stay(discharged_at=None), "2020-03-10", Outlook.WILL_START, 2),
        (stay(discharged_at=None), "2020-03-11", Outlook.WILL_START, 1),
        (stay(discharged_at=None), "2020-03-12", Outlook.STANDS, 0),
        (stay(discharged_at=None, services_declined=True), "2020-03-10", Outlook.BARRED, 2),
        (stay(discharged_at=None, sip_needed=True), "2020-03-11", Outlook.PENDING, 1),
        (stay(discharged_at=None, sip_needed=True), "2020-03-12", Outlook.PENDING, 0),
        (stay(discharged_at=None, sip_needed=True), "2020-03-13", Outlook.BARRED, 0),
        (stay(discharged_at=None, outpatient_care_needed=True), "2020-03-12", Outlook.PENDING, 0),
        (stay(), "2020-03-17", Outlook.NONE, 0),
    ],
)
def test_how_it_stands_with_liability_on_the_day(
    facts: CaseFacts, as_of: str, outlook: Outlook, left: int
) -> None:
    assessment = assessed(facts, as_of)
    assert (outlook_of(assessment).outlook, assessment.periods[0].free_days_left) == (outlook, left)


def test_an_assessment_is_preliminary_while_the_sip_call_may_still_come() -> None:
    facts = stay(discharged_at=None, sip_needed=True)
    assert assessed(facts, "2020-03-12").preliminary
    assert not assessed(facts, "2020-03-13").preliminary


@pytest.mark.parametrize(
    ("facts", "condition"),
    [
        (stay(admission_notice_sent_at=None), Condition.ADMISSION_NOTICE),
        (stay(admission_notice_sent_at=at("2020-03-05 08:00")), Condition.ADMISSION_NOTICE),
        (stay(services_declined=True), Condition.SERVICES_DECLINED),
        (stay(sip_needed=True), Condition.SIP_CALL),
        (stay(outpatient_care_needed=True), Condition.OUTPATIENT_CARE),
    ],
)
def test_a_what_if_can_switch_a_condition_off(facts: CaseFacts, condition: Condition) -> None:
    assert assessed(facts).days == ()
    switched_off = assessed(facts, without=frozenset({condition}))
    assert (switched_off.amount, switched_off.reasons) == (41000, ())


def test_of_the_wrong_person_nothing_counts_and_one_reason_is_told() -> None:
    """Whatever else is missing, and whatever a what-if leaves out; no later day comes to anything else."""
    facts = stay(mistaken=True, admission_notice_sent_at=None, services_declined=True, discharged_at=None)
    for without in (frozenset[Condition](), frozenset(Condition)):
        found = assessed(facts, without=without)
        assert (found.reasons, found.ready_days, found.amount) == ((Reason.MISTAKEN,), 0, 0)
        assert (found.periods, found.charged) == ((), ())
        assert outlook_of(found).outlook is Outlook.NONE
        assert is_final(facts, found)

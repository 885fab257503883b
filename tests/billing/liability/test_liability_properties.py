"""What holds for every stay, whatever the terms."""

from dataclasses import replace
from datetime import date, timedelta, timezone
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from billing.liability import (
    Assessment,
    CaseFacts,
    Condition,
    DayState,
    ReadyPeriodFacts,
    Reason,
    Rulebook,
    assess,
)
from billing.reference.reading import reference_rulebook
from tests.factories.billing.generated.strategies import Known, days_after, rulebooks, some_hours, stays

ONE_DAY = timedelta(days=1)


def _start(assessment: Assessment) -> date:
    [starts_on] = assessment.starts_on
    assert starts_on is not None
    return starts_on


def _sum(amounts: list[int | None]) -> int | None:
    """Unknown as soon as one part is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if len(known) == len(amounts) else None


@given(stays(least=1), rulebooks(), some_hours)
def test_withdrawing_never_adds_days(known: Known, rules: Rulebook, delay: timedelta) -> None:
    *before, last = known.facts.ready
    assume(last.withdrawn_at is None)
    withdrawn = replace(last, withdrawn_at=last.sent_at + delay)
    as_of = known.as_of + timedelta(days=31)
    kept = assess(known.facts, as_of=as_of, rules=rules)
    less = assess(replace(known.facts, ready=(*before, withdrawn)), as_of=as_of, rules=rules)
    assert set(less.days) <= set(kept.days)
    assert less.ready_days <= kept.ready_days


@given(stays(least=1), rulebooks(), some_hours)
def test_a_later_notice_never_charges_earlier(known: Known, rules: Rulebook, delay: timedelta) -> None:
    *_, last = known.facts.ready
    assume(last.withdrawn_at is None)
    as_of = known.as_of + timedelta(days=31)
    early, late = (
        assess(replace(known.facts, ready=(ReadyPeriodFacts(sent),)), as_of=as_of, rules=rules)
        for sent in (last.sent_at, last.sent_at + delay)
    )
    assert _start(late) >= _start(early)
    assert late.ready_days <= early.ready_days
    assert all(day >= _start(early) for day in late.days)


@given(stays(least=1), rulebooks() | st.just(reference_rulebook()))
def test_the_sum_of_the_parts_is_the_whole(known: Known, rules: Rulebook) -> None:
    whole = assess(known.facts, as_of=known.as_of, rules=rules)
    parts = [
        assess(replace(known.facts, ready=(period,)), as_of=known.as_of, rules=rules)
        for period in known.facts.ready
    ]
    assert whole.starts_on == tuple(part.starts_on[0] for part in parts)
    assert whole.days == tuple(sorted(day for part in parts for day in part.days))
    assert whole.ready_days == sum(part.ready_days for part in parts)
    assert set(whole.reasons) == {reason for part in parts for reason in part.reasons}
    assert whole.amount == _sum([part.amount for part in parts])


@given(stays(), rulebooks())
def test_the_amount_is_the_sum_of_each_days_rate(known: Known, rules: Rulebook) -> None:
    assessment = assess(known.facts, as_of=known.as_of, rules=rules)
    rates = [rules.rate_on(day, known.facts.care.care_type) for day in assessment.days]
    assert assessment.amount == _sum([rate.kronor if rate else None for rate in rates])
    assert assessment.days == tuple(sorted(set(assessment.days)))


@given(stays(), rulebooks())
def test_every_day_is_there_once_and_says_why(known: Known, rules: Rulebook) -> None:
    for period in assess(known.facts, as_of=known.as_of, rules=rules).periods:
        dates = [day.date for day in period.care_days]
        assert all(later - earlier == ONE_DAY for earlier, later in pairwise(dates))
        for day in period.care_days:
            assert (day.state is DayState.NOT_CHARGED) == bool(day.reasons)
            assert set(period.reasons) <= set(day.reasons) or day.state in {DayState.FREE, DayState.ENDED}
            assert (period.starts_on or date.max) <= day.date or day.state in {DayState.FREE, DayState.ENDED}
            assert day.date < known.as_of or day.state is DayState.ENDED


@given(stays(), rulebooks(), days_after)
def test_time_that_passes_takes_no_charged_day_away(known: Known, rules: Rulebook, days: timedelta) -> None:
    """While the SIP call is pending no day is charged, so even then none is lost."""
    before = assess(known.facts, as_of=known.as_of, rules=rules)
    after = assess(known.facts, as_of=known.as_of + days, rules=rules)
    assert set(before.days) <= set(after.days)
    assert Reason.SIP_CALL_PENDING not in after.reasons or before.preliminary


@given(stays(), rulebooks(), st.frozensets(st.sampled_from(Condition)))
def test_a_condition_less_never_takes_a_day_away(
    known: Known, rules: Rulebook, without: frozenset[Condition]
) -> None:
    judged = assess(known.facts, as_of=known.as_of, rules=rules)
    freed = assess(known.facts, as_of=known.as_of, rules=rules, without=without)
    assert set(judged.days) <= set(freed.days)
    assert set(freed.reasons) <= set(judged.reasons) | {Reason.ON_LEAVE}


@given(stays(), rulebooks(), st.integers(1, 10))
def test_more_free_days_never_add_charged_days(known: Known, rules: Rulebook, more: int) -> None:
    [terms] = rules.terms
    generous = Rulebook([replace(terms, free_days=terms.free_days + more)], rules.rates)
    few, many = (assess(known.facts, as_of=known.as_of, rules=either) for either in (rules, generous))
    assert set(many.days) <= set(few.days)
    assert many.ready_days == few.ready_days


@given(stays(), st.integers(-14 * 60, 14 * 60))
def test_the_offset_that_a_moment_is_written_in_means_nothing(known: Known, minutes: int) -> None:
    zone = timezone(timedelta(minutes=minutes))
    facts = known.facts
    elsewhere = CaseFacts(
        care=facts.care,
        admitted_at=facts.admitted_at.astimezone(zone),
        admission_notice_sent_at=facts.admission_notice_sent_at
        and facts.admission_notice_sent_at.astimezone(zone),
        sip_needed=facts.sip_needed,
        sip_calls=tuple(call.astimezone(zone) for call in facts.sip_calls),
        sip_wishes=facts.sip_wishes,
        services_declined=facts.services_declined,
        outpatient_care_needed=facts.outpatient_care_needed,
        outpatient_care=facts.outpatient_care,
        ready=tuple(
            ReadyPeriodFacts(
                period.sent_at.astimezone(zone),
                period.withdrawn_at and period.withdrawn_at.astimezone(zone),
            )
            for period in facts.ready
        ),
        discharged_at=facts.discharged_at and facts.discharged_at.astimezone(zone),
        deceased_at=facts.deceased_at and facts.deceased_at.astimezone(zone),
        leaves=facts.leaves,
    )
    rules = reference_rulebook()
    assert assess(elsewhere, as_of=known.as_of, rules=rules) == assess(facts, as_of=known.as_of, rules=rules)

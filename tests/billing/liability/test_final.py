"""An outcome that is called final comes to the same on every later day: nights pass it by."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from billing.liability import CaseFacts, Leave, Rulebook, assess, is_final
from billing.reference.reading import reference_rulebook
from billing.rules.case_fields import Fields
from billing.rules.case_json import case_facts
from tests.factories.billing.generated.random_cases import random_case
from tests.factories.billing.generated.strategies import Known, rulebooks, stays
from tests.factories.billing.stays import at, on, ready, stay

later = st.integers(1, 400).map(lambda days: timedelta(days=days))
RULES = reference_rulebook()


@st.composite
def any_terms(draw: DrawFn) -> Rulebook:
    rules, stops = draw(rulebooks()), draw(st.booleans())
    return Rulebook([replace(each, leave_stops_free_days=stops) for each in rules.terms], rules.rates)


def comes_to_the_same(known: Known, rules: Rulebook, days: timedelta) -> bool:
    now = assess(known.facts, as_of=known.as_of, rules=rules)
    then = assess(known.facts, as_of=known.as_of + days, rules=rules)
    return replace(then, as_of=now.as_of) == now


@given(stays(), any_terms(), later, st.booleans())
def test_what_is_final_stays_so(known: Known, rules: Rulebook, days: timedelta, is_back: bool) -> None:
    if is_back:
        leaves = tuple(replace(leave, ended_at=leave.began_at) for leave in known.facts.leaves)
        known = replace(known, facts=replace(known.facts, leaves=leaves))
    if is_final(known.facts, assess(known.facts, as_of=known.as_of, rules=rules)):
        assert comes_to_the_same(known, rules, days)


def test_what_is_final_stays_so_around_every_boundary() -> None:
    """And a good part of the cases is, or nothing would be spared."""
    rng, final = Random(11), 0
    for number in range(600):
        case = random_case(rng, number)
        fields = Fields(case)
        known = Known(case_facts(fields), fields.day("as_of"))
        if is_final(known.facts, assess(known.facts, as_of=known.as_of, rules=RULES)):
            final += 1
            assert all(comes_to_the_same(known, RULES, timedelta(days=days)) for days in (1, 4, 400))
    assert final > 150


def final_on(facts: CaseFacts, day: str) -> bool:
    return is_final(facts, assess(facts, as_of=on(day), rules=RULES))


def test_a_stay_that_has_ended_is_final_the_day_after() -> None:
    gone = stay(ready=(ready("2020-03-09 09:00"),), discharged_at=at("2020-03-14 10:00"))
    assert [final_on(gone, day) for day in ("2020-03-14", "2020-03-15")] == [False, True]


def test_a_stay_in_which_nobody_is_ready_is_final_until_something_happens() -> None:
    assert final_on(stay(ready=(), discharged_at=None), "2020-03-14")
    assert not final_on(stay(discharged_at=None), "2020-03-14")


def test_a_call_that_may_still_come_and_a_leave_that_has_no_end_are_waited_for() -> None:
    gone = stay(ready=(ready("2020-03-09 09:00"),), discharged_at=at("2020-03-10 10:00"))
    asked = replace(gone, sip_needed=True, sip_calls=())
    assert [final_on(asked, day) for day in ("2020-03-12", "2020-03-13")] == [False, True]
    away = replace(gone, leaves=(Leave(at("2020-03-09 12:00")),))
    assert not final_on(away, "2020-05-01")

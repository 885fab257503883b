"""Terms as data: which apply, what may not stand side by side, and every assumed rule turned around."""

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from billing.liability import (
    COUNTY,
    STATUTE,
    Care,
    CareTerms,
    CareType,
    InvalidTerms,
    Leave,
    Model,
    OutpatientStatement,
    OutpatientStatus,
    Rate,
    Reason,
    Rulebook,
    Settlement,
    SipWish,
    Unit,
    outlook_of,
)
from billing.reference.reading import reference_rates, reference_rulebook, reference_terms
from discharge.process.outlook import Outlook
from tests.factories.billing.stays import assessed, at, on, only, ready, rules_with, stay

PLAIN = CareTerms(COUNTY, frozenset(CareType), Unit.CALENDAR_DAYS, 2, name="A")


@pytest.mark.parametrize(
    ("payer", "care_type", "day", "unit", "free_days"),
    [
        ("0180", "somatic", "2019-12-31", "weekdays", 5),
        ("0180", "addiction", "2019-12-31", "weekdays", 30),
        ("0136", "somatic", "2020-01-01", "calendar_days", 2),
        ("0136", "child_psychiatric", "2020-01-01", "calendar_days", 5),
        (None, "psychiatric", "2020-01-01", "calendar_days", 5),
        ("0380", "somatic", "2018-01-01", "calendar_days", 2),
        ("0380", "psychiatric", "2018-12-31", "calendar_days", 29),
        ("0380", "psychiatric", "2019-01-01", "calendar_days", 2),
    ],
)
def test_the_terms_in_force(payer: str | None, care_type: str, day: str, unit: str, free_days: int) -> None:
    terms = reference_rulebook().terms_on(on(day), payer, CareType(care_type))
    assert terms is not None
    assert (terms.unit, terms.free_days) == (unit, free_days)


def test_the_reference_data_says_where_it_comes_from() -> None:
    rows: list[CareTerms | Rate] = [*reference_terms(), *reference_rates()]
    assert all(row.source and row.status in {"verified", "unverified", "invented"} for row in rows)
    assert {terms.model for terms in reference_terms()} == {Model.INDIVIDUAL}
    assert {rate.year for rate in reference_rates() if rate.status == "invented"} == {2024, 2025, 2026}


def test_a_municipality_of_its_own_goes_before_county_and_statute() -> None:
    own = replace(PLAIN, scope="0380", free_days=7)
    rules = Rulebook([PLAIN, own, replace(PLAIN, scope=STATUTE)], [])
    assert rules.terms_on(date(2020, 1, 1), "0380", CareType.SOMATIC) is own
    assert rules.terms_on(date(2020, 1, 1), "0180", CareType.SOMATIC) is PLAIN


def test_county_terms_that_end_are_missing_and_the_statute_does_not_step_in() -> None:
    rules = Rulebook([replace(PLAIN, valid_to=date(2020, 3, 8)), replace(PLAIN, scope=STATUTE)], [])
    assert assessed(stay(), rules=rules).reasons == ("terms_missing",)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {}),
        ({"valid_to": date(2020, 1, 1)}, {"valid_from": date(2020, 1, 1)}),
        ({"valid_from": date(2020, 1, 1), "valid_to": date(2020, 12, 31)}, {"valid_to": date(2020, 6, 1)}),
    ],
)
def test_overlapping_terms_are_refused(first: dict[str, Any], second: dict[str, Any]) -> None:
    both = [replace(PLAIN, **first), replace(PLAIN, name="B", **second)]
    with pytest.raises(InvalidTerms, match=r"Villkoren [AB] och [AB] gäller samtidigt"):
        Rulebook(both, [])


def test_terms_side_by_side() -> None:
    Rulebook(
        [
            replace(PLAIN, valid_to=date(2019, 12, 31)),
            replace(PLAIN, valid_from=date(2020, 1, 1)),
            replace(PLAIN, scope=STATUTE),
        ],
        [],
    )


def test_two_rates_for_one_year_are_refused() -> None:
    Rulebook([], [Rate(2020, 1), Rate(2020, 2, CareType.SOMATIC)])
    with pytest.raises(InvalidTerms, match="två dygnsbelopp för 2020"):
        Rulebook([], [Rate(2020, 1), Rate(2020, 2)])


@pytest.mark.parametrize(
    "changes",
    [
        {"free_days": -1},
        {"valid_from": date(2020, 1, 2), "valid_to": date(2020, 1, 1)},
        {"model": Model.AVERAGE},
        {"settlement": Settlement.EXCESS},
    ],
)
def test_terms_that_say_nothing_sensible_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidTerms, match="Villkoren A"):
        replace(PLAIN, **changes)


def test_no_free_days_at_all() -> None:
    assert assessed(stay(), rules=rules_with(free_days=0)).starts_on == (on("2020-03-10"),)


def test_another_cutoff() -> None:
    rules = rules_with(cutoff=time(9))
    assert assessed(stay(), rules=rules).starts_on == (on("2020-03-13"),)


def test_the_cutoff_is_that_of_the_terms_on_the_date_of_the_notice() -> None:
    early = replace(PLAIN, valid_to=date(2020, 3, 9), cutoff=time(9))
    late = replace(PLAIN, valid_from=date(2020, 3, 10), cutoff=time(15), free_days=4)
    period = assessed(stay(), rules=Rulebook([early, late], reference_rates())).periods[0]
    assert (period.day_zero, period.terms) == (on("2020-03-10"), late)


def test_the_cutoff_is_that_of_the_next_date_where_no_terms_cover_the_date_of_the_notice() -> None:
    first = replace(PLAIN, valid_from=date(2020, 3, 10), cutoff=time(9))
    assert assessed(stay(), rules=only(first)).starts_on == (on("2020-03-13"),)
    later = replace(first, cutoff=time(10))
    assert assessed(stay(), rules=only(later)).reasons == ("terms_missing",)


def test_the_discharge_day_charged() -> None:
    rules = rules_with(discharge_day_charged=True)
    assert assessed(stay(), rules=rules).days[-1] == on("2020-03-17")
    assert assessed(stay(), "2020-03-17", rules=rules).days[-1] == on("2020-03-16")
    died = stay(discharged_at=None, deceased_at=at("2020-03-17 11:00"))
    assert assessed(died, rules=rules).days[-1] == on("2020-03-16")
    withdrawn = stay(ready=(ready("2020-03-09 09:15", "2020-03-14 10:00"),))
    assert assessed(withdrawn, rules=rules).days[-1] == on("2020-03-13")
    early = stay(discharged_at=at("2020-03-11 11:00"))
    assert assessed(early, rules=rules).days == ()


def test_days_of_leave_charged() -> None:
    facts = stay(leaves=(Leave(at("2020-03-12 15:00"), at("2020-03-14 18:00")),))
    assert assessed(facts).amount == 3 * 8200
    assert assessed(facts, rules=rules_with(leave_days_charged=True)).amount == 5 * 8200


def test_leave_that_stops_the_free_days() -> None:
    facts = stay(leaves=(Leave(at("2020-03-10 15:00"), at("2020-03-12 18:00")),))
    rules = rules_with(leave_stops_free_days=True)
    assert assessed(facts, rules=rules).starts_on == (on("2020-03-14"),)
    lasting = stay(leaves=(Leave(at("2020-03-10 15:00")),), discharged_at=None)
    assert assessed(lasting, "2020-03-16", rules=rules).starts_on == (on("2020-03-18"),)


def test_free_days_that_are_not_given_again_after_a_withdrawal() -> None:
    rules = rules_with(new_count_after_withdrawal=False)
    facts = stay(ready=(ready("2020-03-09 09:00", "2020-03-11 10:00"), ready("2020-03-13 10:00")))
    assert assessed(facts).starts_on[1] == on("2020-03-16")
    assert assessed(facts, rules=rules).starts_on[1] == on("2020-03-15")


def test_outpatient_care_judged_once_for_the_whole_period() -> None:
    lost_on_the_way = (
        OutpatientStatement(at("2020-03-10 08:00"), OutpatientStatus.AVAILABLE),
        OutpatientStatement(at("2020-03-14 08:00"), OutpatientStatus.UNAVAILABLE),
    )
    facts = stay(outpatient_care_needed=True, outpatient_care=lost_on_the_way)
    assert len(assessed(facts).days) == 2
    assert len(assessed(facts, rules=rules_with(outpatient_care_judged_daily=False)).days) == 5


def test_a_call_to_a_sip_that_the_person_has_declined_may_be_asked_for_by_the_terms() -> None:
    facts = stay(sip_needed=True, sip_wishes=(SipWish(at("2020-03-10 00:00"), declines=True),))
    assert (len(assessed(facts).days), assessed(facts).reasons) == (5, ())
    assert assessed(facts).periods[0].sip_call_due_on is None
    asked = assessed(facts, rules=rules_with(declined_sip_waives_call=False))
    assert (asked.days, asked.reasons) == ((), (Reason.SIP_CALL_MISSING,))


def test_who_declines_waits_for_no_call() -> None:
    """Nothing is preliminary, and liability starts if nothing happens; who changes his mind is called."""
    facts = stay(
        sip_needed=True, discharged_at=None, sip_wishes=(SipWish(at("2020-03-10 00:00"), declines=True),)
    )
    assert outlook_of(assessed(facts, "2020-03-11")).outlook is Outlook.WILL_START
    changed = replace(facts, sip_wishes=(*facts.sip_wishes, SipWish(at("2020-03-11 00:00"), declines=False)))
    assert outlook_of(assessed(changed, "2020-03-11")).outlook is Outlook.PENDING


def test_the_model_does_not_change_what_a_case_costs_individually() -> None:
    rules = rules_with(model=Model.AVERAGE, settlement=Settlement.EXCESS)
    assert assessed(stay(), rules=rules).amount == 41000


def test_a_what_if_is_another_rulebook() -> None:
    weekdays = only(replace(PLAIN, unit=Unit.WEEKDAYS, free_days=5))
    assert assessed(stay(care=Care(CareType.SOMATIC, "0127")), rules=weekdays).starts_on == (
        on("2020-03-17"),
    )

"""What a what-if counts, case by case: against sums made in another way, and what always holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any, TypeVar

from hypothesis import given
from hypothesis import strategies as st

from billing.liability import (
    Care,
    CareType,
    Changes,
    Condition,
    Model,
    Rulebook,
    Settlement,
    Unit,
    assess,
    changed_rules,
)
from billing.reference.reading import reference_rulebook
from billing.rules.corrections import Total
from billing.rules.what_if import (
    Cell,
    Counted,
    WhatIfCount,
    changes_of,
    conditions_off,
    is_small,
    months_between,
)
from tests.factories.billing.generated.strategies import Known, rulebooks, stays
from tests.factories.billing.stays import at, ready, rules_with, stay

MARCH, APRIL = date(2020, 3, 1), date(2020, 4, 1)
MONTHS = list(months_between(date(2018, 1, 1), date(2025, 12, 1)))
T = TypeVar("T")
#: Nobody is left on the ward, and nothing waits for a call that may still come.
LATER = timedelta(days=60)

several = st.lists(stays(least=1), min_size=1, max_size=4)


def counted(
    known: Iterable[Known],
    rules: Rulebook,
    months: Iterable[date] = MONTHS,
    payers: Iterable[str] = (),
    without: frozenset[Condition] = frozenset(),
) -> dict[Cell, Counted]:
    count = WhatIfCount(rules, list(months), list(payers))
    for person, each in enumerate(known):
        found = assess(each.facts, as_of=each.as_of, rules=rules, without=without)
        count.add(person, each.facts.closed_on, found)
    return count.cells()


def all_days(cells: dict[Cell, Counted]) -> int:
    return sum(each.total.days for each in cells.values())


@given(several, rulebooks())
def test_individual_days_are_the_assessments_own(known: list[Known], rules: Rulebook) -> None:
    by_hand = Counter(
        Cell(period.care.payer, day.date.replace(day=1))
        for each in known
        for period in assess(each.facts, as_of=each.as_of, rules=rules).periods
        if period.care.payer
        for day in period.charged
    )
    found = {cell: each.total.days for cell, each in counted(known, rules).items()}
    assert found == {cell: days for cell, days in by_hand.items() if cell.month in MONTHS}


@given(several, rulebooks())
def test_no_change_changes_nothing(known: list[Known], rules: Rulebook) -> None:
    changed = changed_rules(rules, Changes(), [2020, 2021])
    assert counted(known, changed) == counted(known, rules)


@given(several, rulebooks(), st.sampled_from(Unit))
def test_one_more_free_day_never_gives_more_days(known: list[Known], rules: Rulebook, unit: Unit) -> None:
    [terms] = rules.terms
    fewer, more = (
        changed_rules(rules, Changes(free_days=dict.fromkeys(CareType, days), unit=unit), [])
        for days in (terms.free_days, terms.free_days + 1)
    )
    assert all_days(counted(known, more)) <= all_days(counted(known, fewer))


@given(several, rulebooks(), st.frozensets(st.sampled_from(Condition)), st.sampled_from(Condition))
def test_a_condition_switched_off_never_gives_fewer_days(
    known: list[Known], rules: Rulebook, without: frozenset[Condition], one_more: Condition
) -> None:
    fewer = counted(known, rules, without=without)
    more = counted(known, rules, without=without | {one_more})
    assert all_days(fewer) <= all_days(more)


@given(several, rulebooks(), st.integers(0, 6))
def test_under_the_average_model_days_are_those_over_the_level(
    known: list[Known], rules: Rulebook, level: int
) -> None:
    known = [Known(each.facts, each.as_of + LATER) for each in known]
    changes = Changes(
        free_days=dict.fromkeys(CareType, level), model=Model.AVERAGE, settlement=Settlement.EXCESS
    )
    averaged = changed_rules(rules, changes, [])
    sums: Counter[tuple[Cell, CareType]] = Counter()
    for each in known:
        closed_on = each.facts.closed_on
        found = assess(each.facts, as_of=each.as_of, rules=averaged)
        proper = each.facts.admission_notice_sent_at is not None
        care = each.facts.care
        if closed_on and proper and care.payer:
            days = sum(period.ready_days for period in found.periods)
            sums[Cell(care.payer, closed_on.replace(day=1)), care.care_type] += days - level
    expected: Counter[Cell] = Counter()
    for (cell, _), excess in sums.items():
        expected[cell] += max(0, excess)
    assert {cell: each.total.days for cell, each in counted(known, averaged).items()} == {
        cell: expected[cell] for cell, _ in sums
    }


def plain(**changes: Any) -> Known:
    """Ready on Monday 9 March 2020, home on the 17th: eight days ready, five of them charged."""
    return Known(stay(**changes), date(2020, 5, 1))


def test_months_and_municipalities_that_were_not_asked_about_are_left_out() -> None:
    long = plain(discharged_at=at("2020-04-03 10:00"))
    rules = reference_rulebook()
    assert counted([long], rules, [APRIL]) == {Cell("0180", APRIL): Counted(1, Total(2, 16400))}
    assert counted([long], rules, [MARCH], ["0126"]) == {}


def test_a_person_with_two_cases_is_one() -> None:
    count = WhatIfCount(reference_rulebook(), [MARCH], [])
    for person in ("a", "a", "b"):
        facts = plain().facts
        count.add(person, facts.closed_on, assess(facts, as_of=date(2020, 5, 1), rules=reference_rulebook()))
    assert count.cells() == {Cell("0180", MARCH): Counted(2, Total(15, 15 * 8200))}


def test_both_settlements() -> None:
    known = [plain(), plain(discharged_at=at("2020-03-09 15:00"))]
    for settlement, days in ((Settlement.EXCESS, 8 - 2 * 2), (Settlement.INDIVIDUAL_WHEN_EXCEEDED, 5)):
        rules = rules_with(model=Model.AVERAGE, settlement=settlement)
        assert counted(known, rules, [MARCH]) == {Cell("0180", MARCH): Counted(2, Total(days, days * 8200))}


def test_kinds_of_care_are_settled_by_themselves() -> None:
    """A long psychiatric stay is not made up for by short somatic ones."""
    psychiatric = plain(care=Care(CareType.PSYCHIATRIC, "0180"))
    known = [plain(discharged_at=at("2020-03-09 15:00"))] * 3 + [psychiatric]
    rules = rules_with(model=Model.AVERAGE, settlement=Settlement.EXCESS, free_days=2)
    assert counted(known, rules, [MARCH])[Cell("0180", MARCH)].total.days == 6


def test_a_missing_rate_is_counted_apart_and_a_rate_can_be_asked_for() -> None:
    known = [
        Known(
            stay(
                admitted_at=at("2021-03-02 20:00"),
                ready=(ready("2021-03-09 09:15"),),
                discharged_at=at("2021-03-17 11:00"),
            ),
            date(2021, 5, 1),
        )
    ]
    month = date(2021, 3, 1)
    assert counted(known, reference_rulebook(), [month]) == {
        Cell("0180", month): Counted(1, Total(5, 0, days_without_rate=5))
    }
    priced = changed_rules(reference_rulebook(), Changes(rate=9000), [2021])
    assert counted(known, priced, [month]) == {Cell("0180", month): Counted(1, Total(5, 45000))}


def test_only_the_chosen_kinds_of_care_change() -> None:
    changes = Changes(frozenset([CareType.PSYCHIATRIC]), unit=Unit.WEEKDAYS, cutoff=time(9), rate=1)
    rules = changed_rules(reference_rulebook(), changes, [2020])
    before, day = reference_rulebook(), date(2020, 3, 9)
    assert rules.terms_on(day, "0180", CareType.SOMATIC) == replace(
        _known(before.terms_on(day, "0180", CareType.SOMATIC)), care_types=frozenset([CareType.SOMATIC])
    )
    changed = _known(rules.terms_on(day, "0180", CareType.PSYCHIATRIC))
    assert (changed.unit, changed.free_days, changed.cutoff) == (Unit.WEEKDAYS, 5, time(9))
    assert [_known(rules.rate_on(day, each)).kronor for each in CareType] == [8200, 1, 8200, 8200]
    assert _known(rules.rate_on(date(2019, 3, 9), CareType.PSYCHIATRIC)).kronor != 1


def test_i7_free_days_change_for_the_kind_of_care_that_is_asked_about() -> None:
    """Fault I7: "3 fristdagar" changed psychiatry from 5 to 3 too."""
    rules = changed_rules(reference_rulebook(), Changes(free_days={CareType.SOMATIC: 3}), [])
    found = [_known(rules.terms_on(date(2020, 3, 9), "0180", each)).free_days for each in CareType]
    assert found == [3, 5, 5, 5]


def _known(found: T | None) -> T:
    assert found is not None
    return found


def test_the_question_is_read_as_it_was_kept() -> None:
    asked = {
        "care_types": ["somatic"],
        "free_days": {"somatic": 0},
        "unit": "weekdays",
        "cutoff": "09:00:00",
        "model": "average",
        "settlement": "excess",
        "rate": 1,
        "without": ["sip_call"],
    }
    assert changes_of(asked) == Changes(
        frozenset([CareType.SOMATIC]),
        Unit.WEEKDAYS,
        {CareType.SOMATIC: 0},
        time(9),
        Model.AVERAGE,
        Settlement.EXCESS,
        1,
    )
    assert conditions_off(asked) == {Condition.SIP_CALL}
    assert changes_of({}) == Changes()
    assert conditions_off({}) == frozenset()


def test_a_figure_about_fewer_than_five_on_either_side_is_small() -> None:
    sizes = ((5, 5, False), (4, 5, True), (5, 4, True), (0, 9, True))
    assert all(is_small(Counted(was), Counted(other)) is small for was, other, small in sizes)

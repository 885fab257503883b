"""From the facts of a case, terms and rates to days, amounts and reasons: LUS (2017:612) chapter 5."""

from datetime import date

from billing.liability.conditions import Without, case_reasons
from billing.liability.facts import CaseFacts, refuse_facts_after
from billing.liability.period import Case, Period
from billing.liability.results import Assessment, PeriodAssessment, Reason
from billing.liability.terms import Rulebook


def assess(facts: CaseFacts, *, as_of: date, rules: Rulebook, without: Without = frozenset()) -> Assessment:
    """Care days before `as_of` are complete. `without` are conditions switched off in a what-if."""
    refuse_facts_after(facts, as_of)
    case = Case(facts, as_of, rules, without, tuple(case_reasons(facts, as_of, without)))
    periods = _periods(case)
    return Assessment(as_of, _all_reasons(case, periods), periods)


def _periods(case: Case) -> tuple[PeriodAssessment, ...]:
    """Counted in the order of time, since free days may carry over; handed back in the order given."""
    ready = case.facts.ready
    found: dict[int, PeriodAssessment] = {}
    free_days_used = 0
    for number in sorted(range(len(ready)), key=lambda number: ready[number].sent_at):
        found[number] = Period(case, ready[number], free_days_used).assessment()
        free_days_used += sum(day.free_day > 0 for day in found[number].care_days)
    return tuple(found[number] for number in range(len(ready)))


def _all_reasons(case: Case, periods: tuple[PeriodAssessment, ...]) -> tuple[Reason, ...]:
    reasons = set(case.reasons)
    for period in periods:
        reasons.update(period.reasons)
        for day in period.care_days:
            reasons.update(day.reasons)
    return tuple(sorted(reasons))

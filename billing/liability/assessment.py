"""From the facts of a case, terms and rates to days, amounts and reasons: LUS (2017:612) chapter 5."""

from datetime import date

from billing.liability.conditions import Without
from billing.liability.facts import CaseFacts, refuse_facts_after
from billing.liability.period import Computation, Period
from billing.liability.reasons import Reason
from billing.liability.results import Assessment, PeriodAssessment
from billing.liability.terms import Rulebook


def assess(facts: CaseFacts, *, as_of: date, rules: Rulebook, without: Without = frozenset()) -> Assessment:
    """Care days before `as_of` are complete. `without` are conditions switched off in a what-if."""
    refuse_facts_after(facts, as_of)
    computation = Computation(facts, as_of, rules, without)
    found = _by_position(computation)
    charged = tuple([day for period in found.values() for day in period.charged])
    in_given_order = tuple([found[position] for position in range(len(found))])
    reasons = _all_reasons(computation, in_given_order)
    return Assessment(as_of, reasons, computation.causes, in_given_order, charged)


def _by_position(computation: Computation) -> dict[int, PeriodAssessment]:
    """The periods in the order of time, since free days may carry over, by their place in the facts."""
    ready = computation.facts.ready
    found: dict[int, PeriodAssessment] = {}
    for position in sorted(range(len(ready)), key=lambda position: ready[position].sent_at):
        used = sum([day.free_day > 0 for earlier in found.values() for day in earlier.care_days])
        found[position] = Period(computation, ready[position], used).assessment()
    return found


def _all_reasons(computation: Computation, periods: tuple[PeriodAssessment, ...]) -> tuple[Reason, ...]:
    reasons = {cause.reason for cause in computation.causes}
    for period in periods:
        reasons.update(period.reasons)
        for day in period.care_days:
            if day.reasons:
                reasons.update(day.reasons)
    return tuple(sorted(reasons))

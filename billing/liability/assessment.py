"""From the facts of a case, terms and rates to days, amounts and reasons: LUS (2017:612) chapter 5."""

from datetime import date

from billing.liability.conditions import Without
from billing.liability.facts import CaseFacts, refuse_facts_after
from billing.liability.period import Computation, Period
from billing.liability.reasons import Cause, Reason
from billing.liability.results import Assessment, PeriodAssessment
from billing.liability.terms import Rulebook


def assess(facts: CaseFacts, *, as_of: date, rules: Rulebook, without: Without = frozenset()) -> Assessment:
    """Care days before `as_of` are complete. `without` are conditions switched off in a what-if."""
    refuse_facts_after(facts, as_of)
    if facts.mistaken:
        return _nothing(as_of)
    computation = Computation(facts, as_of, rules, without)
    # In the order of time, since free days may carry over, by their place in the facts.
    ready = computation.facts.ready
    found: dict[int, PeriodAssessment] = {}
    for position in sorted(range(len(ready)), key=lambda position: ready[position].sent_at):
        used = sum([day.free_day > 0 for earlier in found.values() for day in earlier.care_days])
        found[position] = Period(computation, ready[position], used).assessment()
    charged = tuple([day for period in found.values() for day in period.charged])
    in_given_order = tuple([found[position] for position in range(len(found))])
    reasons = {cause.reason for cause in computation.causes}
    for period in in_given_order:
        reasons.update(period.reasons)
        for day in period.care_days:
            if day.reasons:
                reasons.update(day.reasons)
    return Assessment(as_of, tuple(sorted(reasons)), computation.causes, in_given_order, charged)


def _nothing(as_of: date) -> Assessment:
    """Of a case about the wrong person: nobody was ready, nobody pays, nothing else is asked (assumed)."""
    return Assessment(as_of, (Reason.MISTAKEN,), (Cause(Reason.MISTAKEN),), (), ())


def is_final(facts: CaseFacts, assessment: Assessment) -> bool:
    """Whether the same facts come to the same on every day after that of the assessment.

    What may still come to something else: a period that runs, or that ended on the very day; a leave that
    nobody has ended; a SIP call that may still come in time.
    """
    has_ended = all(
        period.ended_on is not None and period.ended_on < assessment.as_of for period in assessment.periods
    )
    is_away = any(leave.ended_at is None for leave in facts.leaves)
    return has_ended and not is_away and not assessment.preliminary

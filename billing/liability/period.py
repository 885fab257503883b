"""One ready period: its end, and each calendar day from the notice on."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain
from operator import itemgetter

from billing.liability import conditions
from billing.liability.conditions import Without, declined_sip, in_force, leave_dates, sip_call_due_on
from billing.liability.count import count_from
from billing.liability.facts import CaseFacts, ReadyPeriodFacts
from billing.liability.reasons import Cause, Condition, Reason
from billing.liability.results import CareDay, DayState, EndedBy, PeriodAssessment
from billing.liability.terms import Rulebook
from municipalities.swedish.clock import ONE_DAY, local_date

# A million cases make ten million days, and to look a member up in its enum takes a quarter of a day's time.
_FREE, _CHARGED, _NOT_CHARGED = DayState.FREE, DayState.CHARGED, DayState.NOT_CHARGED


class Computation:
    """What the periods of one case have in common."""

    def __init__(self, facts: CaseFacts, as_of: date, rules: Rulebook, without: Without) -> None:
        self.facts = facts
        self.as_of = as_of
        self.rules = rules
        self.without = without
        of_case = in_force(conditions.OF_CASE, without)
        self.causes = tuple([cause for rule in of_case if (cause := rule.cause(facts, as_of))])
        # Most cases have none of these, and then no day needs a judgement of its own.
        of_day = in_force(conditions.OF_DAY, without)
        self.of_days = [(rule, causes) for rule in of_day if (causes := rule.causes(facts, as_of))]

    def leave(self) -> frozenset[date]:
        """The dates on which the person is away for the night: few terms ask."""
        return frozenset(leave_dates(self.facts, self.as_of))


class Period:
    def __init__(self, computation: Computation, ready: ReadyPeriodFacts, free_days_used: int) -> None:
        facts, without = computation.facts, computation.without
        self.computation = computation
        self.ready = ready
        self.count = count_from(ready, facts, computation.rules, computation.leave, free_days_used)
        self.ended_at, self.ended_by = _find_ending(facts, ready)
        self.ended_on = local_date(self.ended_at) if self.ended_at else None
        # The first date that is no complete day of the period.
        self.until = self.ended_on or computation.as_of
        as_of, count = computation.as_of, self.count
        of_period = in_force(conditions.OF_PERIOD, without)
        own = [cause for rule in of_period if (cause := rule.cause(facts, count, as_of))]
        self.causes = (*computation.causes, *own)
        self.reasons = tuple([cause.reason for cause in self.causes])
        terms, starts_on = count.terms, count.starts_on
        self.of_days = [
            tuple(causes if terms is None or starts_on is None else rule.under(causes, terms, starts_on))
            for rule, causes in computation.of_days
        ]
        # The dates on which a day's reasons may be others than those of the day before.
        self.turns = {
            day for causes in self.of_days for cause in causes for day in (cause.first, cause.before)
        }
        self.reasons_before: tuple[Reason, ...] | None = None

    def assessment(self) -> PeriodAssessment:
        count, facts = self.count, self.computation.facts
        care_days = tuple(self._care_days())
        as_of, starts_on = self.computation.as_of, count.starts_on
        ahead: tuple[Cause, ...] = ()
        if self.ended_on is None:
            ahead = (*self.causes, *self._causes_on(max(as_of, starts_on) if starts_on else as_of))
        asks_for_call = Condition.SIP_CALL not in self.computation.without
        return PeriodAssessment(
            ready=self.ready,
            care=count.care,
            day_zero=count.day_zero,
            terms=count.terms,
            cutoff=count.cutoff,
            starts_on=starts_on,
            free_days_used=count.used,
            sip_call_due_on=sip_call_due_on(facts, count) if asks_for_call else None,
            sip_declined_by=declined_sip(facts, count) if facts.asks_for_sip_call else None,
            ended_at=self.ended_at,
            ended_on=self.ended_on,
            ended_by=self.ended_by,
            # The cut-off plays no part here: days ready run from the date of the notice.
            ready_days=max(0, (self.until - count.notice_on).days),
            free_days_left=0 if self.ended_on else sum([day >= self.until for day in count.free_days]),
            reasons=self.reasons,
            ahead=ahead,
            causes=(*self.causes, *chain.from_iterable(self.of_days)) if self.of_days else self.causes,
            care_days=care_days,
            charged=tuple([day for day in care_days if day.state is _CHARGED]),
        )

    def _care_days(self) -> Iterator[CareDay]:
        count, until = self.count, self.until
        numbers = {day: number for number, day in enumerate(count.free_days, start=1)}
        day = count.notice_on
        # Without a start no day is free.
        free_until = min(count.starts_on or day, until)
        while day < free_until:
            yield CareDay(day, _FREE, numbers.get(day, 0))
            day += ONE_DAY
        while day < until:
            yield self._judge_day(day)
            day += ONE_DAY
        if self.ended_on is not None and self.ended_on >= count.notice_on:
            yield self._judge_day(day) if self._discharge_day_charged() else CareDay(day, DayState.ENDED)

    def _discharge_day_charged(self) -> bool:
        """Care nights are charged, so not the day of discharge, unless the terms say so."""
        count = self.count
        if count.terms is None or count.starts_on is None or self.ended_on is None:
            return False
        charged = count.terms.discharge_day_charged and self.ended_by is EndedBy.DISCHARGE
        return charged and count.starts_on <= self.ended_on < self.computation.as_of

    def _judge_day(self, day: date) -> CareDay:
        reasons = self.reasons
        if self.of_days:
            # Days are asked for in their order, and most are as the one before.
            if self.reasons_before is None or day in self.turns:
                self.reasons_before = self.reasons + tuple([cause.reason for cause in self._causes_on(day)])
            reasons = self.reasons_before
        if reasons:
            return CareDay(day, _NOT_CHARGED, 0, reasons)
        rate = self.computation.rules.rate_on(day, self.count.care.care_type)
        return CareDay(day, _CHARGED, 0, (), rate)

    def _causes_on(self, day: date) -> list[Cause]:
        """What stops this day alone: of each rule the first cause that holds. Without terms there is none."""
        found = []
        for causes in self.of_days if self.count.terms else ():
            for cause in causes:
                if cause.holds_on(day):
                    found.append(cause)
                    break
        return found


def _find_ending(facts: CaseFacts, ready: ReadyPeriodFacts) -> tuple[datetime | None, EndedBy | None]:
    ends = (
        (facts.discharged_at, EndedBy.DISCHARGE),
        (facts.deceased_at, EndedBy.DEATH),
        (ready.withdrawn_at, EndedBy.WITHDRAWAL),
    )
    happened = [(moment, ended_by) for moment, ended_by in ends if moment is not None]
    return min(happened, key=itemgetter(0)) if happened else (None, None)

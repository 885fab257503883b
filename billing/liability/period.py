"""One ready period: its end, and each calendar day from the notice on."""

from collections.abc import Iterator
from datetime import date
from operator import itemgetter

from billing.liability.conditions import OutpatientCare, Without, sip_call_due_on, sip_reason
from billing.liability.count import count_from, leave_dates
from billing.liability.dates import ONE_DAY, stockholm_date
from billing.liability.facts import CaseFacts, ReadyPeriodFacts
from billing.liability.results import (
    CareDay,
    DayState,
    EndedBy,
    PeriodAssessment,
    Reason,
)
from billing.liability.terms import Rulebook


class Computation:
    """What the periods of one case have in common."""

    def __init__(
        self, facts: CaseFacts, as_of: date, rules: Rulebook, without: Without, reasons: tuple[Reason, ...]
    ) -> None:
        self.facts = facts
        self.as_of = as_of
        self.rules = rules
        self.without = without
        self.reasons = reasons
        self.outpatient_care = OutpatientCare(facts, without)
        self.leave = frozenset(leave_dates(facts, as_of))
        # Most cases have neither, and then no day needs a judgement of its own.
        self.judged_daily = self.outpatient_care.judged or bool(self.leave)


class Period:
    def __init__(self, computation: Computation, ready: ReadyPeriodFacts, free_days_used: int) -> None:
        self.computation = computation
        self.ready = ready
        self.count = count_from(
            ready, computation.facts, computation.rules, computation.leave, free_days_used
        )
        self.ended_on, self.ended_by = _ending(computation.facts, ready)
        # The first date that is no complete day of the period.
        self.until = self.ended_on or computation.as_of
        self.sip_call_due_on = sip_call_due_on(computation.facts, self.count.notice_on, computation.without)
        self.reasons = computation.reasons + tuple(self._own_reasons())

    def assessment(self) -> PeriodAssessment:
        count = self.count
        care_days = tuple(self._care_days())
        return PeriodAssessment(
            ready=self.ready,
            care=count.care,
            day_zero=count.day_zero,
            terms=count.terms,
            starts_on=count.starts_on,
            sip_call_due_on=self.sip_call_due_on,
            ended_on=self.ended_on,
            ended_by=self.ended_by,
            # The cut-off plays no part here: days ready run from the date of the notice.
            ready_days=max(0, (self.until - count.notice_on).days),
            free_days_left=0 if self.ended_on else sum([day >= self.until for day in count.free_days]),
            reasons=self.reasons,
            ahead=self._reasons_ahead(),
            care_days=care_days,
            charged=tuple([day for day in care_days if day.state is DayState.CHARGED]),
        )

    def _own_reasons(self) -> Iterator[Reason]:
        if self.count.care.payer is None:
            yield Reason.NO_MUNICIPALITY
        if self.count.terms is None:
            yield Reason.TERMS_MISSING
        reason = sip_reason(self.computation.facts, self.sip_call_due_on, self.computation.as_of)
        if reason is not None:
            yield reason

    def _care_days(self) -> Iterator[CareDay]:
        numbers = {day: number for number, day in enumerate(self.count.free_days, start=1)}
        starts_on = self.count.starts_on
        day = self.count.notice_on
        while day < self.until:
            if starts_on is not None and day < starts_on:
                yield CareDay(day, DayState.FREE, numbers.get(day, 0))
            else:
                yield self._judged(day)
            day += ONE_DAY
        if self.ended_on is not None and self.ended_on >= self.count.notice_on:
            yield self._judged(day) if self._discharge_day_charged() else CareDay(day, DayState.ENDED)

    def _discharge_day_charged(self) -> bool:
        """Care nights are charged, so not the day of discharge, unless the terms say so."""
        count = self.count
        if count.terms is None or count.starts_on is None or self.ended_on is None:
            return False
        charged = count.terms.discharge_day_charged and self.ended_by is EndedBy.DISCHARGE
        return charged and count.starts_on <= self.ended_on < self.computation.as_of

    def _judged(self, day: date) -> CareDay:
        reasons = self.reasons
        if self.computation.judged_daily:
            reasons += self._reasons_on(day)
        if reasons:
            return CareDay(day, DayState.NOT_CHARGED, reasons=reasons)
        rate = self.computation.rules.rate_on(day, self.count.care.care_type)
        return CareDay(day, DayState.CHARGED, rate=rate)

    def _reasons_on(self, day: date) -> tuple[Reason, ...]:
        terms, starts_on = self.count.terms, self.count.starts_on
        if terms is None or starts_on is None:
            return ()
        stated_by = day if terms.outpatient_care_judged_daily else starts_on
        reasons = self.computation.outpatient_care.reasons_on(stated_by)
        if day in self.computation.leave and not terms.leave_days_charged:
            return (*reasons, Reason.ON_LEAVE)
        return reasons

    def _reasons_ahead(self) -> tuple[Reason, ...]:
        if self.ended_on is not None:
            return ()
        as_of, starts_on = self.computation.as_of, self.count.starts_on
        return self.reasons + self._reasons_on(max(as_of, starts_on) if starts_on else as_of)


def _ending(facts: CaseFacts, ready: ReadyPeriodFacts) -> tuple[date | None, EndedBy | None]:
    ends = (
        (facts.discharged_at, EndedBy.DISCHARGE),
        (facts.deceased_at, EndedBy.DEATH),
        (ready.withdrawn_at, EndedBy.WITHDRAWAL),
    )
    happened = [(moment, ended_by) for moment, ended_by in ends if moment is not None]
    if not happened:
        return None, None
    moment, ended_by = min(happened, key=itemgetter(0))
    return stockholm_date(moment), ended_by

"""Day zero, free days and the start of liability for one ready notice."""

from collections.abc import Callable, Iterator
from datetime import date, time
from itertools import islice
from typing import NamedTuple

from billing.liability.facts import Care, CaseFacts, ReadyPeriodFacts
from billing.liability.terms import NOON, CareTerms, Rulebook, Unit
from municipalities.swedish.clock import ONE_DAY, STOCKHOLM, local_date
from municipalities.swedish.weekdays import is_weekday


class Count(NamedTuple):
    """`care` is that of day zero, also after a transfer or a move. Without terms there is no start.

    A notice after the `cutoff` counts from the next date. `used` are the free days of earlier periods that
    the terms do not give again. The days for the call to SIP run from `call_from`.
    """

    notice_on: date
    call_from: date
    cutoff: time
    day_zero: date
    care: Care
    terms: CareTerms | None
    free_days: tuple[date, ...]
    starts_on: date | None
    used: int = 0


def count_from(
    ready: ReadyPeriodFacts,
    facts: CaseFacts,
    rules: Rulebook,
    leave: Callable[[], frozenset[date]],
    used: int,
) -> Count:
    """`leave` answers on which dates the person is away, `used` are the free days of earlier periods."""
    sent = ready.sent_at.astimezone(STOCKHOLM)
    notice_on = sent.date()
    call_from = max(notice_on, local_date(ready.call_from)) if ready.call_from else notice_on
    cutoff = _cutoff_on(notice_on, facts, rules)
    day_zero = notice_on if sent.time() <= cutoff else notice_on + ONE_DAY
    care = facts.care_on(day_zero)
    terms = rules.terms_on(day_zero, care.payer, care.care_type)
    if terms is None:
        return Count(notice_on, call_from, cutoff, day_zero, care, None, (), None)
    if terms.new_count_after_withdrawal:
        used = 0
    left = max(0, terms.free_days - used)
    paused = leave() if terms.leave_stops_free_days else frozenset()
    free_days = tuple(islice(_days_that_count(terms, day_zero, paused), left))
    starts_on = (free_days[-1] if free_days else day_zero) + ONE_DAY
    return Count(notice_on, call_from, cutoff, day_zero, care, terms, free_days, starts_on, used)


def _cutoff_on(notice_on: date, facts: CaseFacts, rules: Rulebook) -> time:
    """That of the terms on the date of the notice, or else of those on the next date."""
    care = facts.care_on(notice_on)
    terms = rules.terms_on(notice_on, care.payer, care.care_type)
    if terms is None:
        terms = rules.terms_on(notice_on + ONE_DAY, care.payer, care.care_type)
    return terms.cutoff if terms else NOON


def _days_that_count(terms: CareTerms, day_zero: date, paused: frozenset[date]) -> Iterator[date]:
    day, every_day = day_zero, terms.unit is Unit.CALENDAR_DAYS
    while True:
        day += ONE_DAY
        if day not in paused and (every_day or is_weekday(day)):
            yield day

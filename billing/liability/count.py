"""Day zero, free days and the start of liability for one ready notice."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from billing.liability.dates import ONE_DAY, STOCKHOLM, is_weekday, stockholm_date
from billing.liability.facts import Care, CaseFacts, ReadyPeriodFacts
from billing.liability.terms import NOON, Rulebook, Terms, Unit


@dataclass(frozen=True, slots=True)
class Count:
    """`care` is that of day zero, also after a transfer or a move. Without terms there is no start."""

    notice_on: date
    day_zero: date
    care: Care
    terms: Terms | None
    free_days: tuple[date, ...]
    starts_on: date | None


def count_from(
    ready: ReadyPeriodFacts, facts: CaseFacts, rules: Rulebook, leave: frozenset[date], used: int
) -> Count:
    """`used` are the free days of earlier periods, which some terms do not give again."""
    sent = ready.sent_at.astimezone(STOCKHOLM)
    day_zero = _day_zero(sent, facts, rules)
    care = facts.care_on(day_zero)
    terms = rules.terms_on(day_zero, care.payer, care.care_type)
    if terms is None:
        return Count(sent.date(), day_zero, care, None, (), None)
    left = terms.free_days if terms.new_count_after_withdrawal else max(0, terms.free_days - used)
    free_days = tuple(islice(_days_that_count(terms, day_zero, leave), left))
    starts_on = (free_days[-1] if free_days else day_zero) + ONE_DAY
    return Count(sent.date(), day_zero, care, terms, free_days, starts_on)


def _day_zero(sent: datetime, facts: CaseFacts, rules: Rulebook) -> date:
    """The cut-off is that of the terms on the date of the notice, or else of those on the next date."""
    notice_on = sent.date()
    care = facts.care_on(notice_on)
    terms = rules.terms_on(notice_on, care.payer, care.care_type)
    if terms is None:
        terms = rules.terms_on(notice_on + ONE_DAY, care.payer, care.care_type)
    cutoff = terms.cutoff if terms else NOON
    return notice_on if sent.time() <= cutoff else notice_on + ONE_DAY


def _days_that_count(terms: Terms, day_zero: date, leave: frozenset[date]) -> Iterator[date]:
    day = day_zero
    while True:
        day += ONE_DAY
        on_paused_leave = terms.leave_stops_free_days and day in leave
        if not on_paused_leave and (terms.unit is Unit.CALENDAR_DAYS or is_weekday(day)):
            yield day


def leave_dates(facts: CaseFacts, as_of: date) -> Iterator[date]:
    """The dates on which the person is away for the night; a leave within one date has none."""
    for leave in facts.leaves:
        day = stockholm_date(leave.began_at)
        back_on = as_of if leave.ended_at is None else stockholm_date(leave.ended_at)
        while day < back_on:
            yield day
            day += ONE_DAY

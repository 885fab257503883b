"""Before the money: when liability starts if nothing happens, what is missing for it, and what stops it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from billing.liability import CareDay
from billing.presenters.explanation.days import tag_and_word
from billing.presenters.explanation.reasons import Reasons
from billing.presenters.liability import RATE_MISSING, kronor
from billing.presenters.tags import Tag
from billing.rules.explanation import ExplainedPeriod, Messages, Why
from discharge.models import Case
from discharge.presenters import liability as words
from discharge.presenters.liability import Names
from municipalities.swedish.clock import full_day_words
from municipalities.swedish.lists import and_list
from municipalities.swedish.months import month_of, month_words

#: Asked for where a sentence gives its reasons: most have none to give.
ReadMessages = Callable[[], Messages]

#: A strip longer than this says less than its numbers; the page behind the panel has every day.
MOST_DAYS = 14


@dataclass(frozen=True, slots=True)
class BeforeTheMoney:
    """A period that runs: what comes of it, in sentences."""

    sentence: str
    to_do: list[str]
    stopped_by: str
    free_days_left: int
    ready_days: int
    state: str


def before_the_money(why: Why, read: ReadMessages, names: Names) -> BeforeTheMoney | None:
    """None where nobody is ready for discharge now."""
    outlook, period, today = why.outlook, why.running, why.as_of
    if period is None:
        return None
    return BeforeTheMoney(
        sentence=_sentence(why, period, read),
        to_do=words.to_do(outlook, names, today),
        stopped_by=words.stopped_by(outlook, names, period.told.free_to_go_on, today),
        free_days_left=period.told.free_days_left,
        ready_days=period.told.ready_days,
        state=Case.LiabilityState(outlook.outlook).label,
    )


@dataclass(frozen=True, slots=True)
class StripDay:
    """One day of the strip, as on the why page."""

    date: date
    state: str
    tag: Tag
    short: str
    is_coming: bool


@dataclass(frozen=True, slots=True)
class PanelWords:
    """The case page's panel: the period that runs, or else the last one; and the sum of all."""

    before: BeforeTheMoney | None
    sum: str
    days: list[StripDay]
    days_before: int


def panel_words(why: Why, read: ReadMessages, names: Names) -> PanelWords:
    days = day_strip(why.running or why.periods[-1]) if why.periods else []
    charged = why.assessment.charged
    amount = why.assessment.amount
    return PanelWords(
        before=before_the_money(why, read, names),
        sum=f"{len(charged)} dygn, {RATE_MISSING.lower() if amount is None else kronor(amount)}",
        days=days[-MOST_DAYS:],
        days_before=max(0, len(days) - MOST_DAYS),
    )


def liability_words(why: Why, read: ReadMessages) -> str:
    """How liability stands: what it comes to so far, and what comes if nothing happens."""
    charged, amount = why.assessment.charged, why.assessment.amount
    so_far = f"{len(charged)} dygn hittills, {RATE_MISSING.lower() if amount is None else kronor(amount)}."
    period = why.running
    if period is None:
        return f"ingen är utskrivningsklar; {so_far}"
    return f"{so_far} {_sentence(why, period, read)}"


def charged_days(why: Why | None) -> str:
    """From when liability runs, and the days that it has come to."""
    days = [day.date for day in why.assessment.charged] if why else []
    if not days:
        return ""
    return f"Debiterade dagar: {full_day_words(days[0])} till {full_day_words(days[-1])}."


def closed_months(why: Why | None, then: Why, closed_until: date | None) -> list[str]:
    """Which of the days that differ lie in months that are closed: what is said of them, if any do."""
    before, after = ({day.date for day in one.assessment.charged} if one else set() for one in (why, then))
    months = sorted(
        {month for day in before ^ after if closed_until and (month := month_of(day)) <= closed_until}
    )
    if not months:
        return []
    names = and_list(month_words(month) for month in months)
    is_or_are = "är stängda" if len(months) > 1 else "är stängd"
    return [
        f"{names[:1].upper()}{names[1:]} {is_or_are}: skillnaden blir en korrigering i den öppna månaden."
    ]


def day_strip(period: ExplainedPeriod) -> list[StripDay]:
    """The days so far and those that come, each with its colour, icon and word."""
    so_far = [_strip_day(day, period, is_coming=False) for day in period.told.care_days]
    return so_far + [_strip_day(day, period, is_coming=True) for day in period.coming]


def _strip_day(day: CareDay, period: ExplainedPeriod, *, is_coming: bool) -> StripDay:
    return StripDay(day.date, day.state.value, *tag_and_word(day, period.told), is_coming)


def _sentence(why: Why, period: ExplainedPeriod, read: ReadMessages) -> str:
    def because() -> str:
        """What stands between today, or the start, and the money."""
        return "; ".join(said.text for said in Reasons(why, period, read()).clauses_ahead())

    return words.liability_sentence(why.outlook, because, why.as_of)

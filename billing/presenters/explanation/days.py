"""Each calendar day of a ready period in words: free day 1 of 2, charged 8 200 kr, not charged because …"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from billing.liability import CareDay, DayState, EndedBy, PeriodAssessment, Place
from billing.models import LedgerDay
from billing.presenters.explanation.messages import Ref, message_refs
from billing.presenters.explanation.reasons import Clause, Reasons
from billing.presenters.liability import RATE_MISSING, RATE_NOTES, kronor
from billing.presenters.tags import Tag
from discharge.process import Tells
from municipalities.swedish.clock import local_date, weekday_words

TAGS = {
    DayState.FREE: Tag("neutral", "waiting", "Fristdag"),
    DayState.CHARGED: Tag("danger", "money", "Debiteras"),
    DayState.NOT_CHARGED: Tag("neutral", "none", "Debiteras inte"),
    DayState.ENDED: Tag("neutral", "closed", "Slut"),
}
#: The same where a strip has room for one word.
SHORT = {
    DayState.FREE: "fristdag",
    DayState.CHARGED: "ansvar",
    DayState.NOT_CHARGED: "ej ansvar",
    DayState.ENDED: "slut",
}
#: A day before liability that is not among the free days: day zero, the day of a late notice, a weekend.
NOT_COUNTED = (Tag("neutral", "none", "Räknas inte"), "räknas inte")
PLACES = {
    Place.NOTICE: NOT_COUNTED,
    Place.DAY_ZERO: (Tag("neutral", "none", "Dag noll"), "dag noll"),
    Place.NOT_COUNTED: NOT_COUNTED,
}
ENDINGS = {
    EndedBy.DISCHARGE: "Utskriven",
    EndedBy.DEATH: "Avliden",
    EndedBy.WITHDRAWAL: "Utskrivningsklar återtogs",
}
ENDING_MESSAGES = {
    EndedBy.DISCHARGE: Tells.DISCHARGED,
    EndedBy.DEATH: Tells.DIED,
}


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day. `is_coming`: it has not ended, and is told as it will be if nothing happens.

    `billed` is said where the day's month is closed, and was closed with something else.
    """

    date: date
    day: str
    state: str
    tag: Tag
    short: str
    text: str
    refs: list[Ref]
    amount: str
    rate_note: str
    is_coming: bool
    billed: str = ""


class Days:
    """The words for the days of one period; `kept` are the days that closed months were closed with."""

    def __init__(self, reasons: Reasons, kept: Mapping[date, LedgerDay], closed_until: date | None) -> None:
        self.reasons, self.kept, self.closed_until = reasons, kept, closed_until
        self.period, self.told = reasons.period, reasons.period.told

    def day_lines(self) -> list[DayLine]:
        lines, today = [], self.reasons.why.as_of
        for day in (*self.told.care_days, *self.period.coming):
            said, rate = self._day_clauses(day), day.rate
            tag, short = tag_and_word(day, self.told)
            text = "; ".join(clause.text for clause in said)
            amount = _rate_words(rate.kronor if rate else None) if day.state is DayState.CHARGED else ""
            line = DayLine(
                date=day.date,
                day=weekday_words(day.date, today),
                state=day.state.value,
                tag=tag,
                short=short,
                text=text[0].upper() + text[1:],
                refs=message_refs([sent for clause in said for sent in clause.messages], today),
                amount=amount,
                rate_note=RATE_NOTES.get(rate.status, "") if rate else "",
                is_coming=self._is_coming(day),
                billed=self._billed_words(day),
            )
            lines.append(line)
        return lines

    def _is_coming(self, day: CareDay) -> bool:
        return day.date >= self.reasons.why.as_of and day.state is not DayState.ENDED

    def _day_clauses(self, day: CareDay) -> list[Clause]:
        match day.state:
            case DayState.FREE:
                return [Clause(self._free_day_words(day))]
            case DayState.CHARGED:
                missing = f", men {RATE_MISSING.lower()} för {day.date.year}"
                amount = f" {kronor(day.rate.kronor)}" if day.rate else missing
                if_still_here = " om personen är kvar över natten" if self._is_coming(day) else ""
                return [Clause(f"debiteras{amount}{if_still_here}")]
            case DayState.NOT_CHARGED:
                nothing_happens = " om inget händer" if self._is_coming(day) else ""
                first, *rest = self.reasons.of(day)
                return [Clause(f"debiteras inte{nothing_happens}: {first.text}", first.messages), *rest]
            case DayState.ENDED:
                return [self.ending_clause()]

    def _free_day_words(self, day: CareDay) -> str:
        given = self.told.terms.free_days if self.told.terms else 0
        match self.told.place_of(day):
            case Place.FREE_DAY:
                return f"fristdag {day.free_day + self.told.free_days_used} av {given}"
            case Place.NOTICE:
                return f"dagen för meddelandet: {self.day_zero()}"
            case Place.DAY_ZERO:
                return "dag noll: räknas inte som fristdag"
            case Place.NOT_COUNTED:
                return "räknas inte som fristdag enligt villkoren"

    def day_zero(self) -> str:
        """Why day zero is the day that it is."""
        cutoff = f"{self.told.cutoff.hour}.{self.told.cutoff.minute:02}"
        sent_at = self.reasons.at(self.told.ready.sent_at)
        if local_date(self.told.ready.sent_at) == self.told.day_zero:
            return f"räknas från {sent_at}, senast {cutoff}, så dag noll är samma dag"
        return f"räknas från {sent_at}, efter {cutoff}, så dag noll är nästa dag"

    def ending_clause(self) -> Clause:
        """What ended the period, with its time."""
        ended_by, ended_at = self.told.ended_by, self.told.ended_at
        if ended_by is None or ended_at is None:
            return Clause("pågår")
        # A day of discharge that the terms charge is so when it has ended, so today's is told ahead.
        free = "" if self.period.ahead.end_is_charged else ": dagen debiteras inte"
        text = f"{ENDINGS[ended_by]} {self.reasons.at(ended_at)}{free}"
        messages = self.reasons.messages
        if ended_by is EndedBy.WITHDRAWAL:
            return Clause(text, messages.by_id([self.period.withdrawal]))
        return Clause(text, messages.about(ENDING_MESSAGES[ended_by], ended_at))

    def _billed_words(self, day: CareDay) -> str:
        """What the day's month was closed with, where that is something else."""
        if self.closed_until is None or day.date.replace(day=1) > self.closed_until:
            return ""
        kept = self.kept.get(day.date)
        if kept is None:
            return "Månaden är stängd utan dagen." if day.state is DayState.CHARGED else ""
        now = day.rate.kronor if day.rate else None
        if day.state is DayState.CHARGED and kept.rate == now:
            return ""
        return f"Månaden är stängd med {_rate_words(kept.rate)} för dagen."


def tag_and_word(day: CareDay, period: PeriodAssessment) -> tuple[Tag, str]:
    """How the day is drawn: its tag, and one word where there is little room."""
    place = period.place_of(day) if day.state is DayState.FREE else Place.FREE_DAY
    return PLACES.get(place, (TAGS[day.state], SHORT[day.state]))


def _rate_words(rate: int | None) -> str:
    return RATE_MISSING if rate is None else kronor(rate)

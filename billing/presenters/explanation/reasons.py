"""Why a day is not charged, in words that give the facts: which message, sent when, what was the last day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from billing.liability import CareDay, Leave, OutpatientStatement, OutpatientStatus, Reason, stockholm_date
from billing.liability.conditions import ADMISSION_NOTICE_WITHIN
from billing.rules.explanation import Messages, Period, Sent, Why
from discharge.process import Tells
from municipalities.swedish.clock import date_and_time_words, date_words, length_words

DAYS = ("noll dagar", "en dag", "två dagar", "tre dagar", "fyra dagar", "fem dagar", "sex dagar")
OUTPATIENT = {
    OutpatientStatus.AVAILABLE: "öppenvårdens insatser finns på plats",
    OutpatientStatus.UNAVAILABLE: "öppenvårdens insatser finns inte på plats",
    OutpatientStatus.UNKNOWN: "öppenvården vet inte om insatserna finns på plats",
}


@dataclass(frozen=True, slots=True)
class Said:
    """A clause, and the messages that it rests on."""

    text: str
    messages: tuple[Sent, ...] = ()


def days_words(number: int) -> str:
    return DAYS[number] if number < len(DAYS) else f"{number} dagar"


class CaseReasons:
    """The words for what concerns a whole case. Dates of another year than today's say which year."""

    def __init__(self, why: Why, messages: Messages) -> None:
        self.why, self.messages = why, messages
        self.facts, self.ids = why.facts, why.known.messages

    def on(self, day: date) -> str:
        return date_words(day, self.why.as_of)

    def at(self, moment: datetime) -> str:
        return date_and_time_words(moment, self.why.as_of)

    def admission_notice_late(self) -> Said:
        after = self.admission_notice_after()
        late = length_words(after - ADMISSION_NOTICE_WITHIN)
        verb = "nådde kommunen" if self.admission_notice_came_by() else "skickades"
        text = f"inskrivningsmeddelandet {verb} {late} för sent ({self.admission_notice_words()})"
        return Said(text, self.admission_notice_messages())

    def admission_notice_missing(self) -> Said:
        notice = self.admission_notice_messages()
        text = "har inte nått någon enhet i den kommun som betalar" if notice else "saknas"
        return Said(f"inskrivningsmeddelandet {text}", notice)

    def admission_notice_messages(self) -> tuple[Sent, ...]:
        """The notice, and the message that brought it to the paying municipality, where it went elsewhere."""
        came_by = self.admission_notice_came_by()
        notice = self.messages.by_id([self.ids["admission_notice"]])
        return (*notice, *([came_by] if came_by else []))

    def admission_notice_came_by(self) -> Sent | None:
        """The later message that brought the notice to the paying municipality, if it was not sent there."""
        counted_at = self.facts.admission_notice_sent_at
        notice = self.messages.by_id([self.ids["admission_notice"]])
        if counted_at is None or not notice or notice[0].sent_at == counted_at:
            return None
        return self.messages.that_reached(self.facts.care.payer, counted_at)

    def admission_notice_after(self) -> timedelta:
        """How long after the admission, or the doctor's assessment, the notice reached the municipality."""
        sent_at = self.facts.admission_notice_sent_at
        if sent_at is None:
            raise ValueError("there is no admission notice")
        return sent_at - (self.facts.need_assessed_at or self.facts.admitted_at)

    def admission_notice_words(self) -> str:
        assessed_at = self.facts.need_assessed_at
        since = "läkarens bedömning" if assessed_at else "inskrivningen"
        at, after = self.at(assessed_at or self.facts.admitted_at), self.admission_notice_after()
        if after <= timedelta(0):
            return f"före {since} {at}"
        return f"{length_words(after)} efter {since} {at}; senast 24 h"

    def services_declined(self) -> Said:
        told = self.messages.counting(Tells.SERVICES_WISHED)[-1:]
        when = f" (meddelat {self.at(told[0].sent_at)})" if told else ""
        return Said(f"personen avstår kommunens insatser{when}", told)

    def leave_messages(self, leave: Leave) -> tuple[Sent, ...]:
        began = self.messages.about(Tells.LEAVE_BEGAN, leave.began_at)
        return began + self.messages.about(Tells.LEAVE_ENDED, leave.ended_at)


class Reasons(CaseReasons):
    """The words for the days of one period."""

    def __init__(self, why: Why, period: Period, messages: Messages) -> None:
        super().__init__(why, messages)
        self.period = period
        self._words: dict[Reason, Callable[[date], Said]] = {
            Reason.NO_MUNICIPALITY: self._no_municipality,
            Reason.TERMS_MISSING: self._terms_missing,
            Reason.ADMISSION_NOTICE_MISSING: lambda day: self.admission_notice_missing(),
            Reason.ADMISSION_NOTICE_LATE: lambda day: self.admission_notice_late(),
            Reason.READINESS_NOTICE_MISSING: self._readiness_notice_missing,
            Reason.SERVICES_DECLINED: lambda day: self.services_declined(),
            Reason.SIP_CALL_MISSING: self._sip_call_missing,
            Reason.SIP_CALL_LATE: self._sip_call_late,
            Reason.SIP_CALL_PENDING: self._sip_call_pending,
            Reason.OUTPATIENT_CARE_UNAVAILABLE: self._outpatient_care,
            Reason.OUTPATIENT_CARE_UNKNOWN: self._outpatient_care,
            Reason.ON_LEAVE: self._on_leave,
        }

    def of(self, day: CareDay) -> list[Said]:
        return [self.words(reason, day.date) for reason in day.reasons]

    def words(self, reason: Reason, day: date) -> Said:
        return self._words[reason](day)

    def _no_municipality(self, day: date) -> Said:
        return Said("personen är inte folkbokförd i någon kommun, och ingen kommun har placerat personen")

    def _terms_missing(self, day: date) -> Said:
        return Said(f"inga villkor gäller dag noll, {self.on(self.period.told.day_zero)}")

    def _readiness_notice_missing(self, day: date) -> Said:
        return Said("meddelande om utskrivningsklar saknas")

    # --- the call to SIP -------------------------------------------------------------------------

    def _last_day(self) -> str:
        due_on = self.period.told.sip_call_due_on
        return f"sista dag {self.on(due_on)}" if due_on else ""

    def _sip_call_missing(self, day: date) -> Said:
        return Said(f"kallelse till SIP har inte skickats ({self._last_day()})")

    def _sip_call_pending(self, day: date) -> Said:
        return Said(f"kallelse till SIP har inte skickats än ({self._last_day()})")

    def _sip_call_late(self, day: date) -> Said:
        sent_at, due_on = min(self.facts.sip_calls), self.period.told.sip_call_due_on
        late = days_words((stockholm_date(sent_at) - due_on).days) if due_on else ""
        sent_on = self.on(stockholm_date(sent_at))
        first = self.ids["sip_calls"][self.facts.sip_calls.index(sent_at)]
        text = f"kallelsen till SIP kom {late} för sent ({self._last_day()}, skickad {sent_on})"
        return Said(text, self.messages.by_id([first]))

    # --- day by day ------------------------------------------------------------------------------

    def _outpatient_care(self, day: date) -> Said:
        stated = self.stated_by(day)
        if stated is None:
            has, then = ("hade", " den dagen") if self._is_past(day) else ("har", "")
            return Said(f"öppenvården {has} inte lämnat besked om sina insatser{then}")
        statement, message = stated
        said = f"{OUTPATIENT[statement.status]} enligt besked {self.at(statement.at)}"
        return Said(said, self.messages.by_id([message]))

    def _is_past(self, day: date) -> bool:
        return day < self.why.as_of

    def stated_by(self, day: date) -> tuple[OutpatientStatement, str] | None:
        """The latest statement of that date or before; of the start, where the terms let it decide."""
        terms, starts_on = self.period.told.terms, self.period.told.starts_on
        judged = day if terms is None or terms.outpatient_care_judged_daily else starts_on or day
        told = zip(self.facts.outpatient_care, self.ids["outpatient_care"], strict=True)
        known = [(said, message) for said, message in told if stockholm_date(said.at) <= judged]
        return max(known, key=lambda one: one[0].at) if known else None

    def _on_leave(self, day: date) -> Said:
        leave = next(leave for leave in self.facts.leaves if _covers(leave, day))
        until = f" till {self.at(leave.ended_at)}" if leave.ended_at else ""
        verb = "var" if self._is_past(day) else "är"
        text = f"personen {verb} på permission från {self.at(leave.began_at)}{until}"
        return Said(text, self.leave_messages(leave))


def _covers(leave: Leave, day: date) -> bool:
    """Whether the person is away for the night of this date."""
    back_on = stockholm_date(leave.ended_at) if leave.ended_at else date.max
    return stockholm_date(leave.began_at) <= day < back_on

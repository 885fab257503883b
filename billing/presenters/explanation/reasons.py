"""Why a day is not charged, in words that give the facts: which message, sent when, what was the last day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from billing.liability import CareDay, Cause, OutpatientStatus, Reason, admission_notice
from billing.rules.explanation import ExplainedPeriod, Messages, Sent, Why
from discharge.process import Tells
from municipalities.swedish.clock import date_and_time_words, date_words, length_words, local_date

DAYS = ("noll dagar", "en dag", "två dagar", "tre dagar", "fyra dagar", "fem dagar", "sex dagar")
OUTPATIENT = {
    OutpatientStatus.AVAILABLE: "öppenvårdens insatser finns på plats",
    OutpatientStatus.UNAVAILABLE: "öppenvårdens insatser finns inte på plats",
    OutpatientStatus.UNKNOWN: "öppenvården vet inte om insatserna finns på plats",
}


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause, and the messages that it rests on."""

    text: str
    messages: tuple[Sent, ...] = ()


Words = Callable[["Reasons", Cause, date], Clause]


def days_words(number: int) -> str:
    return DAYS[number] if number < len(DAYS) else f"{number} dagar"


class CaseReasons:
    """The words for what concerns a whole case. Dates of another year than today's say which year."""

    def __init__(self, why: Why, messages: Messages) -> None:
        self.why, self.messages = why, messages
        self.facts, self.ids = why.facts, why.known.messages

    def date_words(self, day: date) -> str:
        return date_words(day, self.why.as_of)

    def at(self, moment: datetime) -> str:
        return date_and_time_words(moment, self.why.as_of)

    def admission_notice_late(self, cause: Cause) -> Clause:
        late = length_words(cause.late_by) if cause.late_by else ""
        verb = "nådde kommunen" if self.admission_notice_came_by() else "skickades"
        text = f"inskrivningsmeddelandet {verb} {late} för sent ({self.admission_notice_words()})"
        return Clause(text, self.admission_notice_messages())

    def admission_notice_missing(self) -> Clause:
        notice = self.admission_notice_messages()
        text = "har inte nått någon enhet i den kommun som betalar" if notice else "saknas"
        return Clause(f"inskrivningsmeddelandet {text}", notice)

    def admission_notice_messages(self) -> tuple[Sent, ...]:
        """The notice, and the message that brought it to the paying municipality, where it went elsewhere."""
        came_by = self.admission_notice_came_by()
        notice = self.messages.by_id([self.ids["admission_notice"]])
        return (*notice, *([came_by] if came_by else []))

    def admission_notice_came_by(self) -> Sent | None:
        """The later message that brought the notice to the paying municipality, if it was not sent there."""
        counted_at = self.facts.admission_notice_sent_at
        notice = self.messages.by_id([self.ids["admission_notice"]])
        if counted_at is None or not notice or notice[0].true_time == counted_at:
            return None
        return self.messages.that_reached(self.facts.care.payer, counted_at)

    def admission_notice_words(self) -> str:
        """How long after the admission, or the doctor's assessment, the notice reached the municipality."""
        notice = admission_notice(self.facts)
        if notice is None:
            return ""
        since = "läkarens bedömning" if self.facts.need_assessed_at else "inskrivningen"
        at = self.at(notice.since)
        if notice.after <= timedelta(0):
            return f"före {since} {at}"
        return f"{length_words(notice.after)} efter {since} {at}; senast 24 h"

    def services_declined(self) -> Clause:
        told = self.messages.counting(Tells.SERVICES_WISHED)[-1:]
        when = f" (meddelat {self.at(told[0].true_time)})" if told else ""
        return Clause(f"personen avstår kommunens insatser{when}", told)

    def sip_declined(self, wish: int) -> Clause:
        """LUS 4:2 asks for consent; that no call is a condition then is assumed."""
        noted = self.at(self.facts.sip_wishes[wish].at)
        text = f"personen har avböjt SIP (meddelat {noted}); då krävs ingen kallelse (antaget, LUS 4:2)"
        return Clause(text, self.messages.by_id([self.ids["sip_wishes"][wish]]))

    def leave_messages(self, began_at: datetime | None, ended_at: datetime | None) -> tuple[Sent, ...]:
        began = self.messages.about(Tells.LEAVE_BEGAN, began_at)
        return began + self.messages.about(Tells.LEAVE_ENDED, ended_at)


class Reasons(CaseReasons):
    """The words for the days of one period."""

    def __init__(self, why: Why, period: ExplainedPeriod, messages: Messages) -> None:
        super().__init__(why, messages)
        self.period = period

    def of(self, day: CareDay) -> list[Clause]:
        return [self.words(cause, day.date) for cause in self.period.causes_of(day)]

    def clauses_ahead(self) -> list[Clause]:
        """What stands between today, or the start, and the money."""
        return [self.words(cause, self.why.as_of) for cause in self.period.told.ahead]

    def words(self, cause: Cause, day: date) -> Clause:
        """Why the day is not charged; of what is past in the past tense."""
        return CLAUSES[cause.reason](self, cause, day)

    def is_past(self, day: date) -> bool:
        return day < self.why.as_of

    def evidence_for(self, cause: Cause) -> tuple[Sent, ...]:
        """The message that says so, where the facts name it."""
        return self.messages.by_id([self.why.message_of(cause)])

    def last_day(self, cause: Cause) -> str:
        return f"sista dag {self.date_words(cause.due_on)}" if cause.due_on else ""


def _sip_call_late(reasons: Reasons, cause: Cause, day: date) -> Clause:
    sent_on = reasons.date_words(local_date(cause.at)) if cause.at else ""
    late, last = days_words(cause.days_late), reasons.last_day(cause)
    text = f"kallelsen till SIP kom {late} för sent ({last}, skickad {sent_on})"
    return Clause(text, reasons.evidence_for(cause))


def _outpatient_care(status: OutpatientStatus) -> Words:
    def no_care(reasons: Reasons, cause: Cause, day: date) -> Clause:
        if cause.at is None:
            has, then = ("hade", " den dagen") if reasons.is_past(day) else ("har", "")
            return Clause(f"öppenvården {has} inte lämnat besked om sina insatser{then}")
        return Clause(
            f"{OUTPATIENT[status]} enligt besked {reasons.at(cause.at)}", reasons.evidence_for(cause)
        )

    return no_care


def _on_leave(reasons: Reasons, cause: Cause, day: date) -> Clause:
    since = f" från {reasons.at(cause.at)}" if cause.at else ""
    until = f" till {reasons.at(cause.until)}" if cause.until else ""
    verb = "var" if reasons.is_past(day) else "är"
    text = f"personen {verb} på permission{since}{until}"
    return Clause(text, reasons.leave_messages(cause.at, cause.until))


#: By reason: the clause, of a cause and the day that it stops.
CLAUSES: dict[Reason, Words] = {
    Reason.NO_MUNICIPALITY: lambda reasons, cause, day: Clause(
        "personen är inte folkbokförd i någon kommun, och ingen kommun har placerat personen"
    ),
    Reason.TERMS_MISSING: lambda reasons, cause, day: Clause(
        f"inga villkor gäller dag noll, {reasons.date_words(reasons.period.told.day_zero)}"
    ),
    Reason.ADMISSION_NOTICE_MISSING: lambda reasons, cause, day: reasons.admission_notice_missing(),
    Reason.ADMISSION_NOTICE_LATE: lambda reasons, cause, day: reasons.admission_notice_late(cause),
    Reason.READINESS_NOTICE_MISSING: lambda reasons, cause, day: Clause(
        "meddelande om utskrivningsklar saknas"
    ),
    Reason.SERVICES_DECLINED: lambda reasons, cause, day: reasons.services_declined(),
    Reason.SIP_CALL_MISSING: lambda reasons, cause, day: Clause(
        f"kallelse till SIP har inte skickats ({reasons.last_day(cause)})"
    ),
    Reason.SIP_CALL_LATE: _sip_call_late,
    Reason.SIP_CALL_PENDING: lambda reasons, cause, day: Clause(
        f"kallelse till SIP har inte skickats än ({reasons.last_day(cause)})"
    ),
    Reason.OUTPATIENT_CARE_UNAVAILABLE: _outpatient_care(OutpatientStatus.UNAVAILABLE),
    Reason.OUTPATIENT_CARE_UNKNOWN: _outpatient_care(OutpatientStatus.UNKNOWN),
    Reason.ON_LEAVE: _on_leave,
    Reason.MISTAKEN: lambda reasons, cause, day: Clause("ärendet handlade om fel person"),
}

"""What a case's liability rests on, with facts: conditions (LUS 5:3, 5:5), who pays, terms and rates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from billing.liability import Reason, Unit, admission_notice
from billing.models import Certainty
from billing.presenters.explanation.days import Days
from billing.presenters.explanation.messages import Ref, message_refs
from billing.presenters.explanation.reasons import OUTPATIENT, CaseReasons
from billing.presenters.liability import kronor
from billing.presenters.tags import Tag
from billing.rules.explanation import Sent
from discharge.process import Tells
from municipalities.swedish.clock import weekday_words
from municipalities.units.parties import CareType

MET = Tag("success", "done", "Uppfyllt")
FAILS = Tag("warning", "late", "Inte uppfyllt")
WAITS = Tag("info", "waiting", "Väntar")
NOT_ASKED = Tag("neutral", "none", "Behövs inte")
CHECKED = {
    Certainty.VERIFIED: "kontrollerat i källan",
    Certainty.UNVERIFIED: "okontrollerat",
    Certainty.INVENTED: "påhittat för demonstrationen",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """A label, what holds, and the messages that say so; `tag` where it is a condition."""

    label: str
    text: str
    refs: list[Ref] = field(default_factory=list)
    tag: Tag | None = None


# --- the whole case ------------------------------------------------------------------------------


def of_case(reasons: CaseReasons) -> list[Fact]:
    if reasons.facts.mistaken:
        return [Fact("Rätt person", "Ärendet handlade om fel person, och ingenting i det räknas.", tag=FAILS)]
    facts, label = [_admission_notice(reasons)], "Personen vill ha kommunens insatser"
    if any(cause.reason is Reason.SERVICES_DECLINED for cause in reasons.why.assessment.causes):
        said = reasons.services_declined()
        source = "Det står i rutinerna, inte i lagen (LUS)."
        text = f"{_as_sentence(said.text)} {source}"
        facts.append(Fact(label, text, message_refs(said.messages, reasons.why.as_of), FAILS))
    else:
        facts.append(Fact(label, "Inget annat är meddelat.", tag=MET))
    for leave in reasons.facts.leaves:
        until = f"till {reasons.at(leave.ended_at)}" if leave.ended_at else "pågår"
        told = message_refs(reasons.leave_messages(leave.began_at, leave.ended_at), reasons.why.as_of)
        facts.append(Fact("Permission", f"Från {reasons.at(leave.began_at)}, {until}.", told))
    return facts


def _admission_notice(reasons: CaseReasons) -> Fact:
    why, label = reasons.why, "Inskrivningsmeddelande inom 24 h"
    notice = admission_notice(why.facts)
    if notice is None:
        missing = reasons.admission_notice_missing()
        return Fact(label, _as_sentence(missing.text), message_refs(missing.messages, why.as_of), FAILS)
    verb = "Nådde kommunen först" if reasons.admission_notice_came_by() else "Skickat"
    text = f"{verb} {reasons.at(notice.sent_at)}, {reasons.admission_notice_words()}."
    tag = FAILS if notice.late_by else MET
    return Fact(label, text, message_refs(reasons.admission_notice_messages(), why.as_of), tag)


# --- one ready period ----------------------------------------------------------------------------


class Conditions:
    """The facts of one period. `names` are the municipalities' by code."""

    def __init__(self, days: Days, names: Mapping[str, str], district: str) -> None:
        self.days, self.reasons, self.told = days, days.reasons, days.told
        self.why, self.names, self.district = days.reasons.why, names, district

    def facts(self) -> Iterator[Fact]:
        yield self._notice_fact()
        yield self._payer_fact()
        yield Fact(
            "Dag noll", _as_sentence(f"{self._weekday_words(self.told.day_zero)}: {self.days.day_zero()}")
        )
        terms = self.told.terms
        if terms is None:
            yield Fact("Villkor", self._reason_sentence(Reason.TERMS_MISSING))
        else:
            unit = "kalenderdagar" if terms.unit is Unit.CALENDAR_DAYS else "vardagar"
            source = f"Källa: {terms.source} ({_checked_words(terms.status)})."
            yield Fact("Villkor", f"{terms.name}: {terms.free_days} fria {unit}. {source}")
        comes, starts_on = self.days.period.ahead.comes_to_its_start, self.told.starts_on
        if starts_on is None:
            yield Fact("Betalningsansvar från", "Ingen dag.")
        else:
            label = "Betalningsansvar från" if comes else "Betalningsansvar skulle ha börjat"
            yield Fact(label, _as_sentence(self._weekday_words(starts_on)))
        yield self._sip_call()
        yield self._outpatient_care()
        ending = self.days.ending_clause()
        yield Fact("Slut", _as_sentence(ending.text), self._message_refs(*ending.messages))
        for rate in dict.fromkeys(day.rate for day in self.told.charged if day.rate):
            source = f"Källa: {rate.source} ({_checked_words(rate.status)})."
            yield Fact(f"Dygnsbelopp {rate.year}", f"{kronor(rate.kronor)} per vårddygn. {source}")

    def _weekday_words(self, day: date) -> str:
        return weekday_words(day, self.why.as_of)

    def _message_refs(self, *messages: Sent) -> list[Ref]:
        return message_refs(messages, self.why.as_of)

    def _notice_fact(self) -> Fact:
        """Which notice counts, and from when: when it first reached a unit of the paying municipality."""
        messages, counted_at, payer = self.reasons.messages, self.told.ready.sent_at, self.told.care.payer
        notice = messages.by_id([self.days.period.message])
        reached = messages.that_reached(payer, counted_at)
        text = " ".join(f"Skickat {self.reasons.at(sent.true_time)}." for sent in notice)
        first = "först " if notice and notice[0].true_time != counted_at else ""
        named = reached.offices if reached else ()
        offices = ", ".join(name for code, name in named if name and payer in (None, code))
        where = f" ({offices})" if offices else ""
        if reached and reached.tells is Tells.PAYER_TOLD:
            where = " (på papper)"
        text += (
            f" Nådde {self._payer_name()} {first}{self.reasons.at(counted_at)}{where} och räknas därifrån."
        )
        corrections = [sent for sent in messages.all if notice and sent.corrects == notice[0].id]
        return Fact(
            "Meddelandet", text, self._message_refs(*notice, *([reached] if reached else []), *corrections)
        )

    def _payer_name(self) -> str:
        payer = self.told.care.payer
        return self.names.get(payer, payer) if payer else "en kommun"

    def _payer_fact(self) -> Fact:
        care = self.told.care
        if care.payer is None:
            return Fact("Betalar", self._reason_sentence(Reason.NO_MUNICIPALITY))
        district = f", {self.district}" if self.district else ""
        why = "har placerat personen" if care.placed_by else "personen är folkbokförd där"
        kind = CareType(care.care_type).label.lower()
        return Fact("Betalar", f"{self._payer_name()}{district}: {why}. Vårdform dag noll: {kind}.")

    def _reason_sentence(self, reason: Reason) -> str:
        """Why no day of the period is charged."""
        cause = self.told.cause_on(reason, self.why.as_of)
        return _as_sentence(self.reasons.words(cause, self.why.as_of).text)

    def _sip_call(self) -> Fact:
        label, facts = "Kallelse till SIP i tid", self.why.facts
        if (wish := self.told.sip_declined_by) is not None:
            said = self.reasons.sip_declined(wish)
            return Fact(label, _as_sentence(said.text), self._message_refs(*said.messages), NOT_ASKED)
        if not facts.asks_for_sip_call:
            instead = "en samordnad vårdplan gäller i stället"
            return Fact(
                label,
                _as_sentence(instead if facts.sip_needed else "SIP behövs inte enligt meddelandet"),
                tag=NOT_ASKED,
            )
        cause = next((cause for cause in self.told.causes if cause.reason in _SIP), None)
        if cause is None:
            # The first call: any that was sent by the last day is in time.
            first, due_on = facts.first_sip_call or 0, self.told.sip_call_due_on
            told = self.reasons.messages.by_id([self.reasons.ids["sip_calls"][first]])
            last = self.reasons.date_words(due_on) if due_on else ""
            text = f"Skickad {self.reasons.at(facts.sip_calls[first])}; sista dag {last}."
            return Fact(label, text, self._message_refs(*told), MET)
        said = self.reasons.words(cause, self.why.as_of)
        return Fact(label, _as_sentence(said.text), self._message_refs(*said.messages), _SIP[cause.reason])

    def _outpatient_care(self) -> Fact:
        label, facts = "Öppenvårdens insatser på plats", self.why.facts
        if not facts.outpatient_care_needed:
            return Fact(label, "Behövs inte enligt meddelandet.", tag=NOT_ASKED)
        if not facts.outpatient_care:
            return Fact(label, "Inget besked.", tag=FAILS)
        said = "; ".join(
            f"{self.reasons.at(one.at)}: {OUTPATIENT[one.status]}" for one in facts.outpatient_care
        )
        told = self.reasons.messages.by_id(self.reasons.ids["outpatient_care"])
        last_day = self.told.ended_on or self.why.as_of
        fails = any(cause.reason in _OUTPATIENT and cause.holds_on(last_day) for cause in self.told.causes)
        return Fact(
            label, f"{said}. Varje dag prövas för sig.", self._message_refs(*told), FAILS if fails else MET
        )


_OUTPATIENT = {Reason.OUTPATIENT_CARE_UNAVAILABLE, Reason.OUTPATIENT_CARE_UNKNOWN}
_SIP = {Reason.SIP_CALL_MISSING: FAILS, Reason.SIP_CALL_LATE: FAILS, Reason.SIP_CALL_PENDING: WAITS}


def _checked_words(status: str) -> str:
    return CHECKED[Certainty(status)] if status else "ingen uppgift om kontroll"


def _as_sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."

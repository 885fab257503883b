"""The why page: one explanation for both parties, for the invoicer, and on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from billing.presenters.explanation import conditions
from billing.presenters.explanation.before_the_money import BeforeTheMoney, before_the_money
from billing.presenters.explanation.billed_months import KeptWords, kept_words
from billing.presenters.explanation.conditions import Conditions, Fact
from billing.presenters.explanation.days import DayLine, Days
from billing.presenters.explanation.messages import Ref, message_refs
from billing.presenters.explanation.reasons import CaseReasons, Reasons
from billing.presenters.liability import RATE_MISSING, kronor
from billing.queries.explanation import Basis, BilledMonths
from billing.rules.explanation import Sent, Why
from discharge.presenters.liability import Names
from discharge.process import Tells
from discharge.process.state import day_zero
from municipalities.swedish.clock import date_and_time_words, date_words, full_words
from municipalities.units.parties import CareType, Party


@dataclass(frozen=True, slots=True)
class PeriodWords:
    """One ready period: what it rests on, and its days."""

    number: int
    title: str
    facts: list[Fact]
    lines: list[DayLine]
    sum: str


@dataclass(frozen=True, slots=True)
class Uncounted:
    """A notice of utskrivningsklar that no day rests on, and why."""

    why: str
    refs: list[Ref]


@dataclass(frozen=True, slots=True)
class WhyWords:
    """Everything that the page and the paper show, in their order."""

    reference: str
    payer: str
    care_type: str
    sum: str
    ready_days: int
    before: BeforeTheMoney | None
    facts: list[Fact]
    periods: list[PeriodWords]
    uncounted: list[Uncounted]
    kept: KeptWords


def why_words(why: Why, basis: Basis, kept: BilledMonths) -> WhyWords:
    assessment, kept_days = why.assessment, {day.date: day for day in kept.days}
    # Facts that were folded before each notice had its district say nothing of it: then it is the case's own.
    of_case = str(kept.night.district_id) if kept.night else ""
    said = {notice["message"]: notice["district"] for notice in basis.facts["ready"] if "district" in notice}
    periods = []
    for period in why.periods:
        told, days = period.told, Days(Reasons(why, period, basis.messages), kept_days, kept.closed_until)
        district = basis.districts.get(said.get(period.message, of_case) or "", "")
        words = PeriodWords(
            number=period.number,
            title=f"Utskrivningsklar {full_words(told.ready.sent_at)}",
            facts=list(Conditions(days, basis.municipalities, district).facts()),
            lines=days.day_lines(),
            sum=_sum_words(len(told.charged), told.amount),
        )
        periods.append(words)
    return WhyWords(
        reference=basis.reference,
        payer=_payer_name(basis),
        care_type=CareType(why.facts.care_on(why.as_of).care_type).label,
        sum=_sum_words(len(assessment.charged), assessment.amount),
        ready_days=assessment.ready_days,
        before=before_the_money(why, lambda: basis.messages, Names(_payer_name(basis), "Öppenvården")),
        facts=[*conditions.of_case(CaseReasons(why, basis.messages)), *_corrected_facts(basis, why.as_of)],
        periods=periods,
        uncounted=_uncounted_notices(why, basis),
        kept=kept_words(kept, assessment),
    )


def _corrected_facts(basis: Basis, today: date) -> list[Fact]:
    """What has been corrected of who pays: what held then, from when, by whom."""
    facts = []
    for sent in basis.messages.counting(Tells.PAYER_CORRECTED):
        name = basis.municipalities.get(sent.payer or "", sent.payer) or "ingen kommun"
        text = f"Fel från början: {name} betalar."
        if sent.moved_on:
            text = f"Personen flyttade {date_words(sent.moved_on, today)}: sedan betalar {name}."
        by = f" Rättat {date_and_time_words(sent.sent_at, today)} av {sent.unit or Party(sent.party).label}."
        facts.append(Fact("Rättad kommun", text + by, message_refs([sent], today)))
    return facts


def _payer_name(basis: Basis) -> str:
    return basis.municipalities.get(basis.payer, basis.payer) if basis.payer else "Ingen kommun"


def _sum_words(days: int, amount: int | None) -> str:
    return f"{days} dygn, {RATE_MISSING.lower() if amount is None else kronor(amount)}"


def _not_reached(why: Why, basis: Basis, sent: Sent) -> str:
    """Whom the notice came to, and who paid on its day zero, whoever pays now."""
    payer = why.facts.care_on(day_zero(sent.true_time)).payer or ""
    whose = f"den kommun som betalade då ({basis.municipalities.get(payer, payer)})"
    reached = list(dict.fromkeys(code for code, _ in sent.offices if code))
    if payer in reached:
        return f"Nådde {whose} först när det hade tagits tillbaka, och räknas inte."
    if reached:
        names = ", ".join(basis.municipalities.get(code, code) for code in reached)
        return f"Nådde {names}, men ingen enhet i {whose}, och räknas inte."
    return f"Har inte nått någon enhet i {whose}, och räknas inte."


def _uncounted_notices(why: Why, basis: Basis) -> list[Uncounted]:
    """Notices that were cancelled, or never reached the municipality that pays."""
    uncounted, counted = [], set(why.known.messages["ready"])
    for sent in basis.messages.all:
        if sent.tells is not Tells.READY or sent.corrects or str(sent.id) in counted:
            continue
        why_not = _not_reached(why, basis, sent)
        if why.facts.mistaken:
            why_not = "Handlade om fel person: räknas som aldrig skickat."
        if sent.cancelled_at is not None:
            at = date_and_time_words(sent.cancelled_at, why.as_of)
            why_not = f"Makulerat {at}: räknas som aldrig skickat."
        uncounted.append(Uncounted(why_not, message_refs([sent], why.as_of)))
    return uncounted

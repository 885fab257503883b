"""From a computed case to the lines that keep it, as PostgreSQL itself copies them out and in.

Ten days a case are made, compared and written for a great many cases, so an outcome is made but once,
as the text that COPY writes: PostgreSQL makes a digest of the same text of what lies in the tables, and two
outcomes are the same where their digests are (docs/decisions/0020). Tuples that psycopg itself writes
(`write_row`) need no escaping here, but took twice as long.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, time
from functools import lru_cache
from typing import Any, NamedTuple

from billing.liability import Assessment, CareTerms, DayState, PeriodAssessment, Rate
from billing.rules.known_facts import KnownFacts
from discharge.process.outlook import Liability

#: As COPY writes what has no value.
NULL = r"\N"


class Final(NamedTuple):
    """By these rules no later night comes to anything else from the same facts; since which night."""

    rules: str
    since: date


class CaseRow(NamedTuple):
    """What is read of a case to compute it; `facts` is the JSON as it is stored, `shown` what lists show.

    `is_outdated`: the facts are of an older fold. `final_by` are the rules by which the
    outcome that lies there is final.
    """

    id: str
    reference: str
    payer: str | None
    district: str | None
    care_type: str
    is_open: bool
    facts: str
    is_outdated: bool
    final_by: str | None
    shown: Liability


class ResultRow(NamedTuple):
    """Named as the columns, as are the two below; every value is as COPY writes it."""

    case_id: str
    reference: str
    payer_id: str
    district_id: str
    care_type: str
    closed_on: str
    reasons: str
    ready_days: str
    charged_days: str
    amount: str
    facts_digest: str
    messages: str
    rates: str


class PeriodRow(NamedTuple):
    case_id: str
    number: str
    message: str
    sent_at: str
    payer_id: str
    district_id: str
    care_type: str
    day_zero: str
    starts_on: str
    sip_call_due_on: str
    ended_on: str
    ended_by: str
    ready_days: str
    reasons: str
    terms: str


class DayRow(NamedTuple):
    """`number` is its period's, in whose place the period's id is kept."""

    case_id: str
    number: str
    date: str
    ready: str
    state: str
    free_day: str
    reasons: str
    rate: str
    rate_status: str


@dataclass(slots=True)
class Outcome:
    """One case's lines. The night is not among them: a later one may come to the same."""

    result: str
    #: By what and since when it is final, or neither; no part of what is compared.
    final: str = f"\t{NULL}"
    periods: list[str] = field(default_factory=list)
    days: list[str] = field(default_factory=list)

    def digest(self) -> bytes:
        lines = "\n".join([self.result, *self.periods, *self.days])
        return hashlib.sha256(lines.encode()).digest()


def make_outcome(
    case: CaseRow, known: KnownFacts, assessment: Assessment, final: Final | None = None
) -> Outcome:
    kept = Outcome("\t".join(_result_row(case, known, assessment)))
    if final:
        kept.final = f"{final.rules}\t{final.since}"
    told = zip(assessment.periods, known.messages["ready"], known.districts, strict=True)
    for number, (period, message, district) in enumerate(told, 1):
        kept.periods.append("\t".join(_period_row(case, str(number), period, message, district)))
        kept.days.extend(_day_lines(f"{case.id}\t{number}", period))
    return kept


def _result_row(case: CaseRow, known: KnownFacts, assessment: Assessment) -> ResultRow:
    used = {id(day.rate): day.rate for day in assessment.charged if day.rate}
    rates = sorted(set(used.values()), key=lambda rate: (rate.year, rate.care_type or ""))
    # Of the facts as they are stored, or of those that were known, where more has happened since.
    facts = (
        case.facts if known.nothing_since else json.dumps(asdict(known.facts), default=str, sort_keys=True)
    )
    return ResultRow(
        case_id=case.id,
        reference=case.reference,
        payer_id=case.payer or NULL,
        district_id=case.district or NULL,
        care_type=case.care_type,
        closed_on=_plain_text(known.facts.closed_on),
        reasons=_array_words(assessment.reasons),
        ready_days=str(assessment.ready_days),
        charged_days=str(len(assessment.charged)),
        amount=_plain_text(assessment.amount),
        # As PostgreSQL has it of the facts: billing/nightly/inputs.py compares them.
        facts_digest=hashlib.sha256(facts.encode()).hexdigest(),
        messages=_escape_text(json.dumps(known.messages)),
        rates=_copy_rates(*rates),
    )


def _period_row(
    case: CaseRow, number: str, period: PeriodAssessment, message: str, district: str | None
) -> PeriodRow:
    payer, sent_at = period.care.payer, period.ready.sent_at
    # In UTC, which is also the session's time zone.
    moment = sent_at.replace(tzinfo=None).isoformat(" ")
    return PeriodRow(
        case_id=case.id,
        number=number,
        message=_escape_text(message),
        sent_at=f"{moment.rstrip('0') if sent_at.microsecond else moment}+00",
        payer_id=payer or NULL,
        district_id=district or NULL,
        care_type=period.care.care_type.value,
        day_zero=str(period.day_zero),
        starts_on=_plain_text(period.starts_on),
        sip_call_due_on=_plain_text(period.sip_call_due_on),
        ended_on=_plain_text(period.ended_on),
        ended_by=period.ended_by.value if period.ended_by else "",
        ready_days=str(period.ready_days),
        reasons=_array_words(period.reasons),
        terms=_copy_terms(period.terms) if period.terms else NULL,
    )


def _day_lines(of_period: str, period: PeriodAssessment) -> Iterator[str]:
    """The day on which the period ends is no day ready for discharge; it is kept where it is charged."""
    before: tuple[object, ...] = ()
    said = ""
    for day in period.care_days:
        if day.state is not DayState.ENDED:
            # Most days say what the day before them said.
            if day[1:] != before:
                rate, status = (str(day.rate.kronor), day.rate.status) if day.rate else (NULL, "")
                words = (day.state, str(day.free_day), _array_words(day.reasons), rate, status)
                before, said = day[1:], "\t".join(words)
            ready = "f" if day.date == period.ended_on else "t"
            yield f"{of_period}\t{day.date}\t{ready}\t{said}"


# --- terms and rates, copied in so that the outcome explains itself when they have changed ----------------


@lru_cache(maxsize=1024)
def _copy_terms(terms: CareTerms) -> str:
    return _escape_text(_write_json(asdict(terms)))


@lru_cache(maxsize=1024)
def _copy_rates(*rates: Rate) -> str:
    return _escape_text(_write_json([asdict(rate) for rate in rates]))


def _write_json(value: Any) -> str:
    return json.dumps(
        _in_order(value),
        default=lambda each: each.isoformat() if isinstance(each, date | time) else sorted(each),
        ensure_ascii=False,
    )


def _in_order(value: Any) -> Any:
    """PostgreSQL keeps the keys of an object by length, then by bytes."""
    if isinstance(value, list):
        return [_in_order(each) for each in value]
    if isinstance(value, dict):
        return {key: _in_order(value[key]) for key in sorted(value, key=lambda key: (len(key), key))}
    return value


# --- as COPY writes it -------------------------------------------------------------------------------


def _escape_text(text: str) -> str:
    """What comes as text out of JSON; codes, dates and numbers hold nothing to escape."""
    for character, written in (("\\", r"\\"), ("\t", r"\t"), ("\n", r"\n"), ("\r", r"\r")):
        text = text.replace(character, written)
    return text


def _plain_text(value: int | date | None) -> str:
    return NULL if value is None else str(value)


def _array_words(words: Iterable[str]) -> str:
    return f"{{{','.join(words)}}}"

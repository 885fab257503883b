"""Explanations of cases in tests: from facts written down, or of a told stay as somebody sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from billing.liability import Rulebook
from billing.presenters.explanation.days import DayLine
from billing.presenters.explanation.page import WhyWords, why_words
from billing.queries import explanation as queries
from billing.queries.explanation import Basis, BilledMonths
from billing.reference.reading import reference_rulebook
from billing.rules.explanation import Messages, Sent, explain
from municipalities.access.acting import acting
from municipalities.models import Assignment
from tests.factories.billing.stays import at, on
from tests.factories.stays import Stay

NAMES = {"0180": "Stockholm", "0126": "Huddinge"}
NOTHING_KEPT = BilledMonths(None, [], [], None)


def message_id(name: str) -> UUID:
    return uuid5(UUID(int=0), name)


def stored(**changes: Any) -> dict[str, Any]:
    """The facts of a somatic stay as they lie beside the case: ready on Monday 9 March 2020 at 9.15."""
    return {
        "care_type": "somatic",
        "municipality": "0180",
        "placed_by": None,
        "admitted_at": iso("2020-03-05 08:00"),
        "need_assessed_at": None,
        "admission_notice_sent_at": iso("2020-03-05 11:00"),
        "sip_needed": False,
        "compulsory_outpatient_care": False,
        "sip_calls": [],
        "services_declined": False,
        "outpatient_care_needed": False,
        "outpatient_care": [],
        "ready": [ready("2020-03-09 09:15")],
        "discharged_at": None,
        "deceased_at": None,
        "leaves": [],
        "changes": [],
        "messages": {
            "admission_notice": str(message_id("admission_notice")),
            "sip_calls": [],
            "outpatient_care": [],
            "ending": None,
        },
    } | changes


def told_by(**ids: list[str]) -> dict[str, Any]:
    """Which messages say so: `told_by(sip_calls=["call"])`."""
    named = {name: [str(message_id(one)) for one in ones] for name, ones in ids.items()}
    messages: dict[str, Any] = stored()["messages"]
    return messages | named


def ready(sent: str, withdrawn: str | None = None, name: str = "notice") -> dict[str, Any]:
    return {
        "sent_at": iso(sent),
        "withdrawn_at": iso(withdrawn) if withdrawn else None,
        "message": str(message_id(name)),
        "withdrawal": str(message_id("withdrawal")) if withdrawn else None,
    }


def iso(text: str) -> str:
    return at(text).isoformat()


def sent(type: str, when: str, name: str = "", **more: Any) -> Sent:
    message = Sent(message_id(name or type), type, at(when), "inpatient", "Geriatrik 12")
    return replace(message, **more)


def explained(
    facts: dict[str, Any],
    today: str,
    messages: Sequence[Sent] = (),
    kept: BilledMonths = NOTHING_KEPT,
    rules: Rulebook | None = None,
    districts: Mapping[str, str] | None = None,
) -> WhyWords:
    why = explain(facts, on(today), rules or reference_rulebook())
    assert why is not None
    basis = Basis(UUID(int=1), "AB12-CD34", "0180", facts, Messages(messages), NAMES, districts or {})
    return why_words(why, basis, kept)


def as_seen(stay: Stay, by: Assignment, today: date) -> WhyWords:
    """What the page says to `by` of a stay told by messages, read through the database's own functions."""
    with acting(by):
        basis = queries.read_basis(stay.case.reference)
        assert basis is not None
        why = explain(basis.facts, today, reference_rulebook())
        assert why is not None
        return why_words(why, basis, queries.read_billed_months(basis.case_id))


def lines(words: WhyWords, period: int = 1) -> dict[int, DayLine]:
    """The days of a period by the day of their month."""
    return {line.date.day: line for line in words.periods[period - 1].lines}


def fact(words: WhyWords, label: str, period: int = 0) -> Any:
    """One fact by the beginning of its label; of a period where one is named, else of the case."""
    facts = words.periods[period - 1].facts if period else words.facts
    (found,) = [one for one in facts if one.label.startswith(label)]
    return found

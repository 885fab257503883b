"""What billing puts on the case page: how the free days stand, what comes of them, and the way to why.

And above the form of a decision: what is objected to.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from uuid import UUID

from billing.ledger.months import latest_closed
from billing.liability import InvalidFacts
from billing.presenters.explanation.before_the_money import (
    charged_days,
    closed_months,
    liability_words,
    panel_words,
)
from billing.presenters.months import objection_words
from billing.queries.explanation import messages
from billing.queries.months import objection_to_decide
from billing.rulebook import rulebook
from billing.rules.case_fields import InvalidField
from billing.rules.explanation import Why, explain
from discharge.extensions.consequences import LIABILITY_STAYS
from discharge.extensions.panels import Panel
from discharge.presenters.liability import liability_names
from discharge.process import liability_facts
from discharge.process.state import CaseState
from discharge.queries import CaseFile
from municipalities.models import Assignment
from municipalities.swedish.clock import local_date


def free_days(file: CaseFile, assignment: Assignment, now: datetime) -> Panel | None:
    """None before the first notice of utskrivningsklar."""
    if not file.state.ready_periods:
        return None
    why, words = _explain_case(file.state, now), None
    if why:
        readers = liability_names(
            file.case, [part.unit for part in file.parts if part.active], assignment.unit_id
        )
        words = panel_words(why, lambda: messages(file.case.pk), readers)
    return Panel("billing/_free_days.html", {"words": words, "case_id": file.case.pk})


def consequences(
    file: CaseFile, after: CaseState, assignment: Assignment, now: datetime, then_is: str
) -> list[str]:
    """What becomes of liability when the case comes to `after`; nothing where nobody is ready in either."""
    if not any(state.ready_periods for state in (file.state, after)):
        return []
    why, then = _explain_case(file.state, now), _explain_case(after, now)
    if then is None:
        return [f"{then_is}: betalningsansvaret kan inte beräknas."]
    read = cache(lambda: messages(file.case.pk))
    now_words, then_words = liability_words(why, read) if why else "", liability_words(then, read)
    closed = closed_months(why, then, latest_closed())
    if now_words == then_words and not closed:
        return [LIABILITY_STAYS]
    said = {"Betalningsansvar som det står nu": (why, now_words), then_is: (then, then_words)}
    return [*(f"{title}: {words} {charged_days(of)}".strip() for title, (of, words) in said.items()), *closed]


def objection(reference: str, decided: UUID, now: datetime) -> Panel | None:
    """What is objected to and why, for who decides it."""
    said = objection_to_decide(reference, decided)
    if said is None:
        return None
    return Panel("billing/_objection.html", {"objection": objection_words(said), "now": now})


def _explain_case(state: CaseState, now: datetime) -> Why | None:
    """None where the facts contradict each other: the page behind the link says how."""
    try:
        return explain(liability_facts(state), local_date(now), rulebook())
    except (InvalidFacts, InvalidField):
        return None

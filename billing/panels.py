"""What billing puts on the case page: how the free days stand, what comes of them, and the way to why."""

from __future__ import annotations

from datetime import datetime

from billing.case_fields import InvalidField
from billing.liability import InvalidFacts
from billing.presenters.before import panel_words
from billing.queries.explanation import messages
from billing.rules import rulebook
from billing.why import Why, explain
from discharge.panels import Panel
from discharge.presenters.liability import names
from discharge.process import liability_facts, local_date
from discharge.queries import CaseFile
from municipalities.models import Assignment


def free_days(file: CaseFile, assignment: Assignment, now: datetime) -> Panel | None:
    """None before the first notice of utskrivningsklar."""
    if not file.state.ready_periods:
        return None
    why, words = _explained(file, now), None
    if why:
        readers = names(file.case, [part.unit for part in file.parts if part.active], assignment.unit_id)
        words = panel_words(why, messages(file.case.pk), readers)
    return Panel("billing/_free_days.html", {"words": words, "case_id": file.case.pk})


def _explained(file: CaseFile, now: datetime) -> Why | None:
    """None where the facts contradict each other: the page behind the link says how."""
    try:
        return explain(liability_facts(file.state), local_date(now), rulebook())
    except (InvalidFacts, InvalidField):
        return None

"""The start and the free days at once after a message, in the transaction of whoever sent it.

Only the columns that lists show; the days and the kronor are the night's, written by the worker.
"""

from __future__ import annotations

from billing.liability import InvalidFacts, assess
from billing.rulebook import rulebook
from billing.rules.case_fields import InvalidField
from billing.rules.known_facts import known_facts
from billing.rules.liability_columns import NOTHING, present_liability
from discharge.actions import set_liability
from discharge.models import Case
from discharge.process import liability_facts
from discharge.process.outlook import Liability
from discharge.process.state import CaseState
from municipalities.swedish.clock import local_date


def show_liability(case: Case, state: CaseState) -> None:
    """Write what the case shows on the day of its latest message."""
    liability = _on_the_day(state) if state.ready_periods else NOTHING
    if liability != case.liability:
        set_liability(case.pk, liability)


def _on_the_day(state: CaseState) -> Liability:
    if state.last_at is None:
        return NOTHING
    today = local_date(state.last_at)
    try:
        known = known_facts(liability_facts(state), today)
        return present_liability(assess(known.facts, as_of=today, rules=rulebook())) if known else NOTHING
    except (InvalidFacts, InvalidField):
        # Money must not stop a message; the night lists the case among those it can't compute.
        return NOTHING

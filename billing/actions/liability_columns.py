"""The start and the free days at once after a message, in the transaction of whoever sent it.

Only the columns that lists show; the days and the kronor are the night's, written by the worker.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from billing.liability import InvalidFacts, Rulebook, assess
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
    liability = liability_of(state)
    if liability != case.liability:
        set_liability(case.pk, liability)


def liability_of(state: CaseState, read_rules: Callable[[], Rulebook] = rulebook) -> Liability:
    """What the case shows on the day of its latest message."""
    if state.ready_periods and state.last_at is not None:
        today = local_date(state.last_at)
        # Money must not stop a message; the night lists the case among those it can't compute.
        with suppress(InvalidFacts, InvalidField):
            if known := known_facts(liability_facts(state), today):
                return present_liability(assess(known.facts, as_of=today, rules=read_rules()))
    return NOTHING

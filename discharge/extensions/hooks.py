"""What apps above want to do when a case has changed, without this app knowing them.

They append to `after_change` in their AppConfig.ready. Each is called in the transaction of whoever sent
the message, after the derived columns are written; what it raises undoes the message.
"""

from __future__ import annotations

from collections.abc import Callable

from discharge.models import Case
from discharge.process.state import CaseState

#: Called with the case as it was read before the message, and the state after it.
after_change: list[Callable[[Case, CaseState], None]] = []


def tell_of_change(case: Case, state: CaseState) -> None:
    for call in after_change:
        call(case, state)

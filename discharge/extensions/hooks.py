"""What apps above want to do when a case has changed, without this app knowing them.

They register themselves in AppConfig.ready, and stand here once however often that is called. Each is called
in the transaction of whoever sent the message, after the derived columns are written; what it raises undoes
the message.
"""

from __future__ import annotations

from collections.abc import Callable

from discharge.models import Case
from discharge.process.state import CaseState

#: Called with the case as it was read before the message, and the state after it.
Hook = Callable[[Case, CaseState], None]
_after_change: list[Hook] = []


def register(hook: Hook) -> None:
    if hook not in _after_change:
        _after_change.append(hook)


def tell_of_change(case: Case, state: CaseState) -> None:
    for call in _after_change:
        call(case, state)

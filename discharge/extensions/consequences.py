"""What apps above this one say follows when a message is cancelled, without this app knowing them.

They register themselves in AppConfig.ready. Each is asked with the case as it stands and the state that it
would come to, and answers with sentences; none where it has nothing to say.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from discharge.process.state import CaseState
from discharge.queries import CaseFile
from municipalities.models import Assignment

Teller = Callable[[CaseFile, CaseState, Assignment, datetime], list[str]]
_tellers: list[Teller] = []


def register(teller: Teller) -> None:
    _tellers.append(teller)


def tell_consequences(file: CaseFile, after: CaseState, by: Assignment, now: datetime) -> list[str]:
    return [said for teller in _tellers for said in teller(file, after, by, now)]

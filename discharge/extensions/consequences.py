"""What apps above this one say follows of a change, before it is made, without this app knowing them.

They register themselves in AppConfig.ready. Each is asked with the case as it stands, the state that it
would come to, and how that is called, "Utan meddelandet". It answers with sentences, none where it has
nothing to say.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from discharge.process.state import CaseState
from discharge.queries import CaseFile
from municipalities.models import Assignment

#: What the app above says where nothing follows of it.
LIABILITY_STAYS = "Betalningsansvaret ändras inte."

Teller = Callable[[CaseFile, CaseState, Assignment, datetime, str], list[str]]
_tellers: list[Teller] = []


def register(teller: Teller) -> None:
    if teller not in _tellers:
        _tellers.append(teller)


def tell_consequences(
    file: CaseFile, after: CaseState, by: Assignment, now: datetime, then: str
) -> list[str]:
    return [said for teller in _tellers for said in teller(file, after, by, now, then)]

"""Whether a message may be corrected, for the form and for the action alike."""

from __future__ import annotations

from collections.abc import Iterable

from discharge import process
from discharge.models import Destruction, Message
from discharge.state import Entry
from municipalities.models import Assignment

ENDED = "Er del i ärendet är överlämnad. Be den som tog över att skriva ett nytt meddelande."
NOT_OURS = "Bara den enhet som skickade meddelandet kan rätta det. Be den enheten."
A_CORRECTION = "Det här är en rättelse. Rätta det ursprungliga meddelandet."
CANCELLED = "Meddelandet är makulerat. Skicka ett nytt i stället."
DESTROYED = (
    "Innehållet är förstört efter beslut, och går därför inte att rätta. "
    "Skriv ett nytt meddelande om något ska sägas."
)


def refusal(original: Message, entries: list[Entry], *, by: Assignment) -> str:
    """Why the unit may not correct the message, in Swedish; empty when it may."""
    if not process.fold(entries).acts(by.unit_id):
        return ENDED
    if original.sender_unit_id != by.unit_id:
        return NOT_OURS
    if original.corrects_id:
        return A_CORRECTION
    if original.pk not in {entry.id for entry in process.effective(entries)}:
        return CANCELLED
    return DESTROYED if _is_destroyed(original, entries) else ""


def _is_destroyed(original: Message, entries: Iterable[Entry]) -> bool:
    """Its own content, or a correction's: the form would begin from what is no longer there."""
    said = [original.pk, *(entry.id for entry in entries if entry.corrects == original.pk)]
    done = Destruction.objects.filter(case_id=original.case_id, confirmed_at__isnull=False)
    return done.filter(messages__overlap=said).exists()

"""What is urgent for a unit in a case: the one order of colours, for tags and for lists. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import IntEnum, auto

from discharge.process.outlook import LiabilityOutlook, Outlook
from municipalities.swedish.clock import local_date

#: Within so long of a deadline a case is in a hurry.
SOON = timedelta(hours=24)
#: The deadline of whom nobody waits for: after every other.
NEVER = datetime(9999, 12, 31, tzinfo=UTC)


class Urgency(IntEnum):
    """Gravest first: the first that holds is the row's colour, and rows stand in this order."""

    LIABLE = auto()
    LATE = auto()
    LIABLE_SOON = auto()
    LIABLE_IF = auto()
    DUE_SOON = auto()
    OURS = auto()
    NONE = auto()


def judge_urgency(
    outlook: LiabilityOutlook, due: datetime | None, now: datetime, *, waits_for_us: bool
) -> Urgency:
    """Of liability that concerns the unit (else that of nobody), and the first deadline of its own.

    What others are late with is no colour of the unit's: it can do nothing about it.
    """
    today = local_date(now)
    stands, is_near = outlook.on(today).outlook, outlook.is_near(today)
    gravest_first = (
        (Urgency.LIABLE, stands is Outlook.STANDS),
        (Urgency.LATE, due is not None and due < now),
        (Urgency.LIABLE_SOON, stands is Outlook.WILL_START and is_near),
        (Urgency.LIABLE_IF, stands is Outlook.PENDING and is_near),
        (Urgency.DUE_SOON, due is not None and due < now + SOON),
        (Urgency.OURS, waits_for_us),
    )
    return next((urgent for urgent, holds in gravest_first if holds), Urgency.NONE)

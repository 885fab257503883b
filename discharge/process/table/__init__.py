"""The table: every message type once, in the order of the process."""

from __future__ import annotations

from discharge.process.message_type import MessageType
from discharge.process.table import admission, amending, going_home, planning, ready, sip

MESSAGE_TYPES: dict[str, MessageType] = {
    row.name: row
    for row in (
        *admission.ROWS,
        *planning.ROWS,
        *sip.ROWS,
        *ready.ROWS,
        *going_home.ROWS,
        *amending.ROWS,
    )
}

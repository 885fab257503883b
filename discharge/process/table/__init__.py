"""The table: every message type once, in the order of the process."""

from __future__ import annotations

from discharge.process.message_type import MessageType
from discharge.process.table import (
    admission,
    amending,
    consent,
    going_home,
    municipality,
    participants,
    placement,
    planning,
    ready,
    sip_meeting,
    sip_plan,
    ward,
    writing,
)

MESSAGE_TYPES: dict[str, MessageType] = {
    message_type.name: message_type
    for message_type in (
        *admission.ROWS,
        *ward.ROWS,
        *planning.ROWS,
        *participants.ROWS,
        *municipality.ROWS,
        *consent.ROWS,
        *sip_meeting.ROWS,
        *sip_plan.ROWS,
        *ready.ROWS,
        *going_home.ROWS,
        *writing.ROWS,
        *placement.ROWS,
        *amending.ROWS,
    )
}

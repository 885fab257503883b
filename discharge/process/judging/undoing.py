"""When a receipt, or a message that was sent by mistake, may be undone by one press (ångra)."""

from __future__ import annotations

from datetime import datetime, timedelta

from discharge.process.message_type import MessageType
from discharge.process.words import in_sentence

#: For a slip of the hand, not for second thoughts (assumed). The database says it too.
UNDO_WITHIN = timedelta(minutes=15)
#: Of a unit whose part has ended, and of a case that has been taken back.
RECEIPTS_STAND = "Er del i ärendet är avslutad, och kvittensen står kvar. Läs det som finns."


def refusal_to_undo(message_type: MessageType, acknowledged_at: datetime, now: datetime, *, own: bool) -> str:
    """Why a receipt of a message of the type can't be undone now; empty when it can.

    `own`: it was given by who would undo it.
    """
    if message_type.is_notice:
        return (
            f"Kvittensen av {in_sentence(message_type.title)} visar att det har nått er, "
            "och går inte att ångra."
        )
    if not own:
        return "Någon annan har kvitterat. Den som kvitterade kan ångra det."
    if now > acknowledged_at + UNDO_WITHIN:
        minutes = UNDO_WITHIN.seconds // 60
        return f"En kvittens går att ångra i {minutes} minuter, och de har gått."
    return ""


def refusal_to_take_back(message_type: MessageType, sent_at: datetime, now: datetime) -> str:
    """The same of a message of the unit's own, which is then cancelled; that has its own rules too."""
    if not message_type.may_be_undone:
        return f"{message_type.title} går inte att ångra här. Öppna ärendet och makulera det."
    if now > sent_at + UNDO_WITHIN:
        minutes = UNDO_WITHIN.seconds // 60
        return f"Det går att ångra i {minutes} minuter. Öppna ärendet och makulera det."
    return ""

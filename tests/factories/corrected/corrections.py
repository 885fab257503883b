"""Cancelling and correcting a message that was sent."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from discharge import actions
from discharge.models import Message
from municipalities.access.acting import acting
from municipalities.models import Assignment
from tests.factories.stays import Stay


def correct(stay: Stay, by: Assignment, message: Message, **values: Any) -> Message:
    stay.wait(minutes=10)
    with acting(by):
        return actions.correct(
            by=by,
            case_id=stay.case.pk,
            message_id=message.pk,
            values=values,
            submission=uuid4(),
            now=stay.now,
        )


def cancel(stay: Stay, by: Assignment, message: Message) -> Message:
    return stay.send(by, "cancel", message=message.pk, reason="Fel patient.")

"""A room for a video meeting, at the service that the site is set up with; its link is made on sending."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from discharge.process import MEETING_CALLS, MessageType

#: Bytes of chance in a room's name: nobody finds a meeting by trying.
CHANCE = 24
HELP = "Lämna tomt, så skapas ett rum för mötet när kallelsen skickas."


def makes_rooms(message_type: MessageType) -> bool:
    """Whether a call to a video meeting without a link gets one."""
    return bool(settings.MEETING_ADDRESS) and message_type.name in MEETING_CALLS


def with_room(message_type: MessageType, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values, with a link to a room of its own where a video meeting has none."""
    needs = values.get("meeting_form") == "video" and not values.get("link")
    if not (needs and makes_rooms(message_type)):
        return dict(values)
    room = secrets.token_urlsafe(CHANCE)
    return {**values, "link": settings.MEETING_ADDRESS.replace("{room}", room)}

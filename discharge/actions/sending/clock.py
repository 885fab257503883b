"""The time of a message: read when its case is locked, and never before the message that came last."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from discharge.process import Refused
from municipalities.swedish.clock import full_words

Clock = Callable[[], datetime]

#: So far may this server's clock lie behind the one that timed the last message. Servers that keep time by
#: NTP differ by less than a second; minutes leave room for one that has just started, and are too few to
#: bring a notice to another day.
CLOCKS_DIFFER = timedelta(minutes=5)


def read_clock(now: datetime | Clock) -> datetime:
    """What the clock shows, or the time that is told."""
    return now() if callable(now) else now


def time_of_message(now: datetime | Clock, last_at: datetime | None) -> datetime:
    """When the message is sent: now, or right after the last one where the clock lies a little behind it.

    A `now` that is a clock is read here, with the case locked: whoever waited for the lock comes after.
    Raises Refused where the last message is much later, which a clock that went wrong has made.
    """
    at = read_clock(now)
    if last_at is None or at >= last_at:
        return at
    if last_at - at > CLOCKS_DIFFER:
        raise Refused(
            f"Ärendets senaste meddelande har tiden {full_words(last_at)}, som är senare än klockan nu: "
            "en klocka har gått fel. Skicka igen efter den tiden, och säg till den som sköter driften."
        )
    return last_at + timedelta(microseconds=1)

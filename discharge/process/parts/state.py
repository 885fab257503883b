"""A unit's part in the case, and what is kept of one that was handed over. Pure values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from municipalities.units.parties import Party


@dataclass(slots=True)
class Part:
    """One unit's part in the case; whether it is connected, as its latest message has it."""

    unit: UUID
    party: str
    municipality: str | None
    since: datetime
    ended_at: datetime | None = None
    #: When it was found that the part never should have been: the unit reads nothing of the case any more,
    #: not even what it had. Such a part has ended.
    mistaken_at: datetime | None = None
    responsible: int | None = None
    unacknowledged: int = 0
    #: Since when the oldest of them has waited.
    unread_since: datetime | None = None
    #: Of those, how many were entered afterwards.
    entered_afterwards: int = 0
    connected: bool = True

    def acknowledge_all(self) -> None:
        """Nothing waits for the unit any more."""
        self.unacknowledged = self.entered_afterwards = 0
        self.unread_since = None

    def leave_unread(self, came_at: datetime, *, afterwards: bool) -> None:
        """One more message waits for the unit; it came into the system then."""
        self.unacknowledged += 1
        self.entered_afterwards += afterwards
        self.unread_since = min(self.unread_since or came_at, came_at)

    def go_on(self) -> None:
        """Somebody brings the unit in anew."""
        self.ended_at = self.mistaken_at = None

    @property
    def is_office(self) -> bool:
        """A surgery lies in a municipality too, but is no office of it."""
        return self.party == Party.MUNICIPAL


@dataclass(slots=True)
class HandedOver:
    """A unit has left its place to another; `to` is None where the ward looks for the right one.

    `is_new`: the other had no part before, or should have had none. `is_answered`: somebody has acted on it,
    so that it can't be taken back any more. To acknowledge is not to act.
    """

    message: UUID
    to: UUID | None
    is_new: bool
    is_answered: bool = False


@dataclass(frozen=True, slots=True)
class StandIn:
    """The unit that in truth has the case of one that it was handed over to by mistake.

    `is_new`: that one had no part before, or should have had none.
    """

    unit: UUID
    is_new: bool
    since: datetime

"""How it stands with the municipality's liability in a case: judged once by billing, read by everybody.

Pure. Tag, list line, sentence, card, sort, filter and the page of colours read this and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from municipalities.units.parties import Party


class Outlook(StrEnum):
    """Nobody is ready; liability starts, or has started, if nothing happens; the region has something left
    to do before it can; or it can't, whatever anybody does."""

    NONE = "none"
    WILL_START = "will_start"
    STANDS = "stands"
    PENDING = "pending"
    BARRED = "barred"


def concerns_unit(party: str, municipality: str | None, payer: str | None) -> bool:
    """Whether the liability, and what others are late with, is the unit's business.

    Everybody's in the case but an office's of another municipality than the one that pays.
    """
    return party != Party.MUNICIPAL or payer in (None, municipality)


@dataclass(frozen=True, slots=True)
class LiabilityOutlook:
    """As judged on the day of the latest message or night; `on` says what has become of it since.

    `missing` are billing's codes of what the region has left to do, `due_on` the last day for it where
    there is one.
    """

    outlook: Outlook = Outlook.NONE
    starts_on: date | None = None
    missing: tuple[str, ...] = ()
    due_on: date | None = None

    def on(self, day: date) -> LiabilityOutlook:
        """The same when days have gone by without a message or a night."""
        if self.outlook is Outlook.WILL_START and self.has_begun(day):
            return replace(self, outlook=Outlook.STANDS)
        if self.outlook is Outlook.PENDING and self.due_on is not None and self.due_on < day:
            return replace(self, outlook=Outlook.BARRED, missing=(), due_on=None)
        return self

    def has_begun(self, day: date) -> bool:
        """Whether the free days are over on the day."""
        return self.starts_on is not None and self.starts_on <= day

    def is_near(self, day: date) -> bool:
        """Whether they are over within 24 hours of the day: liability starts at midnight, so tomorrow."""
        return self.has_begun(day + timedelta(days=1))

    @property
    def liable_from(self) -> date | None:
        """From when the municipality is liable if nothing happens; None where something stands in the way."""
        return self.starts_on if self.outlook in (Outlook.WILL_START, Outlook.STANDS) else None


class Liability(NamedTuple):
    """What lists show of a case's liability, as billing has judged it."""

    outlook: LiabilityOutlook = LiabilityOutlook()
    free_days_left: int | None = None

    def free_days_on(self, day: date) -> int | None:
        """How many are left when days have gone by without a message or a night."""
        left, starts_on = self.free_days_left, self.outlook.starts_on
        return left if left is None or starts_on is None else min(left, max(0, (starts_on - day).days))

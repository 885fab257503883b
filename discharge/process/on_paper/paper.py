"""A message that goes on paper to a unit that is not connected. Pure values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID


class OnPaper(NamedTuple):
    """A message, and one of its receivers that is not connected."""

    message: UUID
    unit: UUID

    @property
    def written(self) -> str:
        """As a message keeps it, and forms and the API name it."""
        return f"{self.message}/{self.unit}"

    @classmethod
    def read(cls, text: str) -> OnPaper:
        """Raises ValueError: it names no paper."""
        message, unit = text.split("/")
        return cls(UUID(message), UUID(unit))


@dataclass(slots=True)
class Delivery:
    """A paper that `by` has to send, and has sent once `told_at` is noted; it was written at `sent_at`."""

    paper: OnPaper
    type: str
    by: UUID
    sent_at: datetime
    due: datetime | None
    #: What it tells that needs a consent.
    information: str = ""
    told_at: datetime | None = None

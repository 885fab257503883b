"""Whose figures somebody reads. Pure: no Django.

Row-level security answers with just those cells (`statistics_reader`); here pages learn what to say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

from monthly_statistics.figures.areas import COUNTY, Area


class Sees(Enum):
    """ALL: the region, who makes the figures. OWN: a municipality or a district. RELEASE: everybody else."""

    ALL = auto()
    OWN = auto()
    RELEASE = auto()


@dataclass(frozen=True, slots=True)
class Reader:
    """`district` is the code of the reader's own, empty for who reads a whole municipality's.

    `districts` are that one and those that have been merged into it.
    """

    sees: Sees
    municipality: str = ""
    district: str = ""
    districts: frozenset[str] = field(default_factory=frozenset)

    @property
    def sees_hidden(self) -> bool:
        """Some of what is hidden from others."""
        return self.sees is not Sees.RELEASE

    @property
    def home(self) -> str:
        """The area that is shown where none is asked for."""
        return self.district or self.municipality or COUNTY.code

    def may_choose(self, area: Area) -> bool:
        if self.sees is not Sees.OWN or area == COUNTY or area.code == self.municipality:
            return True
        return area.parent == self.municipality and (not self.district or area.code in self.districts)

    def is_own(self, area: Area) -> bool:
        return self.sees is Sees.OWN and area != COUNTY

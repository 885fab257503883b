"""Which unit is suggested for whom: by area, group and age. Pure: no Django.

Of those that are there for the group the narrowest area wins: the longest beginning of a postal code, then
the district, then the municipality. One that has said that it is there for the group goes before one that
takes everybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from municipalities.units.groups import SOCIAL_GROUPS, Group, Served


@dataclass(frozen=True, slots=True)
class Home:
    """Where somebody lives, or who has placed him or her; the postal code as far as it is known."""

    municipality: str
    district: UUID | None = None
    postal_code: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """A row of the routing table: a municipality, maybe one of its districts or postal codes alone."""

    municipality: str
    district: UUID | None = None
    postal_prefix: str = ""

    def holds(self, home: Home) -> bool:
        return (
            self.municipality == home.municipality
            and self.district in (None, home.district)
            and home.postal_code.startswith(self.postal_prefix)
        )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that may receive: what it has said that it serves, and where it lies itself.

    Of one that has ended, `unit` is its stand-in, which is suggested instead.
    """

    unit: UUID
    sort_key: str
    serves: tuple[Served, ...]
    has_said: bool
    areas: tuple[Area, ...]
    lies_in: Area | None = None
    has_ended: bool = False

    def serves_group(self, group: Group, age: int | None) -> bool:
        return any(served.group == group and served.fits(age) for served in self.serves)


@dataclass(frozen=True, slots=True)
class Found:
    """The unit that is suggested; `serves_group` is False where nobody there is for the group."""

    unit: UUID
    serves_group: bool


def find_receiver(candidates: Iterable[Candidate], home: Home, group: Group, age: int | None) -> Found | None:
    """Who is there for the group; where no office of the municipality is, who is for most (assumed)."""
    rows = list(candidates)
    fitting = [one for one in rows if one.serves_group(group, age)]
    if found := find_by_area(fitting, home, said_first=True):
        return Found(found.unit, serves_group=True)
    if group not in SOCIAL_GROUPS:
        return None
    most = [one for one in rows if one.serves_group(Group.OLDER, None)]
    instead = find_by_area(most, home) or find_by_area(rows, home)
    return Found(instead.unit, serves_group=False) if instead else None


def find_by_area(
    candidates: Iterable[Candidate], home: Home, *, said_first: bool = False, by_table_alone: bool = False
) -> Candidate | None:
    """The one whose area is the narrowest that holds the home; `said_first`: of those that name their groups.

    Without a row that holds it: the unit that lies there itself, unless `by_table_alone`.
    """
    rows = list(candidates)
    fits = [(one, area) for one in rows for area in one.areas if area.holds(home)]
    if not fits and not by_table_alone:
        lying = [(one, one.lies_in) for one in rows if one.lies_in and not one.has_ended]
        exact = [(one, area) for one, area in lying if area == Area(home.municipality, home.district)]
        whole = [(one, area) for one, area in lying if one.has_said and area == Area(home.municipality)]
        fits = exact or whole
    ranked = sorted(
        fits,
        key=lambda fit: (
            fit[0].has_said is not said_first,
            -len(fit[1].postal_prefix),
            fit[1].district is None,
            fit[0].has_ended,
            fit[0].sort_key,
        ),
    )
    return ranked[0][0] if ranked else None

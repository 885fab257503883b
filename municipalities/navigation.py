"""The pages in the main menu, each registered by its own app with the roles that it is for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from municipalities.door.addresses import address
from municipalities.models import Assignment


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the menu; `order` says where, and the first that a user may see is the start page.

    `is_for` asks more than the role, where the role alone doesn't say who may see the page.
    """

    label: str
    url_name: str
    roles: frozenset[str]
    order: int = 0
    is_for: Callable[[Assignment], bool] | None = None

    @property
    def url(self) -> str:
        return address(self.url_name)


_places: dict[str, Place] = {}


def register(
    label: str,
    url_name: str,
    roles: Iterable[str],
    order: int = 0,
    is_for: Callable[[Assignment], bool] | None = None,
) -> None:
    """Called from the app's `ready`."""
    _places[url_name] = Place(label, url_name, frozenset(roles), order, is_for)


def places_for(assignment: Assignment | None) -> list[Place]:
    if assignment is None:
        return []
    of_role = (place for place in _places.values() if assignment.role in place.roles)
    mine = [place for place in of_role if place.is_for is None or place.is_for(assignment)]
    return sorted(mine, key=lambda place: place.order)


def home_url(assignment: Assignment) -> str:
    """Where the user starts; the unit chooser for a role that no page is for yet."""
    places = places_for(assignment)
    return places[0].url if places else address("municipalities:choose-unit")

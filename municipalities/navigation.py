"""The pages in the main menu, each registered by its own app with the roles that it is for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from municipalities.models import Assignment


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the menu; `order` says where, and the first that a user may see is the start page."""

    label: str
    url_name: str
    roles: frozenset[str]
    order: int = 0

    @property
    def url(self) -> str:
        return reverse(self.url_name)


_places: dict[str, Place] = {}


def register(label: str, url_name: str, roles: Iterable[str], order: int = 0) -> None:
    """Called from the app's `ready`."""
    _places[url_name] = Place(label, url_name, frozenset(roles), order)


def places_for(assignment: Assignment | None) -> list[Place]:
    if assignment is None:
        return []
    mine = [place for place in _places.values() if assignment.role in place.roles]
    return sorted(mine, key=lambda place: place.order)


def home_url(assignment: Assignment) -> str:
    """Where the user starts; the unit chooser for a role that no page is for yet."""
    places = places_for(assignment)
    return places[0].url if places else reverse("municipalities:choose-unit")

"""Which receivers the directory suggests for somebody: the rule is `municipalities/units/receivers.py`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from discharge.queries.lookups.directory import clinics, municipal_units
from municipalities import directory
from municipalities.models import Unit
from municipalities.queries import routing
from municipalities.units.groups import Group, clinic_group, social_group
from municipalities.units.parties import CareType
from municipalities.units.receivers import Home, find_receiver


@dataclass(frozen=True, slots=True)
class WhoFor:
    """Somebody for whom receivers are looked for: where, how old, in which care, and the help expected.

    `is_placed`: the home is that of the municipality that has placed the person. `chosen` is the group that
    the sender has chosen, where it is not left to age and care.
    """

    home: Home
    age: int | None
    care_type: str
    is_placed: bool = False
    chosen: Group | None = None
    health_care: bool = False

    @property
    def groups(self) -> list[Group]:
        """Of the municipality: first whose the planning is."""
        first = self.chosen or social_group(self.age, self.care_type)
        return [first, Group.MUNICIPAL_HEALTH_CARE] if self.health_care else [first]


@dataclass(frozen=True, slots=True)
class Suggested:
    """A unit, and for which groups; `serves` is False where nobody there is for the group."""

    unit: Unit
    groups: tuple[Group, ...]
    serves: bool


def suggest_offices(who: WhoFor, today: date, groups: Iterable[Group] = ()) -> list[Suggested]:
    """The municipality's units, the one that is to hold the planning first; or of these groups, each once."""
    candidates = routing.candidates(municipal_units(today), who.home.municipality, today)
    found: dict[Unit, Suggested] = {}
    for group in groups or who.groups:
        one = find_receiver(candidates, who.home, group, who.age)
        if one and (one.serves_group or not groups):
            unit = directory.unit(one.unit)
            served = (*found[unit].groups, group) if unit in found else (group,)
            found[unit] = Suggested(unit, served, one.serves_group)
    return list(found.values())


def suggest_clinic(who: WhoFor, today: date) -> Unit | None:
    """Where outpatient care of the ward's own kind goes on; none after somatic care."""
    if who.care_type in ("", CareType.SOMATIC):
        return None
    candidates = routing.candidates(clinics(today, who.care_type), who.home.municipality, today)
    found = find_receiver(candidates, who.home, clinic_group(who.age, who.care_type), who.age)
    return directory.unit(found.unit) if found else None

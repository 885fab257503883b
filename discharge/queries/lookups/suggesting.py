"""Which receivers the directory suggests for somebody: the rule is `municipalities/units/receivers.py`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from discharge.models import Case
from discharge.process.state import Residence
from discharge.queries.lookups.directory import clinics, municipal_units
from municipalities import directory
from municipalities.models import Unit
from municipalities.queries import routing
from municipalities.swedish.clock import age_on
from municipalities.units.groups import GROUPS_OF, Group, clinic_group, social_group
from municipalities.units.parties import CareType, Party
from municipalities.units.receivers import Candidate, Home, find_receiver


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


def who_in_case(case: Case, residence: Residence, care_type: str, today: date) -> WhoFor:
    """The person of a case, as living where it is said; where a protected person lives is not looked at."""
    is_known = residence.placed_by is None and not case.patient.protected_identity
    return WhoFor(
        home=Home(residence.payer or "", residence.district, case.person.postal_code if is_known else ""),
        age=age_on(today, case.birth_date),
        care_type=care_type,
        is_placed=residence.placed_by is not None,
    )


@dataclass(frozen=True, slots=True)
class Suggested:
    """A unit, and for which groups; `serves` is False where nobody there is for the group."""

    unit: Unit
    groups: tuple[Group, ...]
    serves: bool


def suggest_offices(who: WhoFor, today: date) -> list[Suggested]:
    """The municipality's units, the one that is to hold the planning first; none that nobody needs to ask."""
    candidates = routing.candidates(municipal_units(today), who.home.municipality, today)
    return _find_units(who, candidates, who.groups)


def units_nearby(who: WhoFor, parties: Iterable[Party], today: date) -> dict[Party, list[Suggested]]:
    """Who is there for each group of the parties where the person lives; first those who are suggested."""
    found: dict[Party, list[Suggested]] = {party: [] for party in parties}
    units = Unit.objects.receiving_on(today).filter(party__in=found)
    candidates = routing.candidates(units, who.home.municipality, today)
    for party in found:
        of_party = [one for one in candidates if directory.unit(one.unit).party == party]
        groups = dict.fromkeys((*who.groups, *GROUPS_OF[party]))
        served = _find_units(who, of_party, (group for group in groups if group in GROUPS_OF[party]))
        found[party] = [one for one in served if one.serves]
    return found


def _find_units(who: WhoFor, candidates: list[Candidate], groups: Iterable[Group]) -> list[Suggested]:
    """A unit for each of the groups, each once."""
    found: dict[Unit, Suggested] = {}
    for group in groups:
        if one := find_receiver(candidates, who.home, group, who.age):
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

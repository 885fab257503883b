"""The directory held in memory: who lives where, and which units they meet. Read once a process."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from random import Random
from uuid import UUID

from municipalities.access.roles import CASE_ROLES
from municipalities.models import (
    Assignment,
    District,
    Municipality,
    PostalArea,
    Role,
    ServedGroup,
    Unit,
)
from municipalities.reference import CITY_OF_STOCKHOLM
from municipalities.units.groups import Group
from municipalities.units.parties import CareType, Party
from vardovergang.demonstration.people import catchment

#: Of those who are registered outside the county, how many in a municipality near it.
NEAR = 0.6


@dataclass(frozen=True, eq=False)
class Area:
    """A municipality, or a district on a certain day, and what its people have there."""

    name: str
    municipality: str
    district: District | None
    population: int
    prefixes: tuple[str, ...]
    office: Unit
    surgeries: tuple[Unit, ...]
    #: Who is there for whom, where the municipality has offices for groups.
    offices: dict[Group, Unit]

    def office_for(self, group: Group) -> Unit:
        return self.offices.get(group, self.office)

    @cached_property
    def sector(self) -> str:
        return catchment.sector_of(self.name)


class County:
    """Chooses among the directory's rows; the same choices for the same random numbers."""

    def __init__(self, today: date) -> None:
        self.today = today
        units = self.units = sorted(Unit.objects.select_related("organisation"), key=_place_in_directory)
        self._units = {unit.name: unit for unit in reversed(units)}
        self._wards = [unit for unit in units if unit.party == Party.INPATIENT]
        self._surgeries = [u for u in units if u.party == Party.OUTPATIENT and u.municipality_id]
        self._offices = [unit for unit in units if unit.party == Party.MUNICIPAL]
        self._served: defaultdict[tuple[str | None, UUID | None], dict[Group, Unit]] = defaultdict(dict)
        rows = ServedGroup.objects.filter(unit__party=Party.MUNICIPAL).select_related("unit")
        for row in rows.order_by("unit__hsa_id"):
            self._served[row.unit.municipality_id, row.unit.district_id][Group(row.group)] = row.unit
        self._municipalities = list(Municipality.objects.order_by("code"))
        self._districts = list(District.objects.order_by("name"))
        self._prefixes = defaultdict(list)
        for area in PostalArea.objects.select_related("district").order_by("prefix"):
            self._prefixes[area.municipality_id, area.district].append(area.prefix)
        self._staff = defaultdict(list)
        people = Assignment.objects.filter(role__in=CASE_ROLES).select_related("user", "unit")
        for assignment in people.order_by("user__username", "unit__hsa_id"):
            self._staff[assignment.unit_id].append(assignment)

    @property
    def surgeries(self) -> list[Unit]:
        return self._surgeries

    def staff(self, unit: Unit) -> list[Assignment]:
        return self._staff[unit.pk]

    def unit(self, name: str) -> Unit:
        return self._units[name]

    @cached_property
    def invoicer(self) -> Assignment:
        """Who decides for the region (HSF)."""
        return Assignment.objects.select_related("user", "unit").get(role=Role.INVOICER)

    def municipality_of(self, district: UUID) -> str | None:
        return next((each.municipality_id for each in self._districts if each.pk == district), None)

    def areas(self, day: date) -> tuple[Area, ...]:
        """The county as it was divided on the day."""
        return self._divide_county(
            tuple(d for d in self._districts if d.on(day) == d and d.valid_from <= day)
        )

    @lru_cache  # noqa: B019 - there is one county a process
    def _divide_county(self, districts: tuple[District, ...]) -> tuple[Area, ...]:
        municipalities = [m for m in self._municipalities if m.in_county and m.code != CITY_OF_STOCKHOLM]
        areas = [
            Area(
                name=municipality.name,
                municipality=municipality.code,
                district=None,
                population=municipality.population_2024 or municipality.population_2017 or 0,
                prefixes=tuple(self._prefixes[municipality.code, None]),
                office=next(each for each in self._offices if each.municipality_id == municipality.code),
                surgeries=tuple(u for u in self._surgeries if u.municipality_id == municipality.code),
                offices=self._served[municipality.code, None],
            )
            for municipality in municipalities
        ]
        for district in districts:
            # Postal areas and surgeries stand in the directory with the districts of today.
            current = district.on(self.today)
            areas.append(
                Area(
                    name=district.name,
                    municipality=district.municipality_id,
                    district=district,
                    population=self._population(district),
                    prefixes=tuple(self._prefixes[district.municipality_id, current]),
                    office=next(each for each in self._offices if each.district_id == district.pk),
                    surgeries=tuple(u for u in self._surgeries if u.district_id == current.pk),
                    offices=self._served[district.municipality_id, district.pk],
                )
            )
        return tuple(areas)

    def area_of(self, name: str, day: date) -> Area:
        """A municipality, or the district that answers on the day for the one with this name."""
        district = next((d for d in self._districts if d.name == name), None)
        current = district.on(day).name if district else name
        return next(area for area in self.areas(day) if area.name == current)

    def some_area(self, day: date, rng: Random) -> Area:
        areas = self.areas(day)
        return rng.choices(areas, [area.population for area in areas])[0]

    def elsewhere(self, rng: Random) -> str:
        """A municipality outside the county, by its code: mostly one near it."""
        is_near = rng.random() < NEAR
        others = [m for m in self._municipalities if not m.in_county]
        return rng.choice([m.code for m in others if (m.organisation_id is not None) == is_near])

    def office_of(self, municipality: str | None) -> Unit | None:
        """The office of a municipality outside the county, if it has one that is connected."""
        return next((unit for unit in self._offices_in(municipality) if self.staff(unit)), None)

    def told_on_paper(self, municipality: str | None) -> Unit | None:
        """What stands for a municipality that is not connected."""
        offices = self._offices_in(municipality)
        return offices[0] if offices and self.office_of(municipality) is None else None

    def _offices_in(self, municipality: str | None) -> list[Unit]:
        return [unit for unit in self._offices if unit.municipality_id == municipality]

    def wards(self, care_type: str) -> list[Unit]:
        return [ward for ward in self._wards if ward.care_type == care_type]

    def ward(self, sector: str, care_type: str, rng: Random) -> Unit:
        if care_type == CareType.SOMATIC:
            shares = catchment.HOSPITALS[sector]
            sites: tuple[str, ...] = (rng.choices(list(shares), list(shares.values()))[0],)
        elif care_type == CareType.PSYCHIATRIC:
            sites = catchment.PSYCHIATRIC_SITES[sector]
        else:
            return rng.choice(self.wards(care_type))
        return rng.choice([ward for ward in self.wards(care_type) if ward.site in sites])

    def clinic(self, sector: str, care_type: str) -> Unit:
        return self._units[catchment.clinic(sector, care_type)]

    def pace(self, office: Unit) -> float:
        """How slow an office is: every municipality has its own way, the same from case to case."""
        return Random(f"{office.hsa_id} pace").uniform(0.6, 1.7)  # noqa: S311 - nothing secret

    def _population(self, district: District) -> int:
        merged = [other for other in self._districts if other.merged_into_id == district.pk]
        return district.population_2011 or sum(self._population(other) for other in merged)


def _place_in_directory(unit: Unit) -> tuple[str, str]:
    """In the order in which they were made, whosever they are; last what came with the site."""
    return unit.hsa_id.rpartition("-")[2] if unit.hsa_id else "~", unit.sort_key

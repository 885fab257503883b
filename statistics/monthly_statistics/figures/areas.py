"""Whose figures: the county, its municipalities and the city's districts of the day. Pure: no Django."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple, Protocol
from uuid import UUID

from municipalities.swedish.months import last_day
from municipalities.units.parties import Word


class AreaKind(Word):
    COUNTY = "county", "Län"
    MUNICIPALITY = "municipality", "Kommun"
    DISTRICT = "district", "Stadsdel"


_UNKNOWN = "-unknown"


class Area(NamedTuple):
    """`code` is unique over all kinds; `parent` is the code of the area that this one is a part of."""

    code: str
    kind: AreaKind
    name: str
    parent: str = ""

    @property
    def is_known(self) -> bool:
        return not self.code.endswith(_UNKNOWN)


COUNTY = Area("01", AreaKind.COUNTY, "Stockholms län")


class DatedDistrict(Protocol):
    """What is asked of `municipalities.models.District`."""

    id: UUID
    name: str
    municipality_id: str
    valid_from: date
    valid_to: date | None

    def on(self, day: date) -> DatedDistrict: ...


def unknown_district(municipality: str) -> Area:
    """For a person whom the city pays for and who is registered in none of its districts."""
    return Area(f"{municipality}{_UNKNOWN}", AreaKind.DISTRICT, "Stadsdel inte angiven", municipality)


def district_area(district: DatedDistrict) -> Area:
    return Area(str(district.id), AreaKind.DISTRICT, district.name, district.municipality_id)


class Areas:
    """The county's division, and which areas a day's figures belong to."""

    def __init__(self, municipalities: Mapping[str, str], districts: Iterable[DatedDistrict]) -> None:
        """`municipalities` are the county's, names by code."""
        self.municipalities = {
            code: Area(code, AreaKind.MUNICIPALITY, name, COUNTY.code)
            for code, name in municipalities.items()
        }
        self.districts = {district.id: district for district in districts}
        self.divided = {district.municipality_id for district in self.districts.values()}
        # A million days fall on few dates and districts.
        self.on = lru_cache(maxsize=100_000)(self._areas_on)

    def _areas_on(self, municipality: str | None, district: UUID | None, day: date) -> tuple[Area, ...]:
        """The areas that a day counts in; none for a payer outside the county."""
        payer = self.municipalities.get(municipality or "")
        if payer is None:
            return ()
        if payer.code not in self.divided:
            return (COUNTY, payer)
        known = self.districts.get(district) if district else None
        if known is None or known.municipality_id != payer.code:
            return (COUNTY, payer, unknown_district(payer.code))
        return (COUNTY, payer, district_area(known.on(day)))

    def in_month(self, month: date) -> list[Area]:
        """Every area that existed on some day of the month, whether anybody was ready there or not."""
        first, last = month, last_day(month)
        existing = [
            district_area(district)
            for district in self.districts.values()
            if district.valid_from <= last and (district.valid_to is None or district.valid_to >= first)
        ]
        return [COUNTY, *self.municipalities.values(), *existing, *self._unknown_districts()]

    def all(self) -> list[Area]:
        """Every area that there is or has been."""
        districts = map(district_area, self.districts.values())
        return [COUNTY, *self.municipalities.values(), *districts, *self._unknown_districts()]

    def _unknown_districts(self) -> list[Area]:
        return [unknown_district(municipality) for municipality in sorted(self.divided)]

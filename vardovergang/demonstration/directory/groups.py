"""A municipality is not one office: who is there for adults, for children, for health care at home.

Added to the directory where the whole county is made; most tests have no need of so many offices.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db import transaction

from municipalities.models import (
    Assignment,
    District,
    Municipality,
    Role,
    ServedArea,
    ServedGroup,
    Unit,
    User,
)
from municipalities.reference import CITY_OF_STOCKHOLM
from municipalities.units.groups import Group
from municipalities.units.parties import Party
from vardovergang.demonstration.directory.accounts import GROUP_ACCOUNTS
from vardovergang.demonstration.directory.building import (
    SINCE,
    make_assignment,
    make_unit,
    make_user,
    save_units,
)
from vardovergang.demonstration.directory.sites import FAMILY_NAMES, GIVEN_NAMES
from vardovergang.demonstration.people.catchment import sector_of

#: What an office is called before its municipality or district, and its groups.
OF_THE_OLDER = "Biståndsenheten"
LARGE: dict[str, tuple[Group, ...]] = {
    "Socialtjänsten barn och unga": (Group.CHILDREN,),
    "Socialtjänsten vuxen och beroende": (Group.ADULTS,),
    "Socialpsykiatri och LSS": (Group.SOCIAL_PSYCHIATRY,),
}
#: Where fewer people live than that, one office is there for all but the older (assumed).
SMALL_BELOW = 30_000
SMALL = {"Individ- och familjeomsorgen": (Group.ADULTS, Group.CHILDREN, Group.SOCIAL_PSYCHIATRY)}
HEALTH_CARE = {"Kommunal hälso- och sjukvård": (Group.MUNICIPAL_HEALTH_CARE,)}
#: Outpatient units that are not what their kind of care says, and the sectors whose people they care for.
CLINICS: dict[str, tuple[Group, tuple[str, ...]]] = {
    "ASIH Nord": (Group.ADVANCED_HOME_CARE, ("northwest", "north", "norrtalje")),
    "ASIH Stockholm": (Group.ADVANCED_HOME_CARE, ("inner",)),
    "ASIH Syd": (Group.ADVANCED_HOME_CARE, ("south", "southwest", "sodertalje")),
    "Rehab Norr": (Group.REHABILITATION, ("northwest", "north", "norrtalje")),
    "Rehab Söder": (Group.REHABILITATION, ("inner", "south", "southwest", "sodertalje")),
}


@transaction.atomic
def add_groups(today: date) -> None:
    """Once: the groups' offices with their people, and what the others are there for."""
    if ServedGroup.objects.exists():
        return
    groups = dict(_draw_offices(today))
    save_units(list(groups), today)
    for office in Unit.objects.filter(party=Party.MUNICIPAL, hsa_id__isnull=False).valid_on(today):
        if office.name.startswith(OF_THE_OLDER) and (office.municipality_id or "").startswith("01"):
            groups[office] = (Group.OLDER,)
    for unit in Unit.objects.filter(name__in=CLINICS):
        groups[unit] = (CLINICS[unit.name][0],)
    ServedGroup.objects.bulk_create(
        ServedGroup(unit=unit, group=group, valid_from=max(SINCE, unit.valid_from))
        for unit, served in groups.items()
        for group in served
    )
    ServedArea.objects.bulk_create(_draw_clinics_areas(today))
    _make_people([unit for unit in groups if not unit.name.startswith((OF_THE_OLDER, *CLINICS))], today)


def _draw_offices(today: date) -> Iterator[tuple[Unit, tuple[Group, ...]]]:
    for municipality in Municipality.objects.select_related("organisation").filter(code__startswith="01"):
        if municipality.code == CITY_OF_STOCKHOLM:
            continue
        population = municipality.population_2024 or municipality.population_2017 or 0
        kinds = SMALL if population < SMALL_BELOW else LARGE
        for title, served in {**kinds, **HEALTH_CARE}.items():
            yield _make_office(f"{title}, {municipality.name}", municipality), served
    for district in District.objects.select_related("municipality__organisation").valid_on(today):
        for title, served in {**LARGE, **HEALTH_CARE}.items():
            yield _make_office(f"{title}, {district.name}", district.municipality, district), served


def _draw_clinics_areas(today: date) -> Iterator[ServedArea]:
    clinics = {unit.name: unit for unit in Unit.objects.filter(name__in=CLINICS)}
    districts = list(District.objects.valid_on(today))
    county = Municipality.objects.filter(code__startswith="01").exclude(code=CITY_OF_STOCKHOLM)
    for name, (_, sectors) in CLINICS.items():
        for place in (*county, *districts):
            if sector_of(place.name) in sectors:
                district = place if isinstance(place, District) else None
                code = district.municipality_id if district else place.pk
                yield ServedArea(
                    unit=clinics[name], municipality_id=code, district=district, valid_from=SINCE
                )


def _make_office(name: str, municipality: Municipality, district: District | None = None) -> Unit:
    return make_unit(
        name,
        municipality.organisation,  # type: ignore[arg-type]  # a municipality of the county has one
        Party.MUNICIPAL,
        municipality=municipality,
        district=district,
        valid_from=max(SINCE, district.valid_from) if district else SINCE,
    )


def _make_people(units: list[Unit], today: date) -> None:
    """One invented person at each, and those who have accounts."""
    users, assignments = [], []
    for number, unit in enumerate(units, User.objects.filter(username__startswith="demo").count() + 1):
        family, given = FAMILY_NAMES[number % len(FAMILY_NAMES)], GIVEN_NAMES[number % len(GIVEN_NAMES)]
        user = make_user(f"demo{number:04}", given, family, unit)
        is_nurse = unit.name.startswith(tuple(HEALTH_CARE))
        role = Role.MUNICIPAL_HEALTH_CARE if is_nurse else Role.CASE_OFFICER
        users.append(user)
        assignments.append(make_assignment(user, unit, role))
    User.objects.bulk_create(users)
    Assignment.objects.bulk_create(assignments)
    district = District.objects.get(municipality_id=CITY_OF_STOCKHOLM, name="Spånga-Tensta").on(today)
    for account in GROUP_ACCOUNTS:
        unit = Unit.objects.get(name=account.units[0].format(district=district.name))
        user = make_user(account.username, account.given_name, account.family_name, unit)
        user.save()
        make_assignment(user, unit, account.role).save()

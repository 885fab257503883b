"""Builds the directory: organisations, units, users, assignments, object permissions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import count, product

from django.db import transaction
from guardian.shortcuts import assign_perm

from municipalities.models import (
    Assignment,
    District,
    Municipality,
    Organisation,
    PostalArea,
    Role,
    ServedArea,
    Unit,
    User,
)
from municipalities.reference import CITY_OF_STOCKHOLM
from municipalities.swedish.sorting import sort_key
from municipalities.units.parties import Party
from vardovergang.demonstration.directory.accounts import ACCOUNTS
from vardovergang.demonstration.directory.contacts import choose_stand_ins, give_contacts
from vardovergang.demonstration.directory.sites import (
    CLINICS,
    FAMILY_NAMES,
    GIVEN_NAMES,
    OTHER_REGIONS,
    PRIVATE_PROVIDERS,
    SURGERIES,
    WARDS,
)

SINCE = date(2018, 1, 1)
COLLEAGUES = 2
HUDDINGE = "Huddinge"
RECORD_KEEPERS = ("arkiv", "arkivet")
STATISTICIANS = ("storsthlm", "statistikhsf", "statistikkommun", "statistikstad", "statistikstadsdel")
ROLE_OF: dict[str, Role] = {
    Party.INPATIENT: Role.INPATIENT,
    Party.OUTPATIENT: Role.OUTPATIENT,
    Party.MUNICIPAL: Role.CASE_OFFICER,
    Party.PLACEMENT: Role.PLACEMENT_COORDINATOR,
}


def is_built() -> bool:
    """What comes with the site is no county."""
    return Unit.objects.filter(hsa_id__isnull=False).exists()


@transaction.atomic
def build(today: date) -> None:
    """Make the whole directory. `today` decides who answers for Spånga-Tensta."""
    region = _make_organisation(Organisation.Kind.REGION, "Region Stockholm", "232100-0016")
    association = _make_organisation(Organisation.Kind.ASSOCIATION, "Storsthlm", "222000-0448")
    units = [
        *_make_units_of_care(region),
        *_make_district_units("Biståndsenheten", Party.MUNICIPAL),
        make_unit("Hälso- och sjukvårdsförvaltningen, fakturering", region, Party.ADMINISTRATION),
        make_unit("Storsthlm, kansliet", association, Party.ADMINISTRATION),
        make_unit("Hälso- och sjukvårdsförvaltningen, systemförvaltning", region, Party.ADMINISTRATION),
        _make_office(f"Ekonomienheten, {HUDDINGE} kommun", Party.ADMINISTRATION, name=HUDDINGE),
        # The city's placement coordinators, who help its districts (dnr 3.1.1-228/2020).
        _make_office("Placeringssamordningen, Stockholms stad", Party.PLACEMENT, code=CITY_OF_STOCKHOLM),
        make_unit("Region Stockholm, logggranskning", region, Party.ADMINISTRATION),
        make_unit("Hälso- och sjukvårdsförvaltningen, statistik", region, Party.ADMINISTRATION),
        # Where the city's districts follow up their own figures.
        *_make_district_units("Stadsdelsförvaltningen", Party.ADMINISTRATION),
        make_unit("Region Stockholm, arkiv", region, Party.ADMINISTRATION),
        _make_office("Stadsledningskontoret, Stockholms stad", Party.ADMINISTRATION, code=CITY_OF_STOCKHOLM),
    ]
    save_units(units, today)
    _make_people(units, today)
    for permission in ("view_liability", "change_terms", "close_months"):
        assign_perm(permission, User.objects.get(username="hsf"), region)
    assign_perm("review_access_log", User.objects.get(username="logg"), region)
    for username in RECORD_KEEPERS:
        assign_perm("destroy_content", User.objects.get(username=username), region)
    huddinge = Organisation.objects.get(name=f"{HUDDINGE} kommun")
    assign_perm("view_liability", User.objects.get(username="ekonom"), huddinge)
    assign_perm("administer_units", User.objects.get(username="lokaladmin"), huddinge)
    for username in STATISTICIANS:
        user = User.objects.get(username=username)
        assign_perm("view_figures", user, Assignment.objects.get(user=user).unit.organisation)


def save_units(units: Sequence[Unit], today: date) -> None:
    """With ids, contacts, and stand-ins; each office serves the municipality or district that it lies in."""
    others = list(Unit.objects.filter(hsa_id__isnull=False).select_related("district"))
    for number, unit in enumerate(units, len(others) + 1):
        unit.hsa_id = f"{hsa_prefix(unit)}-DEMO{number:04}"
        unit.sort_key = sort_key(unit.name)
    give_contacts(units, others, today)
    Unit.objects.bulk_create(units)
    choose_stand_ins(units, today)
    Unit.objects.bulk_update(units, ["stand_in"])
    ServedArea.objects.bulk_create(
        ServedArea(
            unit=unit,
            municipality=unit.municipality,
            district=unit.district,
            valid_from=unit.valid_from,
            valid_to=unit.valid_to,
        )
        for unit in units
        if unit.party == Party.MUNICIPAL
    )


def _make_organisation(kind: str, name: str, number: str) -> Organisation:
    """It may have come with the site, without a number."""
    organisation, _ = Organisation.objects.update_or_create(
        kind=kind, name=name, defaults={"organisation_number": number}
    )
    return organisation


def make_unit(name: str, organisation: Organisation, party: Party, **fields: object) -> Unit:
    return Unit(name=name, organisation=organisation, party=party, **({"valid_from": SINCE} | fields))


def hsa_prefix(unit: Unit) -> str:
    """Its organisation's number; zeros where that is not known here."""
    return f"SE{unit.organisation.organisation_number.replace('-', '') or '0' * 10}"


def _find_owner(place: str, region: Organisation) -> Organisation:
    if place in PRIVATE_PROVIDERS:
        return _make_organisation(Organisation.Kind.PRIVATE_PROVIDER, *PRIVATE_PROVIDERS[place])
    if place in OTHER_REGIONS:
        return _make_organisation(Organisation.Kind.REGION, *OTHER_REGIONS[place])
    return region


def _make_units_of_care(region: Organisation) -> Iterator[Unit]:
    """Wards, surgeries and clinics, and the offices of every municipality but the city."""
    for site, wards in WARDS.items():
        owner = _find_owner(site, region)
        for name, care_type in wards:
            yield make_unit(name, owner, Party.INPATIENT, care_type=care_type, site=site)
    areas = {area.prefix: area for area in PostalArea.objects.select_related("district")}
    for name, prefix in SURGERIES.items():
        area = areas[prefix]
        yield make_unit(
            name,
            _find_owner(name, region),
            Party.OUTPATIENT,
            municipality=area.municipality,
            district=area.district,
            care_type="somatic",
        )
    for name, care_type in CLINICS:
        yield make_unit(name, _find_owner(name, region), Party.OUTPATIENT, care_type=care_type)
    for municipality in Municipality.objects.select_related("organisation").exclude(code=CITY_OF_STOCKHOLM):
        if municipality.organisation:
            name = f"Biståndsenheten {municipality.name}"
            yield make_unit(name, municipality.organisation, Party.MUNICIPAL, municipality=municipality)


def _make_district_units(kind: str, party: Party) -> Iterator[Unit]:
    """One for each of the city's districts, old and new."""
    for district in District.objects.select_related("municipality__organisation"):
        yield make_unit(
            f"{kind} {district.name}",
            district.municipality.organisation,  # type: ignore[arg-type]  # the city always has one
            party,
            municipality=district.municipality,
            district=district,
            valid_from=max(SINCE, district.valid_from),
            valid_to=district.valid_to,
        )


def _make_office(title: str, party: Party, **municipality: str) -> Unit:
    """A municipality's, beside those where its case officers are."""
    found = Municipality.objects.select_related("organisation").get(**municipality)
    return make_unit(
        title,
        found.organisation,  # type: ignore[arg-type]  # a municipality of the county has one
        party,
        municipality=found,
    )


def _make_people(units: Sequence[Unit], today: date) -> None:
    """Two invented people at each unit that takes part in cases, and those who have accounts."""
    names = product(FAMILY_NAMES, GIVEN_NAMES)
    numbers = count(1)
    users, assignments = [], []
    for unit in units:
        if unit.party not in ROLE_OF:
            continue
        for _ in range(COLLEAGUES):
            family, given = next(names)
            user = make_user(f"demo{next(numbers):04}", given, family, unit)
            users.append(user)
            role = ROLE_OF[unit.party]
            assignments.append(make_assignment(user, unit, role))
    User.objects.bulk_create(users)
    Assignment.objects.bulk_create(assignments)
    named = {unit.name: unit for unit in reversed(units)}
    district = District.objects.get(municipality_id=CITY_OF_STOCKHOLM, name="Spånga-Tensta").on(today)
    for account in ACCOUNTS:
        places = [named[name.format(district=district.name)] for name in account.units]
        user = make_user(account.username, account.given_name, account.family_name, places[0])
        user.save()
        for unit in places:
            make_assignment(user, unit, account.role).save()


def make_user(username: str, given_name: str, family_name: str, unit: Unit) -> User:
    """By the id that the employer has given."""
    hsa_id = f"{hsa_prefix(unit)}-{username.upper()}"
    user = User(username=username, first_name=given_name, last_name=family_name, hsa_id=hsa_id)
    user.set_unusable_password()
    return user


def make_assignment(user: User, unit: Unit, role: Role) -> Assignment:
    """Everybody at a unit shares its one commission."""
    hsa_id = str(unit.hsa_id).replace("DEMO", "UPPDRAG")
    return Assignment(user=user, unit=unit, role=role, hsa_id=hsa_id, valid_from=SINCE)

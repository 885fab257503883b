"""The demonstration's units: how they are reached, whose they are, and who logs in where."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime

import pytest
from django.utils import timezone
from stdnum import luhn

from municipalities.models import Organisation, Unit
from municipalities.swedish.clock import STOCKHOLM
from municipalities.units.groups import GROUPS_OF, Group, social_group
from municipalities.units.parties import Party
from tests.factories import people
from tests.logins import login_of
from tests.servers import TestServers
from vardovergang.demonstration.directory import add_groups
from vardovergang.demonstration.directory.accounts import GROUP_ACCOUNTS
from vardovergang.demonstration.history.in_memory import KnownDirectory
from vardovergang.demonstration.history.making import tell_life
from vardovergang.demonstration.history.population import History
from vardovergang.demonstration.history.population import lives as historic_lives
from vardovergang.demonstration.people.county import County
from vardovergang.demonstration.plans import Plan, lives
from vardovergang.demonstration.stories import tell_stay
from vardovergang.servers import database_role

NOW = datetime(2026, 3, 9, 14, 0, tzinfo=STOCKHOLM)
pytestmark = pytest.mark.django_db
#: Post- och telestyrelsen's numbers for books and films.
FICTITIOUS = re.compile(
    r"08-465 004 \d\d|070-174 06 (0[5-9]|[1-9]\d)|040-628 04 \d\d|031-390 06 \d\d|0980-319 2\d\d"
)


def units() -> list[Unit]:
    found = Unit.objects.filter(hsa_id__isnull=False)
    return list(found.select_related("organisation", "district", "stand_in"))


def test_each_unit_has_a_telephone_of_its_own_that_is_nobodys() -> None:
    numbers = Counter(unit.phone for unit in units())
    assert max(numbers.values()) == 1
    assert [number for number in numbers if not FICTITIOUS.fullmatch(number)] == []


def test_who_gives_care_says_when_and_whom_to_ring_on_a_friday_afternoon() -> None:
    care = [unit for unit in units() if unit.party not in (Party.ADMINISTRATION, Party.PLACEMENT)]
    assert [u.name for u in care if not (u.opening_hours and u.weekend_contact and u.holiday_contact)] == []
    office = people.unit("Biståndsenheten Huddinge")
    (number,) = re.findall(r"\d[\d -]+\d", office.weekend_contact)[:1]
    assert FICTITIOUS.fullmatch(number)
    assert number not in {unit.phone for unit in units()}


def test_ids_begin_with_the_number_of_whose_the_unit_is() -> None:
    for unit in units():
        number = unit.organisation.organisation_number.replace("-", "") or "0000000000"
        assert str(unit.hsa_id).startswith(f"SE{number}-DEMO"), unit.name
    owners = {unit.organisation.kind for unit in units()}
    assert owners == set(Organisation.Kind.values)


def test_private_providers_numbers_are_nobodys() -> None:
    providers = Organisation.objects.filter(kind=Organisation.Kind.PRIVATE_PROVIDER)
    numbers = {each.organisation_number for each in providers}
    assert len(numbers) == len(providers) >= 6
    assert not any(luhn.is_valid(number.replace("-", "")) for number in numbers)


def test_somebody_stands_in_and_for_a_district_that_is_no_more_the_one_that_took_over() -> None:
    today = timezone.localdate()
    for unit in units():
        other = unit.stand_in
        assert other is None or (other.is_valid_on(today) and other.party == unit.party), unit.name
        if unit.party == Party.MUNICIPAL and unit.district and not unit.is_valid_on(today):
            assert other
            assert other.district == unit.district.on(today)


@pytest.fixture
def _with_groups(servers: TestServers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Made by the owner; a test is a process of the site, which refuses such a login."""
    monkeypatch.setattr(database_role, "refuse_unsafe_role", lambda *_: None)
    with login_of(servers.urls.owner):
        add_groups(timezone.localdate())
        add_groups(timezone.localdate())


@pytest.mark.usefixtures("_with_groups")
@pytest.mark.django_db(transaction=True)
def test_a_municipality_is_not_one_office_and_each_is_told_of_whom_it_is_there_for() -> None:
    today = timezone.localdate()
    test_each_unit_has_a_telephone_of_its_own_that_is_nobodys()
    test_who_gives_care_says_when_and_whom_to_ring_on_a_friday_afternoon()
    test_ids_begin_with_the_number_of_whose_the_unit_is()
    areas = {area.name: area for area in County(today).areas(today)}
    for area in areas.values():
        assert set(area.offices) == set(GROUPS_OF[Party.MUNICIPAL]), area.name
        assert area.offices[Group.OLDER] == area.office
    large, small = areas["Huddinge"].offices, areas["Vaxholm"].offices
    assert len({unit.pk for unit in large.values()}) == 5
    assert small[Group.CHILDREN] == small[Group.ADULTS] != small[Group.OLDER]
    for account in GROUP_ACCOUNTS:
        assert people.assignment(account.username).role == account.role
    county, receivers = County(NOW.date()), Counter[tuple[str, str]]()
    for life in lives(Plan(3, 150, 1, NOW), county):
        story = tell_stay(county, life.resident, life.ward, life.courses[0], life.rng)
        office = story.receivers[0]
        if str(office.municipality_id).startswith("01"):
            group = social_group(story.age, life.resident.care_type)
            receivers[group, office.name.partition(" ")[0]] += 1
    found = historic_lives(History(Plan(2, 0, 1, NOW), 0.01), county, frozenset())
    known = KnownDirectory(county)
    unread = [
        case.state.parts[case.story.beside.pk].unacknowledged
        for life in found
        for case in tell_life(county, known, life, NOW)
        if case.story.beside and case.state.last_at and (NOW - case.state.last_at).days > 4
    ]
    # What nobody reads is that of a part which never should have been.
    assert unread.count(0) > 0.8 * len(unread) > 5
    assert receivers[Group.CHILDREN, "Socialtjänsten"]
    assert receivers[Group.OLDER, "Biståndsenheten"] > 80
    assert receivers[Group.CHILDREN, "Biståndsenheten"] == receivers[Group.OLDER, "Socialtjänsten"] == 0

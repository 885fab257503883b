"""What each role sees of a case at the level of SQL, also when it sits at a unit that takes part in it."""

from __future__ import annotations

import pytest
from django.db import connection

from municipalities.access import roles
from municipalities.access.acting import acting
from municipalities.models import Assignment, Role
from tests.factories import people
from tests.factories.discharge.row_level_security import TABLES, rows
from tests.factories.roles import ECONOMISTS, OFFICE, give
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db


@pytest.fixture
def stay() -> Stay:
    office = people.unit(OFFICE)
    person = people.person(municipality=office.municipality_id, district=None)
    return Stay(person=person, officer=people.assignment("huddinge"))


def seen(by: Assignment) -> set[str]:
    with acting(by):
        return {table for table in TABLES if rows(table)}


def test_municipal_health_care_sees_its_units_cases_as_the_case_officer_does(stay: Stay) -> None:
    nurse = give(Role.MUNICIPAL_HEALTH_CARE)
    assert seen(nurse) == seen(stay.officer)
    assert {"discharge_case", "discharge_message", "discharge_patient"} <= seen(nurse)


@pytest.mark.parametrize(
    ("role", "unit"),
    [
        (Role.LOG_REVIEWER, OFFICE),
        (Role.MUNICIPAL_ECONOMIST, ECONOMISTS),
        (Role.STATISTICS, ECONOMISTS),
    ],
)
def test_who_gives_no_care_sees_no_row_of_it_at_the_same_unit(stay: Stay, role: Role, unit: str) -> None:
    assert stay.case
    assert seen(give(role, unit)) == set()


@pytest.mark.parametrize("account", ["lokaladmin", "systemadmin", "ekonom", "hsf", "storsthlm"])
def test_nor_do_administrators_invoicers_and_statisticians(stay: Stay, account: str) -> None:
    assert stay.case
    assert seen(people.assignment(account)) == set()


def municipality_of(by: Assignment) -> str | None:
    with acting(by), connection.cursor() as cursor:
        cursor.execute("SELECT app_municipality()")
        found: str | None = cursor.fetchone()[0]
        return found


def test_each_acts_for_its_own_municipality_and_the_region_for_none() -> None:
    assert municipality_of(people.assignment("ekonom")) == "0126"
    assert municipality_of(people.assignment("statistikkommun")) == "0126"
    assert municipality_of(people.assignment("hsf")) is None
    assert municipality_of(people.assignment("storsthlm")) is None


@pytest.mark.parametrize(
    "name", [OFFICE, ECONOMISTS, "Akutgeriatrik 12", "Tensta vårdcentral", "Storsthlm, kansliet"]
)
@pytest.mark.parametrize("role", Role)
def test_the_database_and_the_table_of_roles_say_the_same(name: str, role: Role) -> None:
    unit = people.unit(name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT role_fits_unit(%s, %s)", [role.value, unit.pk])
        assert cursor.fetchone()[0] == (role in roles.fitting_roles(unit))

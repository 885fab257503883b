"""What PostgreSQL itself refuses about people and the directory, asked in raw SQL as the site's role."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from municipalities.access.acting import acting
from municipalities.models import Assignment, Role, RowChange
from tests.factories import people
from tests.factories.roles import OFFICE, give

pytestmark = pytest.mark.django_db

GIVE = """
INSERT INTO municipalities_assignment (id, user_id, unit_id, role, valid_from)
VALUES (%s, %s, %s, %s, '2026-01-01')
"""
ELSEWHERE = "Biståndsenheten Haninge"


def attempt(by: Assignment | None, sql: str, values: Sequence[UUID | int | str]) -> None:
    with acting(by), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def officer() -> int:
    return people.assignment("huddinge").user_id


@pytest.mark.parametrize("account", [None, "huddinge", "somatik", "hsf", "systemadmin", "ekonom"])
def test_only_a_local_administrator_gives_an_assignment(account: str | None, officer: int) -> None:
    values: list[UUID | int | str] = [uuid4(), officer, people.unit(OFFICE).pk, "municipal_health_care"]
    with pytest.raises(DatabaseError, match="only a local administrator of the unit"):
        attempt(people.assignment(account) if account else None, GIVE, values)


@pytest.mark.parametrize("unit", [ELSEWHERE, "Akutgeriatrik 12"])
def test_and_never_at_others_units(unit: str, officer: int) -> None:
    role = "inpatient" if unit == "Akutgeriatrik 12" else "case_officer"
    with pytest.raises(DatabaseError, match="only a local administrator of the unit"):
        attempt(people.assignment("lokaladmin"), GIVE, [uuid4(), officer, people.unit(unit).pk, role])


def test_nor_to_oneself() -> None:
    by = people.assignment("lokaladmin")
    with pytest.raises(DatabaseError, match="only a local administrator of the unit"):
        attempt(by, GIVE, [uuid4(), by.user_id, by.unit_id, "case_officer"])


def test_nor_a_role_that_makes_administrators(officer: int) -> None:
    values: list[UUID | int | str] = [uuid4(), officer, people.unit(OFFICE).pk, "local_administrator"]
    with pytest.raises(DatabaseError, match="only a local administrator of the unit"):
        attempt(people.assignment("lokaladmin"), GIVE, values)


@pytest.mark.parametrize("role", ["inpatient", "invoicer", "system_administrator", "made_up"])
def test_a_role_that_does_not_fit_the_unit_is_refused_to_everybody(role: str, officer: int) -> None:
    with pytest.raises(IntegrityError, match="does not fit"):
        attempt(people.assignment("lokaladmin"), GIVE, [uuid4(), officer, people.unit(OFFICE).pk, role])


SERVE = """
INSERT INTO municipalities_servedgroup (id, unit_id, "group", valid_from) VALUES (%s, %s, %s, '2026-01-01')
"""


def test_only_its_administrator_says_whom_a_unit_serves() -> None:
    for account in ("huddinge", "somatik", "systemadmin"):
        with pytest.raises(DatabaseError, match="only a local administrator of the unit"):
            attempt(people.assignment(account), SERVE, [uuid4(), people.unit(OFFICE).pk, "older"])
    with pytest.raises(DatabaseError, match="only a local administrator of the unit"):
        attempt(people.assignment("lokaladmin"), SERVE, [uuid4(), people.unit(ELSEWHERE).pk, "older"])
    with pytest.raises(IntegrityError, match="does not fit"):
        attempt(people.assignment("lokaladmin"), SERVE, [uuid4(), people.unit(OFFICE).pk, "psychiatry"])
    attempt(people.assignment("lokaladmin"), SERVE, [uuid4(), people.unit(OFFICE).pk, "older"])


def test_an_assignment_can_not_be_rewritten_only_ended() -> None:
    mine = give(Role.CASE_OFFICER)
    for column, value in (("role", "log_reviewer"), ("user_id", 1), ("valid_from", "2019-01-01")):
        with pytest.raises(DatabaseError, match="permission denied"):
            attempt(
                people.assignment("lokaladmin"),
                f"UPDATE municipalities_assignment SET {column} = %s WHERE id = %s",
                [value, mine.pk],
            )
    others = people.assignment_at(ELSEWHERE)
    with pytest.raises(DatabaseError, match="only a local administrator"):
        attempt(
            people.assignment("lokaladmin"),
            "UPDATE municipalities_assignment SET valid_to = '2026-01-01' WHERE id = %s",
            [others.pk],
        )


@pytest.mark.parametrize(
    ("organisation", "codename"),
    [
        ("Huddinge kommun", "administer_units"),
        ("Huddinge kommun", "close_months"),
        ("Haninge kommun", "view_liability"),
        ("Region Stockholm", "view_liability"),
    ],
)
def test_a_permission_is_given_to_look_and_on_the_own_organisation_only(
    organisation: str, codename: str, officer: int
) -> None:
    sql = """
        INSERT INTO municipalities_organisation_permission (user_id, permission_id, content_object_id)
        SELECT %s, p.id, o.id FROM auth_permission p, municipalities_organisation o
        WHERE p.codename = %s AND o.name = %s
    """
    with pytest.raises(DatabaseError, match="only the organisation's administrator permits"):
        attempt(people.assignment("lokaladmin"), sql, [officer, codename, organisation])
    for given in ("view_figures", "review_access_log"):
        attempt(people.assignment("lokaladmin"), sql, [officer, given, "Huddinge kommun"])


@pytest.mark.parametrize("column", ["is_superuser", "is_staff"])
def test_nobody_becomes_a_superuser_through_the_site(column: str) -> None:
    sql = f"""
        INSERT INTO municipalities_user (username, password, first_name, last_name, email, is_active,
                                         date_joined, is_superuser, is_staff)
        VALUES ('x', '!', '', '', '', true, now(), {column == "is_superuser"}, {column == "is_staff"})
    """
    with pytest.raises(DatabaseError, match="only a local administrator invites"):
        attempt(people.assignment("lokaladmin"), sql, [])


def test_a_unit_is_moved_by_no_local_administrator_but_reached_as_it_says() -> None:
    by, unit = people.assignment("lokaladmin"), people.unit(OFFICE)
    attempt(by, "UPDATE municipalities_unit SET phone = '08-1' WHERE id = %s", [unit.pk])
    for sql in (
        "UPDATE municipalities_unit SET municipality_id = '0180' WHERE id = %s",
        "UPDATE municipalities_unit SET party = 'inpatient', care_type = 'somatic' WHERE id = %s",
    ):
        with pytest.raises(DatabaseError, match="only the unit's contact details"):
            attempt(by, sql, [unit.pk])
    with pytest.raises(DatabaseError, match="only the unit's contact details"):
        attempt(by, "UPDATE municipalities_unit SET phone = '' WHERE id = %s", [people.unit(ELSEWHERE).pk])


def test_what_was_done_is_noted_with_who_and_without_passwords() -> None:
    made = give(Role.MUNICIPAL_HEALTH_CARE)
    by = people.assignment("lokaladmin")
    noted = {change.table: change for change in RowChange.objects.filter(assignment_id=by.pk)}
    assert set(noted) == {"municipalities_assignment", "municipalities_user"}
    assert noted["municipalities_assignment"].row == str(made.pk)
    assert noted["municipalities_user"].after["last_name"] == "Ny"
    assert "password" not in noted["municipalities_user"].after


@pytest.mark.django_db(transaction=True)
def test_the_owner_too_is_held_to_roles_that_fit(owner_connection: psycopg.Connection) -> None:
    values = (uuid4(), people.assignment("huddinge").user_id, people.unit(OFFICE).pk, "invoicer")
    with pytest.raises(psycopg.errors.CheckViolation, match="does not fit"):
        owner_connection.execute(GIVE, values)

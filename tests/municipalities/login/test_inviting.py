"""A local administrator gives the own people a way in, again when it is lost, and nobody else."""

from __future__ import annotations

import re
from datetime import timedelta

import psycopg
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import TimeMachineFixture

from municipalities import actions
from municipalities.access.acting import acting
from municipalities.models import Assignment, Role, User
from municipalities.refusal import Refused
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.roles import give

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])
LINK = re.compile(r'class="secret">http://testserver(/inbjudan/[^<]+)<')


@pytest.fixture
def admin() -> Client:
    return client_as(people.assignment("lokaladmin"))


def address(assignment: Assignment, name: str = "assignment") -> str:
    return reverse(f"municipalities:{name}", args=[assignment.pk])


def invite(admin: Client, row: Assignment) -> str:
    """The link's path, as the page shows it."""
    found = LINK.search(admin.post(address(row, "local-account")).content.decode())
    assert found is not None
    return found[1]


def page(admin: Client, row: Assignment) -> str:
    return admin.get(address(row)).content.decode()


def test_the_link_is_shown_once_and_opens_the_choice_of_a_password(admin: Client) -> None:
    row = give(Role.CASE_OFFICER)
    assert "Det behövs bara om" in page(admin, row)
    path = invite(admin, row)
    shown = page(admin, row)
    assert path not in shown
    assert "Inbjuden, men har inte valt" in shown
    assert "Inbjudan till lokalt konto" in shown.partition("Historik")[2]
    assert "Lena Wikström" in shown.partition("Historik")[2]
    invited = Client()
    assert invited.get(path, follow=True).redirect_chain == [("/inbjudan/losenord/", 302)]
    assert row.user.username in invited.get("/inbjudan/losenord/").content.decode()


def test_a_renewed_invitation_ends_the_one_before(admin: Client) -> None:
    row = give(Role.CASE_OFFICER)
    first, second = invite(admin, row), invite(admin, row)
    assert Client().get(first, follow=True).status_code == 403
    assert Client().get(second, follow=True).status_code == 200


def test_an_invitation_that_has_grown_old_says_so(admin: Client, time_machine: TimeMachineFixture) -> None:
    row = give(Role.CASE_OFFICER)
    invite(admin, row)
    time_machine.move_to(timezone.now() + timedelta(hours=49))
    assert "hann bli för gammal" in page(client_as(people.assignment("lokaladmin")), row)


def test_a_get_invites_nobody(admin: Client) -> None:
    row = give(Role.CASE_OFFICER)
    assert admin.get(address(row, "local-account")).status_code == 405
    assert "Det behövs bara om" in page(admin, row)


def refused(user: User, says: str) -> None:
    by = people.assignment("lokaladmin")
    with acting(by), pytest.raises(Refused, match=says):
        actions.invite(user=user, by=by)


def test_somebody_who_works_elsewhere_too_is_not_one_administrators_to_invite() -> None:
    row = give(Role.CASE_OFFICER)
    refused(people.assignment("somatik").user, "enheter som du inte administrerar")
    Assignment.objects.filter(user=row.user).update(valid_to=timezone.localdate() - timedelta(days=1))
    refused(row.user, "inget uppdrag")
    refused(people.assignment("lokaladmin").user, "gäller dig själv")


@pytest.mark.django_db(transaction=True)
def test_nor_whoever_also_has_a_part_in_another_organisation_or_a_role_beyond_it(
    admin_connection: psycopg.Connection, admin: Client
) -> None:
    row, elsewhere = give(Role.CASE_OFFICER), people.unit("Akutgeriatrik 12")
    assert isinstance(row.user, User)
    admin_connection.execute(
        "INSERT INTO municipalities_assignment (id, user_id, unit_id, role, hsa_id, valid_from)"
        " VALUES (gen_random_uuid(), %s, %s, 'inpatient', '', '2020-01-01')",
        [row.user_id, elsewhere.pk],
    )
    said = admin.post(address(row, "local-account"), follow=True).content.decode()
    assert "enheter som du inte administrerar" in said
    assert 'class="secret"' not in said


def test_anothers_people_are_not_found(admin: Client) -> None:
    other = people.assignment_at("Biståndsenheten Haninge")
    assert admin.post(address(other, "local-account")).status_code == 404

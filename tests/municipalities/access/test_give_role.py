"""Roles that no page gives: by command, on the owner's login, with the permission that they need."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.commands import manage
from tests.factories.roles import OFFICE
from tests.servers import TestServers


@pytest.mark.django_db(transaction=True)
def test_a_local_administrator_of_one_unit_administers_it_alone(servers: TestServers) -> None:
    office = people.unit(OFFICE)
    said = manage(servers, "give_role", "huddinge", str(office.hsa_id), "local_administrator", "--only-unit")
    assert said == f"Henrik Öberg: Lokal administratör, {office.name}.\n"
    made = people.user_assignment("huddinge", "local_administrator")
    shown = client_as(made).get(reverse("municipalities:people")).context["rows"]
    assert {row.unit_id for row, _ in shown} == {office.pk}
    ward = people.unit("Akutgeriatrik 12")
    assert "Rollen ges inte" in manage(servers, "give_role", "huddinge", str(ward.hsa_id), "case_officer")
    assert "Finns inte" in manage(servers, "give_role", "nobody", str(ward.hsa_id), "inpatient")

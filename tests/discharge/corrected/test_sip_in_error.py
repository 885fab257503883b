"""A SIP outside a stay about the wrong person: taken back by who started it, as a stay is by its ward."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from discharge.models import WronglySent
from discharge.process import Refused
from municipalities.access.acting import acting
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.browsers import address, case_address
from tests.factories.clients import client_as
from tests.factories.discharge.rows_seen import assert_columns_hold
from tests.factories.stays import OwnSip

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])
FELSANT = "sent_in_error"


@pytest.fixture
def sip() -> OwnSip:
    told = OwnSip(now=timezone.now() - timedelta(days=2))
    told.call_to_sip()
    return told


def other_of(sip: OwnSip) -> Assignment:
    """The one that has not started it."""
    return sip.coordinator if sip.state().begun_by == sip.officer.unit_id else sip.officer


def starter_of(sip: OwnSip) -> Assignment:
    return sip.officer if other_of(sip) == sip.coordinator else sip.coordinator


@pytest.mark.django_db(transaction=True)
def test_who_started_it_takes_it_back_and_reads_on(sip: OwnSip) -> None:
    starter, other = starter_of(sip), other_of(sip)
    assert client_as(other).get(case_address(sip)).status_code == 200
    form = client_as(starter).get(address(sip, FELSANT)).context["form"]
    assert "confirmed" not in form.fields
    data = {"submission": str(uuid4())}
    assert "reason" in client_as(starter).post(address(sip, FELSANT), data).context["form"].errors
    assert client_as(starter).post(address(sip, FELSANT), data | {"reason": "Fel person."}).status_code == 302
    page = client_as(starter).get(case_address(sip)).text
    assert "Felsänt" in page
    assert "har inte kvitterat" not in page
    readers = client_as(starter).get(reverse("discharge:sent-in-error", args=[sip.case.pk])).text
    assert other.user.name in readers
    assert "för rätt person" in readers
    assert "inskrivningsmeddelandet" not in readers


def test_the_other_reads_one_row_and_nothing_of_the_person(sip: OwnSip) -> None:
    starter, other = starter_of(sip), other_of(sip)
    sip.send(starter, FELSANT, reason="Fel person.")
    client = client_as(other)
    for path in (case_address(sip), f"/api/cases/{sip.case.pk}/"):
        assert client.get(path).status_code == 404
    page = client.get("/arbetslista/").text
    assert "Ett meddelande var felsänt" in page
    assert sip.person.family_name not in page.partition("<main")[2]
    with acting(other):
        assert WronglySent.objects.get().from_unit_id == starter.unit_id
    with acting(starter):
        assert_columns_hold(sip, starter)


def test_nobody_else_takes_it_back(sip: OwnSip) -> None:
    with pytest.raises(Refused, match="Bara enheten som startade"):
        sip.send(other_of(sip), FELSANT, reason="Fel person.")
    assert sip.state().mistaken_at is None


def test_who_has_taken_it_over_does(sip: OwnSip) -> None:
    starter = starter_of(sip)
    to = people.unit("Biståndsenheten Bromma" if starter == sip.officer else "Rinkeby vårdcentral")
    sip.send(starter, "handover", to=to.pk, reason="Flyttat.")
    sip.send(people.assignment_at(to.name), FELSANT, reason="Fel person.")
    for who in (starter, other_of(sip)):
        assert client_as(who).get(case_address(sip)).status_code == 404


def test_a_new_one_for_the_same_person_may_be_started_then(sip: OwnSip) -> None:
    sip.send(starter_of(sip), FELSANT, reason="Fel person.")
    again = OwnSip(now=timezone.now() - timedelta(hours=2), person=sip.person)
    assert again.case.pk != sip.case.pk
    assert sip.state(starter_of(sip)).is_open is False

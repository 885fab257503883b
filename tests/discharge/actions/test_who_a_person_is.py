"""A person as registered: one name is enough, an unknown age is unknown, somebody too old is asked about."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from stdnum import luhn

from discharge.forms import NumberForm, SipNumberForm
from discharge.models import Patient, PersonVersion
from discharge.persons.identity_numbers import parse
from municipalities.access.acting import acting
from tests.factories import people
from tests.factories.browsers import Browsers, new_stay
from tests.factories.registration import NEW, REGISTER, nurse_client, step_two

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])
NEWBORN = "99202612345" + luhn.calc_check_digit("2612345")
WITHOUT_MONTH = "191500722390"
VERY_OLD = "18261215238" + luhn.calc_check_digit("261215238")


def registered(**changes: Any) -> Any:
    client = nurse_client()
    return client.post(REGISTER, step_two(client, **changes))


def the_patient() -> Patient:
    with acting(people.assignment("somatik", "Akutgeriatrik 12")):
        return Patient.objects.get()


def test_c4_a_newborn_with_a_reserve_number_may_have_guardians() -> None:
    browsers = Browsers(new_stay(person=people.person(number=parse(NEWBORN, date(2026, 11, 30)))))
    stay = browsers.stay
    stay.consent()
    assert stay.state().age_unknown
    assert "name" in browsers.form(stay.officer, "guardian_named").fields


def test_c4_so_may_a_coordination_number_without_birth_date() -> None:
    assert registered(number=WITHOUT_MONTH).status_code == 302
    patient = the_patient()
    assert (patient.number_kind, patient.birth_date, patient.sex) == ("coordination", None, "man")


def test_c4_an_adult_is_known_to_be_one() -> None:
    stay = new_stay()
    assert not stay.state().age_unknown
    page = Browsers(stay).of(stay.officer).get(f"/arenden/{stay.case.pk}/skicka/guardian_named/")
    assert "Patienten var vuxen vid inskrivningen" in page.text


ONE_NAME = [("Suharto", ""), ("", "Suharto"), ("\u200bSuharto\u202e", "\u3164")]


def as_registered() -> PersonVersion:
    with acting(people.assignment("somatik", "Akutgeriatrik 12")):
        return PersonVersion.objects.get()


@pytest.mark.parametrize(("given", "family"), ONE_NAME)
def test_c5_one_name_is_enough(given: str, family: str) -> None:
    assert registered(given_name=given, family_name=family).status_code == 302
    assert as_registered().name == "Suharto"


@pytest.mark.parametrize("nothing", ["", " ", "\u200b", "\u2060\u00ad", "\u3164", "\u0301"])
def test_c5_a_name_that_shows_nothing_is_none(nothing: str) -> None:
    page = registered(given_name=nothing, family_name=nothing)
    assert page.context["form"].errors["given_name"] == ["Fyll i minst ett namn."]


def test_c6_c7_a_name_is_kept_in_nfc_without_marks_of_direction() -> None:
    assert registered(given_name="A\u030asa \u202e39", family_name="O\u0308 \u00a0 Ek").status_code == 302
    assert as_registered().name == "Åsa 39 Ö Ek"


def test_c7_another_way_of_writing_the_same_is_no_other_name_or_address() -> None:
    one = PersonVersion(given_name="Anna-Lena", family_name="Öberg", street="Storgatan 3 B", city="Spånga")
    same = PersonVersion(
        given_name="Anna Lena", family_name="O\u0308berg", street="storgatan 3B", city="Spånga"
    )
    other = PersonVersion(given_name="Anna", family_name="Öberg", street="Storgatan 31", city="Spånga")
    assert one.otherwise_than(same) == []
    assert one.otherwise_than(other) == ["given_name", "street"]


def test_c3_a_postal_code_is_read_as_it_is_pasted() -> None:
    assert registered(postal_code="１６３\u00a0６４\u200b").status_code == 302
    assert as_registered().postal_code == "16364"


@pytest.mark.parametrize("form_class", [NumberForm, SipNumberForm])
def test_c1_somebody_older_than_people_become_is_asked_about(form_class: type[NumberForm]) -> None:
    reason = next(iter(form_class.reasons))
    typed = {"number": VERY_OLD, "reason": reason}
    asked = form_class(timezone.now(), typed)
    assert "född 1826" in asked.errors["number"][0]
    assert VERY_OLD in str(asked["confirmed"])
    assert "checked" not in str(asked["confirmed"])
    assert form_class(timezone.now(), typed | {"confirmed": VERY_OLD}).is_valid()
    other = form_class(timezone.now(), typed | {"confirmed": "on"})
    assert not other.is_valid()
    assert "checked" not in str(other["confirmed"])


def test_c1_the_page_asks_and_goes_on() -> None:
    client = nurse_client()
    typed = {"number": VERY_OLD, "reason": "admission"}
    page = client.post(NEW, typed)
    assert "Ja, numret stämmer" in page.text
    assert client.post(NEW, typed | {"confirmed": VERY_OLD}).context["number"].value == VERY_OLD

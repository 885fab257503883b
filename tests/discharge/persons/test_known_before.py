"""Registration begins with what is known: by the unit's own earlier case, and by a person register."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import psycopg
import pytest

from discharge.persons import person_register
from discharge.persons.identity_numbers import IdentityNumber
from discharge.persons.person_register import RegisterAway, RegisterEntry
from municipalities.models import District
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.registration import OTHER_WARD, REGISTER, log_rows, look_up, nurse_client, typed
from tests.factories.stays import Stay
from vardovergang.demonstration.people.person_register import FileRegister

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])
MOVED = RegisterEntry("Bosse", "Ekman", "Nygatan 2", "141 31", "Huddinge", "0126")


class Register:
    """A register with one answer, which keeps what it was asked."""

    name = "folkbokföringen"

    def __init__(self, answer: RegisterEntry | Exception | None) -> None:
        self.answer = answer
        self.asked: list[str] = []

    def find(self, number: IdentityNumber) -> RegisterEntry | None:
        self.asked.append(number.value)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture(autouse=True)
def _unplugged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(person_register, "_registers", [])


def plug_in(answer: RegisterEntry | Exception | None) -> Register:
    register = Register(answer)
    person_register.plug_in(register)
    return register


def gone_home(**changes: Any) -> Stay:
    told = Stay(**changes)
    told.consent()
    told.go_home()
    return told


def begun(number: str, who: tuple[str, str] = ("somatik", "Akutgeriatrik 12")) -> Any:
    return look_up(nurse_client(who), number)


def value(form: Any, name: str) -> str:
    return str(form[name].value() or "")


def test_without_either_nothing_is_filled_in() -> None:
    form = begun(people.identity_number(serial=70)).context["form"]
    assert not any(value(form, name) for name in ("given_name", "street", "municipality"))


def test_an_own_earlier_stay_is_filled_in_with_where_it_comes_from(
    admin_connection: psycopg.Connection,
) -> None:
    told = gone_home()
    page = begun(told.person.number.written)
    form = page.context["form"]
    assert (value(form, "given_name"), value(form, "family_name")) == ("Bo", "Ek")
    assert value(form, "municipality") == "0180"
    # Receivers follow, and may be changed.
    assert value(form, "municipal") == str(told.officer.unit_id)
    assert "Från ert ärende måndag 9 mars 2026." in page.content.decode()
    _, filled = [detail for _, detail, _ in log_rows(admin_connection, "lookup")]
    assert filled.endswith("ifyllt från ert ärende måndag 9 mars 2026")
    assert told.person.number.value not in filled


def test_what_is_filled_in_is_sent_as_it_stands() -> None:
    told = gone_home()
    client = nurse_client()
    form = look_up(client, told.person.number.written).context["form"]
    seen = ("given_name", "family_name", "street", "postal_code", "city", "municipality", "district")
    values = typed(form, **{name: value(form, name) for name in seen})
    sent = client.post(REGISTER, values)
    assert sent.status_code == 302, sent.context["form"].errors
    assert "Bo Ek" in client.get(sent.headers["Location"]).content.decode()


def test_another_wards_stay_is_not_known_here() -> None:
    """Nor is one that this unit has had taken back as about the wrong person."""
    told = gone_home()
    form = begun(told.person.number.written, OTHER_WARD).context["form"]
    assert value(form, "given_name") == ""
    wrong = Stay(person=people.person(given_name="Fel"))
    wrong.send(wrong.nurse, "sent_in_error", reason="Fel person.")
    assert value(begun(wrong.person.number.written).context["form"], "given_name") == ""


def test_the_registers_word_goes_before_the_earlier_cases() -> None:
    told = gone_home()
    register = plug_in(MOVED)
    page = begun(told.person.number.written)
    form = page.context["form"]
    assert register.asked == [told.person.number.value]
    assert (value(form, "given_name"), value(form, "city")) == ("Bosse", "Huddinge")
    assert (value(form, "municipality"), value(form, "district")) == ("0126", "")
    municipal = form.fields["municipal"].queryset.get(pk=value(form, "municipal"))
    assert municipal.municipality_id == "0126"
    text = page.content.decode()
    assert "Från folkbokföringen." in text
    assert "avliden" not in text


def test_who_has_moved_within_a_city_has_the_district_of_the_new_address() -> None:
    """The old one's office would be told of somebody who is not theirs."""
    told = gone_home()
    register = plug_in(RegisterEntry("Bo", "Ek", "Tenstagången 9", "163 64", "Spånga", "0180"))
    form = begun(told.person.number.written).context["form"]
    assert value(form, "district") == str(told.person.district)
    assert value(form, "municipal") == str(told.officer.unit_id)
    register.answer = RegisterEntry("Bo", "Ek", "Götgatan 39", "116 46", "Stockholm", "0180")
    form = begun(told.person.number.written).context["form"]
    new = District.objects.get(pk=value(form, "district"))
    assert new != told.person.district
    assert form.fields["municipal"].queryset.get(pk=value(form, "municipal")).district == new


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (RegisterAway(), "går inte att hämta just nu. Fyll i dem för hand."),
        (replace(MOVED, died_on=date(2026, 3, 1)), "Personen är avliden söndag 1 mars 2026"),
    ],
)
def test_a_register_that_is_away_or_says_that_somebody_has_died(answer: Any, said: str) -> None:
    plug_in(answer)
    page = begun(people.identity_number(serial=71))
    assert said in page.content.decode()
    assert page.status_code == 200


def test_of_a_protected_person_only_that_is_known() -> None:
    plug_in(RegisterEntry(protected=True, given_name="Bo", street="Storgatan 1", municipality="0180"))
    form = begun(people.identity_number(serial=72)).context["form"]
    assert form["protected_identity"].value()
    assert not any(value(form, name) for name in ("given_name", "street", "municipality", "municipal"))


def test_an_own_earlier_stay_of_one_who_is_protected_now_tells_nothing_else() -> None:
    told = gone_home(person=people.person(protected_identity=True, street="", postal_code="", city=""))
    form = begun(told.person.number.written).context["form"]
    assert form["protected_identity"].value()
    assert value(form, "given_name") == ""


def test_what_somebody_has_typed_goes_before_all_and_a_reserve_number_is_asked_of_nobody() -> None:
    register = plug_in(MOVED)
    client, number = nurse_client(), people.identity_number(serial=73)
    form = look_up(client, number).context["form"]
    values = typed(form, given_name="Bertil", admitted_at="")
    client.post(REGISTER, values)
    assert value(look_up(client, number).context["form"], "given_name") == "Bertil"
    asked = len(register.asked)
    look_up(client, "1942-R0001A")
    assert len(register.asked) == asked


def test_a_number_that_has_a_stay_is_not_asked_about() -> None:
    told, register = Stay(), plug_in(MOVED)
    page = client_as(told.nurse).post(
        "/arenden/ny/", {"number": told.person.number.written, "reason": "admission"}
    )
    assert "Bosse" not in page.content.decode()
    assert register.asked == []


def test_the_demonstrations_register_is_a_file_of_invented_persons() -> None:
    from vardovergang.demonstration.people import person_register as file

    persons = file._persons()
    assert len(persons) == 40
    assert {number[8:11] for number in persons} == {"998", "999"}
    hidden = [person for person in persons.values() if person.protected]
    assert hidden == [RegisterEntry(protected=True)]
    assert FileRegister().name == "folkbokföringen (demonstration)"

"""The directory's pages: searching, a unit's page, and the areas that it serves."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from discharge.queries.lookups import directory
from municipalities import actions
from municipalities.access.acting import acting
from municipalities.models import Assignment, Municipality, ServedArea, ServedGroup, Unit
from municipalities.queries import routing
from municipalities.refusal import Refused
from tests.factories import people
from tests.factories.clients import client_as, filled_in
from tests.factories.roles import ECONOMISTS, OFFICE
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])
DIRECTORY = reverse("municipalities:directory")


def page_of(name: str, which: str = "unit") -> str:
    return reverse(f"municipalities:{which}", args=[people.unit(name).pk])


@pytest.fixture
def admin() -> Client:
    return client_as(people.assignment("lokaladmin"))


@pytest.mark.parametrize("account", ["somatik", "vardcentral", "stadsdel", "hsf", "storsthlm", "ekonom"])
def test_everybody_searches_the_directory(account: str) -> None:
    client = client_as(people.assignment(account))
    found = client.get(DIRECTORY, {"q": "tensta vårdc"}).content.decode()
    assert page_of("Tensta vårdcentral") in found
    assert page_of("Rinkeby vårdcentral") not in found
    assert "Katalog" in found
    assert client.get(page_of("Tensta vårdcentral")).status_code == 200


@pytest.mark.parametrize(
    ("asked", "there", "gone"),
    [
        ({"kommun": "0126", "part": "municipal"}, OFFICE, "Huddinge vårdcentral"),
        ({"q": "SE2321000016-DEMO0001"}, "Akutgeriatrik 12", "Medicin 61"),
        ({"q": "ＳＥ２３２１０００\u200b０１６‐ＤＥＭＯ０００１"}, "Akutgeriatrik 12", "Medicin 61"),
        ({"q": "capio"}, "Medicin 30", "Medicin 54"),
        ({"q": "biståndsenheten"}, "Biståndsenheten Järva", "Biståndsenheten Rinkeby-Kista"),
    ],
)
def test_it_finds_by_place_code_and_organisation_what_there_is_today(
    asked: dict[str, str], there: str, gone: str
) -> None:
    found = client_as(people.assignment("somatik")).get(DIRECTORY, asked).content.decode()
    assert page_of(there) in found
    assert page_of(gone) not in found


def test_nothing_found_says_what_to_do_and_nonsense_is_not_found() -> None:
    client = client_as(people.assignment("somatik"))
    assert "Prova färre ord" in client.get(DIRECTORY, {"q": "finns inte"}).content.decode()
    assert client.get(DIRECTORY, {"part": "x"}).status_code == 404
    assert client.get(reverse("municipalities:unit", args=[people.assignment("hsf").pk])).status_code == 404


def test_the_list_asks_as_much_for_many_units_as_for_one(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = client_as(people.assignment("somatik"))
    with django_assert_max_num_queries(13):
        assert len(client.get(DIRECTORY).context["rows"]) == 50


def test_the_units_administrator_says_how_it_is_reached(admin: Client) -> None:
    form = admin.get(page_of(OFFICE, "unit-edit")).context["form"]
    stand_in = people.unit("Biståndsenheten Haninge")
    sent = filled_in(form, phone="08-555", weekend_contact="Jouren 08-556", stand_in=stand_in.pk)
    page = admin.post(page_of(OFFICE, "unit-edit"), sent, follow=True).content.decode()
    assert "Uppgifterna är sparade." in page
    assert "Jouren 08-556" in page
    assert "Lena Wikström" in page
    others = client_as(people.assignment("somatik")).get(page_of(OFFICE)).content.decode()
    assert stand_in.name in others
    assert "Historik" not in others


def test_a_bad_address_is_refused_at_its_field(admin: Client) -> None:
    form = admin.get(page_of(OFFICE, "unit-edit")).context["form"]
    response = admin.post(page_of(OFFICE, "unit-edit"), filled_in(form, function_address="x", phone="08-555"))
    assert "Skriv en e-postadress" in response.context["form"].errors["function_address"][0]
    assert response.context["form"]["phone"].value() == "08-555"


@pytest.mark.parametrize("which", ["unit-edit", "area-new", "group-new"])
def test_others_units_are_not_the_administrators(admin: Client, which: str) -> None:
    assert admin.post(page_of("Biståndsenheten Haninge", which), {}).status_code == 403


def serve(by: Assignment, unit: Unit, municipality: Municipality, prefix: str) -> ServedArea:
    return actions.serve_area(
        by=by,
        unit=unit,
        municipality=municipality,
        district=None,
        postal_prefix=prefix,
        valid_from=date(2026, 1, 1),
    )


def area_of(admin: Client, **typed: Any) -> Any:
    form = admin.get(page_of(OFFICE, "area-new")).context["form"]
    return admin.post(page_of(OFFICE, "area-new"), filled_in(form, **typed), follow=True)


def test_an_area_is_added_and_ended_and_open_cases_stay(admin: Client) -> None:
    stay = Stay(
        person=people.person(municipality="0126", district=None), officer=people.assignment("huddinge")
    )
    assert "postnummer 141" in area_of(admin, postal_prefix="141").content.decode()
    whole = ServedArea.objects.get(unit=people.unit(OFFICE), postal_prefix="")
    yesterday = timezone.localdate() - timedelta(days=1)
    ending = reverse("municipalities:area-end", args=[whole.pk])
    assert (
        "Pågående ärenden är kvar"
        in admin.post(ending, {"last_day": str(yesterday)}, follow=True).content.decode()
    )
    assert stay.row().is_open
    assert stay.officer.unit_id in stay.state().parts
    routing = admin.get(reverse("municipalities:routing")).content.decode()
    assert "141" in routing


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"postal_prefix": "1a"}, "postal_prefix"),
        ({}, "municipality"),
        ({"municipality": "0136"}, "municipality"),
    ],
)
def test_an_area_that_can_not_be_is_refused(admin: Client, typed: dict[str, str], field: str) -> None:
    assert field in area_of(admin, **typed).context["form"].errors


def test_a_municipal_unit_serves_its_own_municipality_only() -> None:
    by, unit = people.assignment("lokaladmin"), people.unit(OFFICE)
    haninge = Municipality.objects.get(name="Haninge")
    with acting(by), pytest.raises(Refused) as refused:
        serve(by, unit, haninge, "")
    assert "sin egen kommun" in refused.value.problems["municipality"]


def group_of(admin: Client, name: str = OFFICE, **typed: Any) -> Any:
    form = admin.get(page_of(name, "group-new")).context["form"]
    return admin.post(page_of(name, "group-new"), filled_in(form, **typed), follow=True)


def test_a_group_is_added_and_ended_and_what_was_changed_can_be_seen(admin: Client) -> None:
    assert "Då föreslås enheten för äldre, vuxen och beroende" in admin.get(page_of(OFFICE)).content.decode()
    page = group_of(admin, group="children", oldest=20).content.decode()
    assert "Barn och unga, till och med 20 år" in page
    assert "Grupp: ny" in page
    served = ServedGroup.objects.get(unit=people.unit(OFFICE))
    ending = reverse("municipalities:group-end", args=[served.pk])
    page = admin.post(ending, {"last_day": str(timezone.localdate())}, follow=True).content.decode()
    assert "Gruppen är avslutad." in page
    assert "redan avslutad" in admin.post(ending, {"last_day": str(timezone.localdate())}).content.decode()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "group"),
        ({"group": "psychiatry"}, "group"),
        ({"group": "older", "youngest": "x"}, "youngest"),
        ({"group": "older", "youngest": 70, "oldest": 20}, "oldest"),
        ({"group": "older", "valid_from": "i går"}, "valid_from"),
    ],
)
def test_a_group_that_can_not_be_is_refused(admin: Client, typed: dict[str, Any], field: str) -> None:
    form = group_of(admin, **typed).context["form"]
    assert field in form.errors
    assert form["youngest"].value() in (None, "", str(typed.get("youngest", "")))


def test_the_same_group_twice_is_refused(admin: Client) -> None:
    group_of(admin, group="older")
    assert "tar redan emot gruppen" in group_of(admin, group="older").content.decode()


class TestRouting:
    def test_the_narrowest_row_wins_and_without_rows_the_unit_that_lies_there(self) -> None:
        today = timezone.localdate()
        office = people.unit(OFFICE)
        assert directory.municipal_receiver("0126", None, today) == office
        assert directory.municipal_receiver("0126", None, date(2017, 1, 1)) is None

    def test_a_postal_code_sends_a_part_of_the_municipality_elsewhere(self) -> None:
        today = timezone.localdate()
        by, other = people.assignment("lokaladmin"), people.unit(ECONOMISTS)
        huddinge = Municipality.objects.get(code="0126")
        with acting(by):
            for prefix in ("14", "142"):
                serve(by, other, huddinge, prefix)
        units = Unit.objects.valid_on(today)
        assert routing.receiver(units, "0126", None, "14250", today) == other
        assert routing.receiver(units, "0126", None, "13000", today) == people.unit(OFFICE)
        assert routing.receiver(units.exclude(pk=other.pk), "0126", None, "14250", today) == people.unit(
            OFFICE
        )

    def test_a_unit_that_has_ended_is_followed_by_its_stand_in(self) -> None:
        today, other = timezone.localdate(), people.unit("Biståndsenheten Botkyrka")
        with acting(people.assignment("systemadmin")):
            haninge = people.unit("Biståndsenheten Haninge")
            ended = Unit.objects.filter(pk=haninge.pk)
            ended.update(valid_to=today - timedelta(days=1))
            # Then what stands for the municipality is told on paper.
            assert directory.municipal_receiver("0136", None, today) == people.unit("Haninge kommun")
            ended.update(stand_in=other)
        assert directory.municipal_receiver("0136", None, today) == other
        assert directory.municipal_receiver("0136", None, today - timedelta(days=1)) == haninge

    def test_a_surgery_is_suggested_only_where_the_table_says_so(self) -> None:
        assert directory.find_surgery("0126", None, timezone.localdate(), "14150") is None

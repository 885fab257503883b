"""A municipality is not one office: who is suggested for whom, and several that are told at once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from discharge import actions
from discharge.models import Case, Recipient
from discharge.process.parts.planning import holder_beside
from municipalities.access.acting import acting
from municipalities.models import ServedGroup, Unit
from municipalities.swedish.clock import STOCKHOLM
from tests.factories import people
from tests.factories.browsers import address
from tests.factories.clients import client_as, filled_in
from tests.factories.receivers.offices import ADULTS, CHILDREN, HEALTH_CARE, make_offices
from tests.factories.registration import REGISTER, look_up, nurse_client, step_two
from tests.factories.roles import OFFICE
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])
FRIDAY = datetime(2026, 3, 13, 15, 0, tzinfo=STOCKHOLM)
HOME = {
    "municipality": "0126",
    "district": "",
    "postal_code": "14150",
    "street": "Gatan 1",
    "city": "Huddinge",
}


@pytest.fixture
def offices() -> dict[str, Unit]:
    return make_offices(phone="08-1", weekend_contact="Jouren 08-2")


def born(years: int) -> date:
    return timezone.localdate() - timedelta(days=366 * years)


def suggested(client: Client, number: str, **typed: Any) -> Any:
    """The form after the address is typed: as the page suggests anew."""
    data = step_two(client, number) | HOME | {"municipal": "", "surgery": ""} | typed
    return client.post("/arenden/ny/mottagare/", data)


def sentence(answer: Any) -> str:
    return str(answer.context["suggestion"].sentence)


@pytest.mark.parametrize(
    ("years", "typed", "names", "why"),
    [
        (82, {}, [OFFICE], "bor i Huddinge och är 82 år"),
        (
            82,
            {"municipal_health_care": "on"},
            [OFFICE, HEALTH_CARE],
            "är 82 år och kan behöva kommunal hälso- och sjukvård",
        ),
        (12, {}, [CHILDREN], "är 12 år"),
        (40, {"help_from": "children"}, [CHILDREN], "hjälp från barn och unga"),
    ],
)
def test_receivers_follow_from_area_age_and_the_help_expected(
    offices: dict[str, Unit], years: int, typed: dict[str, str], names: list[str], why: str
) -> None:
    client = nurse_client()
    answer = suggested(client, people.identity_number(born(years), serial=0), **typed)
    assert [unit.name for unit in answer.context["suggestion"].units] == names
    assert why in sentence(answer)
    form = answer.context["form"]
    assert str(form["municipal"].value()) == str(people.unit(names[0]).pk)
    assert [str(one) for one in form["also"].value() or []] == [
        str(people.unit(name).pk) for name in names[1:]
    ]


def test_an_addiction_patients_planning_is_with_the_adults(offices: dict[str, Unit]) -> None:
    nurse = people.assignment_at("Heldygnsvård 61")
    answer = suggested(client_as(nurse), people.identity_number(born(70), serial=0))
    assert [unit.name for unit in answer.context["suggestion"].units] == [ADULTS]
    assert "vårdas för beroende" in sentence(answer)


def test_an_unknown_age_is_said(offices: dict[str, Unit]) -> None:
    answer = suggested(nurse_client(), "992026123453")
    assert "har okänd ålder" in sentence(answer)
    assert [unit.name for unit in answer.context["suggestion"].units] == [OFFICE]


def test_a_group_that_nobody_is_there_for_is_said(offices: dict[str, Unit]) -> None:
    with acting(people.assignment("lokaladmin")):
        ServedGroup.objects.create(unit=people.unit(OFFICE), group="older", valid_from=date(2020, 1, 1))
    answer = suggested(
        nurse_client(), people.identity_number(born(40), serial=0), help_from="social_psychiatry"
    )
    assert "Ingen enhet där tar emot just socialpsykiatri och LSS" in sentence(answer)
    assert answer.context["suggestion"].units[0].name == OFFICE


def test_a_unit_that_has_ended_gives_way_to_its_stand_in(offices: dict[str, Unit]) -> None:
    with acting(people.assignment("systemadmin")):
        Unit.objects.filter(pk=offices[CHILDREN].pk).update(
            valid_to=timezone.localdate() - timedelta(days=1), stand_in=offices[ADULTS]
        )
    answer = suggested(nurse_client(), people.identity_number(born(12), serial=0))
    assert [unit.name for unit in answer.context["suggestion"].units] == [ADULTS]


def test_on_a_friday_afternoon_the_weekend_telephone_comes_first(offices: dict[str, Unit]) -> None:
    with time_machine.travel(FRIDAY, tick=False):
        answer = suggested(nurse_client(), people.identity_number(born(12), serial=0))
        page = answer.content.decode()
    assert "Just nu:</b> på helger Jouren 08-2" in page
    assert page.index("Jouren 08-2") < page.index("Telefon: 08-1")


def test_nobody_is_suggested_before_it_is_known_where() -> None:
    client = nurse_client()
    response = look_up(client, people.identity_number())
    assert response.context["suggestion"] is None
    assert "also" not in response.context["form"].fields


def test_protected_is_suggested_for_by_municipality_alone(offices: dict[str, Unit]) -> None:
    typed = {"protected_identity": "on", "postal_code": "", "street": "", "city": ""}
    answer = suggested(nurse_client(), people.identity_number(born(12), serial=0), **typed)
    assert [unit.name for unit in answer.context["suggestion"].units] == [CHILDREN]


def told_case(offices: dict[str, Unit], **typed: Any) -> Case:
    client, number = nurse_client(), people.identity_number()
    also = [str(offices[HEALTH_CARE].pk)]
    data = step_two(client, number) | HOME | {"municipal": str(people.unit(OFFICE).pk), "also": also} | typed
    response: Any = client.post(REGISTER, data)
    assert response.status_code == 302, response.context["form"].errors
    with acting(people.assignment("somatik", "Akutgeriatrik 12")):
        return Case.objects.get(pk=response["Location"].rstrip("/").split("/")[-1])


def test_two_units_of_a_municipality_are_told_at_once_and_the_first_holds_the_planning(
    offices: dict[str, Unit],
) -> None:
    case = told_case(offices)
    with acting(people.assignment("somatik", "Akutgeriatrik 12")):
        told = set(Recipient.objects.filter(message__case=case).values_list("unit__name", flat=True))
    assert {OFFICE, HEALTH_CARE} <= told
    page = nurse_client().get(f"/arenden/{case.pk}/").content.decode()
    assert "håller i planeringen" in page
    assert "Jouren 08-2" in page


def test_the_same_unit_twice_is_told_once(offices: dict[str, Unit]) -> None:
    case = told_case(offices, also=[str(people.unit(OFFICE).pk)])
    with acting(people.assignment("somatik", "Akutgeriatrik 12")):
        assert Recipient.objects.filter(message__case=case, unit=people.unit(OFFICE)).count() == 1


@pytest.mark.parametrize("wrong", ["nonsense", "06dc9f9d-ba2a-4be3-8950-a5b76fcdcc3c"])
def test_a_unit_that_is_none_is_refused_at_its_field(offices: dict[str, Unit], wrong: str) -> None:
    client = nurse_client()
    data = step_two(client) | HOME | {"municipal": str(people.unit(OFFICE).pk), "also": [wrong]}
    response = client.post(REGISTER, data)
    assert response.context["form"].errors["also"] == [
        "Enheten finns inte i katalogen. Välj en enhet i listan."
    ]


def stay_in_huddinge(**changes: Any) -> Stay:
    return Stay(
        person=people.person(municipality="0126", district=None, **changes),
        officer=people.assignment("huddinge"),
    )


def test_a_unit_that_changes_its_groups_keeps_its_open_cases(offices: dict[str, Unit]) -> None:
    stay = stay_in_huddinge()
    before = stay.state()
    with acting(people.assignment("lokaladmin")):
        actions_of = people.unit(OFFICE)
        ServedGroup.objects.create(unit=actions_of, group="children", valid_from=timezone.localdate())
    after = stay.state()
    assert (after.parts.keys(), after.tasks) == (before.parts.keys(), before.tasks)


@pytest.mark.parametrize(
    "type", ["participant_added", "handover", "wrong_receiver", "municipality_correction"]
)
def test_wherever_a_receiver_is_chosen_the_units_nearby_are_shown(
    offices: dict[str, Unit], type: str
) -> None:
    stay = stay_in_huddinge()
    by = stay.officer if type in ("handover", "wrong_receiver") else stay.nurse
    page = client_as(by).get(address(stay, type)).content.decode()
    assert "Enheter som tar emot där personen bor" in page
    assert f"?to={offices[CHILDREN].pk}" in page
    assert "Jouren 08-2" in page


def test_of_a_protected_person_no_reason_tells_age_and_home(offices: dict[str, Unit]) -> None:
    stay = stay_in_huddinge(number=people.person_aged(12, date(2026, 3, 9)).number)
    by, where = stay.nurse, address(stay, "participant_added")
    assert "därför att personen bor i" in client_as(by).get(where).content.decode()
    with acting(by):
        actions.protect_person(by=by, case_id=stay.case.pk, now=stay.now)
    page = client_as(by).get(where).content.decode()
    assert "Enheter som tar emot där personen bor" in page
    assert "därför att" not in page
    assert "12 år" not in page


def test_a_corrected_municipality_shows_the_units_there(offices: dict[str, Unit]) -> None:
    stay = Stay(person=people.person(number=people.person_aged(12, date(2026, 3, 9)).number))
    client = client_as(stay.nurse)
    form = client.get(address(stay, "municipality_correction")).context["form"]
    typed = filled_in(form, municipality="0126", district="", how="wrong", reason="Fel.", to="")
    page = client.post(address(stay, "municipality_correction"), typed).content.decode()
    assert "Barn och unga föreslås, därför att personen bor i Huddinge" in page


def test_a_stand_in_that_the_ward_adds_holds_the_planning_in_its_place(offices: dict[str, Unit]) -> None:
    stay = stay_in_huddinge()
    with acting(people.assignment("systemadmin")):
        Unit.objects.filter(pk=stay.officer.unit_id).update(
            valid_to=timezone.localdate() - timedelta(days=1), stand_in=offices[ADULTS]
        )
    client = client_as(stay.nurse)
    page = client.get(f"/arenden/{stay.case.pk}/").content.decode()
    link = f"?to={offices[ADULTS].pk}"
    assert link in page
    form = client.get(address(stay, "participant_added") + link).context["form"]
    assert form["holds"].value() == "on"
    assert (
        client.post(address(stay, "participant_added"), filled_in(form, reason="Upphört.")).status_code == 302
    )
    state = stay.state()
    assert holder_beside(state, stay.officer.unit_id) == offices[ADULTS].pk


def test_the_api_says_who_holds_the_planning_and_how_each_is_reached(offices: dict[str, Unit]) -> None:
    case = told_case(offices)
    told = nurse_client().get(f"/api/cases/{case.pk}/").json()
    assert [unit["name"] for unit in told["planning_holders"]] == [OFFICE]
    reached = {part["unit"]["name"]: part["contact"]["weekend_contact"] for part in told["parts"]}
    assert reached[HEALTH_CARE] == "Jouren 08-2"

"""PDL 2:8: a care provider does not find people by what social services give; the municipality may."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from monthly_statistics.exports import csv_export
from monthly_statistics.figures.groups import Dimension

from discharge.forms.worklist import FILTERS_OF
from discharge.queries import SORTS, Filters
from discharge.queries.lists.held import ListQuestion
from municipalities.access.acting import acting
from municipalities.access.roles import CARE_ROLES
from municipalities.models import Role, Unit
from municipalities.units.groups import GROUPS_OF, Group
from municipalities.units.parties import Party
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.discharge.worklist import search_cases
from tests.factories.receivers.offices import HEALTH_CARE, make_offices
from tests.factories.roles import give
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])
WORKLIST = reverse("discharge:worklist")
#: What a parameter, a column or a field would be called.
WORDS = ("group", "grupp", "help_from", "served")


@pytest.fixture
def offices() -> dict[str, Unit]:
    return make_offices()


def stay(*beside: Unit) -> Stay:
    told = Stay(
        person=people.person(municipality="0126", district=None), officer=people.assignment("huddinge")
    )
    for unit in beside:
        told.send(told.nurse, "participant_added", to=unit.pk, reason="Hemsjukvård.")
    return told


def cases(client: Client, **asked: str) -> set[UUID]:
    page = client.get(WORKLIST, {"lista": "inneliggande", **asked}).content.decode()
    return {UUID(found) for found in re.findall(r'href="/arenden/([0-9a-f-]{36})/', page)}


def test_a_municipal_user_filters_by_group(offices: dict[str, Unit]) -> None:
    alone, both = stay(), stay(offices[HEALTH_CARE])
    client = client_as(people.assignment("huddinge"))
    assert cases(client, group="municipal_health_care") & {alone.case.pk, both.case.pk} == {both.case.pk}
    assert cases(client) >= {alone.case.pk, both.case.pk}
    assert cases(client, group="older") >= {alone.case.pk, both.case.pk}, "nobody there has said so"
    form = client.get(WORKLIST).context["form"]
    assert [value for value, _ in form.fields["group"].choices] == [
        "",
        "adults",
        "children",
        "municipal_health_care",
    ]
    counts = client.get(WORKLIST, {"group": "municipal_health_care"}).context["band"]
    assert next(tab for tab in counts if tab.label == "Inneliggande").count == 1


def test_where_no_unit_has_said_a_group_there_is_nothing_to_choose() -> None:
    assert "group" not in client_as(people.assignment("huddinge")).get(WORKLIST).context["form"].fields


@pytest.mark.parametrize("account", ["somatik", "vardcentral"])
def test_the_regions_side_does_not(offices: dict[str, Unit], account: str) -> None:
    told = {stay().case.pk, stay(offices[HEALTH_CARE]).case.pk}
    client = client_as(people.assignment(account))
    for group in (*GROUPS_OF[Party.MUNICIPAL], "x"):
        assert cases(client, group=group) & told == told
    answer = client.get(WORKLIST, {"group": "children"})
    assert "group" not in answer.context["form"].fields
    assert answer.context["chosen_words"] == []


@pytest.mark.parametrize("account", ["somatik", "vardcentral"])
def test_nor_does_the_question_itself_carry_it(offices: dict[str, Unit], account: str) -> None:
    now = Stay().now + timedelta(hours=1)
    by = people.assignment(account)
    asked = ListQuestion.by(by, now, Filters(group=Group.CHILDREN))
    assert asked == ListQuestion.by(by, now)


def test_no_party_but_the_municipality_has_such_a_filter_and_nobody_such_an_order() -> None:
    assert {party for party, names in FILTERS_OF.items() if "group" in names} == {Party.MUNICIPAL}
    assert not [name for name in SORTS if any(word in name for word in WORDS)]


def test_a_search_finds_nobody_by_a_groups_unit(offices: dict[str, Unit]) -> None:
    told = stay(offices[HEALTH_CARE])
    with acting(told.nurse):
        for text in (HEALTH_CARE, "municipal_health_care", "Kommunal hälso- och sjukvård"):
            assert search_cases(told.nurse, text, told.now).rows == []


def test_the_api_takes_no_such_parameter_and_answers_with_no_such_field() -> None:
    schema = client_as(people.assignment("somatik")).get(reverse("discharge:api-schema"), {"format": "json"})
    text = schema.json()
    parameters = {
        parameter["name"]
        for path in text["paths"].values()
        for operation in path.values()
        if isinstance(operation, dict)
        for parameter in operation.get("parameters", ())
    }
    fields = {name for one in text["components"]["schemas"].values() for name in one.get("properties", ())}
    assert not [name for name in parameters | fields if any(word in name for word in WORDS)]


@pytest.mark.parametrize("account", ["somatik", "vardcentral"])
def test_the_api_lists_the_same_whatever_is_asked_by_group(offices: dict[str, Unit], account: str) -> None:
    stay(offices[HEALTH_CARE])
    client, address = client_as(people.assignment(account)), reverse("discharge:api-cases")
    plain = client.get(address, {"list": "inneliggande"}).json()
    assert client.get(address, {"list": "inneliggande", "group": "children"}).json() == plain


def test_no_figure_is_broken_down_by_group() -> None:
    assert {str(one) for one in Dimension} == {"care_type", "sex", "age_group"}
    assert not [group.label for group in GROUPS_OF[Party.MUNICIPAL] if group.label in vars(csv_export)]


def test_the_roles_of_care_are_those_asked_here() -> None:
    """A new role needs an answer of its own."""
    municipal = {Role.CASE_OFFICER, Role.MUNICIPAL_HEALTH_CARE}
    assert set(CARE_ROLES) == {Role.INPATIENT, Role.OUTPATIENT} | municipal
    nurse = give(Role.MUNICIPAL_HEALTH_CARE)
    assert nurse.unit.party == Party.MUNICIPAL

"""From a case to the next of its list, as the list was shown, whatever has been dealt with since."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from municipalities.models import Assignment
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.discharge.worklist import LIST, NOW, named, stay
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def stays(number: int) -> list[Stay]:
    return [stay(48 - n, person=named(f"Ek{n}")) for n in range(number)]


def case(told: Stay) -> str:
    return reverse("discharge:case", args=[told.case.pk])


def following(client: Client, told: Stay, query: str = "") -> str:
    return client.get(reverse("discharge:next-case", args=[told.case.pk]) + query).headers["Location"]


def reader(who: Assignment, query: str) -> Client:
    client = client_as(who)
    client.get(LIST + query)
    return client


def test_it_goes_through_the_list_in_its_order_and_says_where_it_ends() -> None:
    one, two, three = stays(3)
    client = reader(one.officer, "?lista=inneliggande&ordning=-namn")
    assert following(client, three) == case(two)
    assert following(client, two) == case(one)
    assert following(client, two, "?forra") == case(three)
    for end, query in ((one, ""), (three, "?forra")):
        assert following(client, end, query).startswith(f"{LIST}?lista=inneliggande&ordning=-namn#case-")
    said = client.get(LIST).content.decode()
    assert "Det var sista ärendet i listan." in said
    assert "Det var första ärendet på sidan." in said


def test_what_has_been_dealt_with_is_passed_by_and_the_case_itself_may_be_gone() -> None:
    told = stays(4)
    client = reader(told[0].officer, "?lista=att-kvittera&ordning=namn")
    told[0].acknowledge(told[0].officer)
    told[1].acknowledge(people.colleague_of(told[0].officer))
    assert following(client, told[0]) == case(told[2])
    # What came since stands in the list when it is looked at again.
    stay(47.5, person=named("Ek2b"))
    assert following(client, told[2]) == case(told[3])


def test_a_case_that_is_no_longer_the_units_is_passed_by() -> None:
    told = stays(3)
    client = reader(told[0].officer, "?lista=inneliggande&ordning=namn")
    told[1].send(told[1].nurse, "sent_in_error", reason="Fel person.")
    assert following(client, told[0]) == case(told[2])


def test_it_goes_on_to_the_next_page_with_the_same_filters() -> None:
    told = stays(27)
    for one in told[:26]:
        one.take()
    chosen = "?lista=inneliggande&ordning=namn&rader=25&responsible=mina"
    client = reader(told[0].officer, chosen)
    shown = [row.case for row in client.get(LIST + chosen).context["rows"]]
    by_id = {one.case.pk: one for one in told}
    at = following(client, by_id[shown[-1].pk])
    [left] = [one for one in told[:26] if one.case.pk not in {seen.pk for seen in shown}]
    assert at == case(left)
    # And from there the way back is that page's.
    assert "sida=2" in client.get(at).context["list_address"]
    assert following(client, left).startswith(LIST)


def test_among_what_was_searched_for() -> None:
    told = stays(3)
    client = client_as(told[0].officer)
    client.post(reverse("discharge:search"), {"text": "ek"})
    found = [row.case.pk for row in client.get(reverse("discharge:search")).context["rows"]]
    by_id = {one.case.pk: one for one in told}
    assert following(client, by_id[found[0]]) == case(by_id[found[1]])


def test_of_a_case_that_stands_in_no_list_it_leads_to_the_case_and_another_units_list_is_not_used() -> None:
    told, other = stays(2)
    client = client_as(told.officer)
    assert following(client, told) == case(told)
    assert "Nästa ärende" not in client.get(case(told)).content.decode()
    client = reader(told.officer, "?lista=inneliggande")
    assert "Nästa ärende" in client.get(case(told)).content.decode()
    assert following(client_as(people.assignment("huddinge")), other) == case(other)


def test_looking_for_the_next_stands_in_the_log_as_the_list_does(
    admin_connection: psycopg.Connection,
) -> None:
    told = stays(2)
    client = reader(told[0].officer, "?lista=inneliggande&ordning=namn")
    following(client, told[0])
    query = "SELECT case_ids FROM municipalities_access_log WHERE detail = 'inneliggande, nästa ärende'"
    [(cases,)] = admin_connection.execute(query).fetchall()
    assert cases == [one.case.pk for one in told]


def test_a_session_from_before_cases_were_kept_begins_anew() -> None:
    [told] = stays(1)
    client = client_as(told.officer)
    session = client.session
    session["list"] = [str(told.officer.unit_id), LIST]
    session.save()
    assert client.get(case(told)).status_code == 200


def test_back_it_leads_to_the_row_or_the_nearest_that_is_there_still() -> None:
    told = stays(3)
    chosen = "?lista=att-kvittera&ordning=namn"
    client = reader(told[0].officer, chosen)

    def back(one: Stay) -> str:
        where = client.get(reverse("discharge:back-to-list", args=[one.case.pk])).headers["Location"]
        address, _, at = where.partition("#case-")
        assert address == LIST + chosen
        return at

    assert back(told[1]) == str(told[1].case.pk)
    told[1].acknowledge(told[1].officer)
    assert back(told[1]) == str(told[2].case.pk)
    told[2].acknowledge(told[2].officer)
    assert back(told[2]) == str(told[0].case.pk)
    told[0].acknowledge(told[0].officer)
    assert back(told[1]) == ""


def test_back_from_a_case_of_no_list_it_leads_to_the_list() -> None:
    [told] = stays(1)
    where = client_as(told.officer).get(reverse("discharge:back-to-list", args=[told.case.pk]))
    assert where.headers["Location"] == LIST

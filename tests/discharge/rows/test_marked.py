"""Several rows at once: taken, read and acknowledged, each judged by itself, and what is said of the rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import time_machine
from django.urls import reverse

from discharge.models import Receipt
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.discharge.worklist import NOW, stay
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def stays(number: int) -> list[Stay]:
    return [stay(48 - n, person=people.person(given_name=f"Bo{n}")) for n in range(number)]


def take(who: Assignment, *cases: Any) -> Any:
    values = {"gor": "take", "arende": [str(case) for case in cases], "next": "/arbetslista/?lista=att-gora"}
    return client_as(who).post(reverse("discharge:marked"), values, follow=True)


def said(page: Any) -> list[str]:
    return [str(message) for message in page.context["messages"]]


def test_each_is_taken_by_itself_and_what_is_refused_says_whose_and_why() -> None:
    told = stays(3)
    officer, colleague = told[0].officer, people.colleague_of(told[0].officer)
    told[1].send(colleague, "take", responsible=colleague.user_id)
    page = take(officer, *(one.case.pk for one in told), told[0].case.pk)
    assert said(page) == [f"Mottaget: 2 ärenden. Handläggare: {officer.user.name}."]
    text = page.content.decode()
    assert "Bo1 Ek" in text
    assert "Inte mottaget. Planeringen är redan mottagen, lör 14 mar" in text
    assert f"av {colleague.user.name}. Byt handläggare i ärendet." in text
    assert "Bo0 Ek" not in text
    assert [one.state().is_taken for one in told] == [True, True, True]


def test_what_is_not_the_units_any_more_is_said_once_and_nobody_is_named(
    admin_connection: psycopg.Connection,
) -> None:
    told, strange = stays(3), uuid4()
    for one in told[:2]:
        one.send(one.nurse, "sent_in_error", reason="Fel person.")
    page = take(told[0].officer, *(one.case.pk for one in told), strange, "nonsens")
    assert said(page)[0] == "3 ärenden är inte kvar hos er enhet. Inget är gjort där."
    assert "Bo0" not in page.content.decode().partition("<main")[2]
    refused = "SELECT count(*) FROM municipalities_access_log WHERE refused AND detail = 'take, flera'"
    assert admin_connection.execute(refused).fetchone() == (3,)


def test_where_none_is_marked_nothing_is_taken_and_all_are_read() -> None:
    told = stays(2)
    assert said(take(told[0].officer)) == ["Markera de rader som du vill ta emot."]
    assert not any(one.state().is_taken for one in told)
    read = client_as(told[0].officer).post(
        reverse("discharge:marked"), {"gor": "read", "next": "/arbetslista/?lista=att-gora"}, follow=True
    )
    assert read.content.decode().count("<section") >= 2


def test_of_the_marked_ones_what_came_after_the_page_waits() -> None:
    told = stays(2)
    officer, client = told[0].officer, client_as(told[0].officer)
    asked = reverse("discharge:together") + f"?arende={told[0].case.pk}"
    shown = client.get(asked).context["cases"]
    assert [case.pk for case, *_ in shown] == [told[0].case.pk]
    told[0].ready()
    [(case, _, unread)] = shown
    answer = client.post(
        reverse("discharge:together"), {"message": [f"{case.pk}.{one.id}" for one in unread]}
    )
    assert "Nytt sedan raden öppnades: 1 meddelande." in answer.content.decode()
    assert Receipt.objects.filter(unit_id=officer.unit_id).count() == 1


def test_a_ward_takes_no_planning() -> None:
    [told] = stays(1)
    text = take(told.nurse, told.case.pk).content.decode()
    assert "Er enhet tar inte emot planeringen." in text
    assert not told.state().is_taken

"""A row of the work list that opens in place: what is read there, and what is done there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
import time_machine
from django.urls import reverse

from discharge.models import Receipt
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.discharge.worklist import NOW, named, stay, tasks
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def address(told: Stay) -> str:
    return reverse("discharge:row", args=[told.case.pk])


def opened(told: Stay, who: Assignment, query: str = "", **headers: str) -> Any:
    response = client_as(who).get(address(told) + query, headers=headers)
    assert response.status_code == 200
    return response


def shown(told: Stay, who: Assignment) -> list[str]:
    return [str(message.id) for message in opened(told, who).context["open"].unread]


def test_what_is_unread_is_readable_with_script_and_without() -> None:
    told = stay()
    told.consent("planning")
    told.send(
        told.nurse,
        "general_message",
        category="question",
        to=(told.officer.unit_id,),
        text="Finns det plats?",
    )
    for headers, is_page in ((HTMX, False), ({}, True)):
        text = opened(told, told.officer, **headers).content.decode()
        assert "Finns det plats?" in text
        assert "Kvittera 3 meddelanden" in text
        assert ("<html" in text) is is_page
    # What the ward has said itself it need not read.
    assert shown(told, told.nurse) == []


def test_nothing_is_acknowledged_but_what_was_shown() -> None:
    told = stay()
    told.consent("planning")
    seen = shown(told, told.officer)
    told.send(told.nurse, "general_message", category="question", to=(told.officer.unit_id,), text="Nytt.")
    told.now = NOW
    answered = client_as(told.officer).post(address(told), {"message": seen}, headers=HTMX)
    assert "Kvitterat: 2 meddelanden." in answered.content.decode()
    assert "Nytt." in answered.content.decode()
    assert tasks(told.officer)[0] == "Kvittera 1 meddelande"
    again = client_as(told.officer).post(address(told), {"message": seen}, headers=HTMX)
    assert "Inget mer att kvittera." in again.content.decode()
    assert Receipt.objects.filter(unit=told.officer.unit_id).count() == 2


def test_a_post_without_script_leads_back_to_the_list_at_the_row() -> None:
    told = stay()
    client = client_as(told.officer)
    client.get("/arbetslista/?lista=att-kvittera")
    done = client.post(address(told), {"message": shown(told, told.officer)})
    assert done.headers["Location"] == f"/arbetslista/?lista=att-kvittera#case-{told.case.pk}"


def test_what_is_strange_in_a_post_acknowledges_nothing() -> None:
    told, other = stay(), stay(person=named("Annan"))
    foreign = shown(other, other.officer)
    for values in ([], ["x"], foreign):
        answered = client_as(told.officer).post(address(told), {"message": values}, headers=HTMX)
        assert "Inget mer att kvittera." in answered.content.decode()
    assert not Receipt.objects.exists()


def test_the_row_that_something_is_done_in_is_shown_anew() -> None:
    told = stay()
    seen = shown(told, told.officer)
    key = str(told.case.pk)
    post = {"message": seen, "rad": key, "lista": "att-gora"}
    text = client_as(told.officer).post(address(told), post, headers=HTMX).content.decode()
    assert f'id="row-{key}"' in text
    assert 'hx-swap-oob="true"' in text
    assert "Ta emot planeringen" in text
    told.take()
    answer = opened(told, told.officer, f"?rad={key}&lista=att-gora&gjort=1", **HTMX)
    assert "Inget mer att göra" in answer.content.decode()
    # What is no key of the case's rows is not written into the page.
    strange = opened(told, told.officer, f'?rad={key}"><b&lista=att-gora&gjort=1', **HTMX)
    assert strange.context["row"].key == key


def test_the_ways_to_go_on_are_those_of_the_case() -> None:
    told = stay()
    choices = [choice.verb for choice in opened(told, told.officer).context["open"].choices]
    assert choices[0] == "Ta emot planeringen"
    text = opened(told, told.officer, **HTMX).content.decode()
    assert reverse("discharge:row-send", args=[told.case.pk, "take"]) in text
    assert reverse("discharge:send", args=[told.case.pk, "consent"]) not in text


def test_a_form_that_is_opened_in_a_row_leads_back_to_the_row() -> None:
    told = stay()
    client, row = client_as(told.officer), f"{address(told)}?rad={told.case.pk}&lista=att-gora&gjort=1"
    form = reverse("discharge:send", args=[told.case.pk, "take"])
    shown_form = client.get(form, {"next": row}, headers=HTMX)
    submission = shown_form.context["form"]["submission"].value()
    values = {"next": row, "submission": submission, "responsible": told.officer.user_id}
    sent = client.post(form, values, headers=HTMX)
    assert (sent.status_code, sent.headers["Location"]) == (302, row)
    followed = client.get(row, headers=HTMX)
    assert followed.headers["HX-Retarget"] == f"#open-{told.case.pk}"
    assert "Skickat" in followed.content.decode()


def test_nobody_elses_row_opens_and_each_reading_stands_in_the_log(
    admin_connection: psycopg.Connection,
) -> None:
    told = stay()
    other = people.assignment("huddinge")
    for method in ("get", "post"):
        assert getattr(client_as(other), method)(address(told)).status_code == 404
    opened(told, told.officer)
    client_as(told.officer).post(address(told), {"message": []}, headers=HTMX)
    rows = admin_connection.execute(
        "SELECT action, detail, unit_id, refused FROM municipalities_access_log ORDER BY at"
    ).fetchall()
    assert rows == [
        ("open", "rad i arbetslistan", other.unit_id, True),
        ("write", "kvittens", other.unit_id, True),
        ("open", "rad i arbetslistan", told.officer.unit_id, False),
        ("write", "kvittens", told.officer.unit_id, False),
    ]


def test_of_a_protected_person_the_row_tells_nothing() -> None:
    told = stay(person=named("Hemlig", given_name="Dolda", protected_identity=True))
    text = opened(told, told.officer, **HTMX).content.decode()
    assert "Hemlig" not in text
    assert "Skyddad person" in text


class TestSearchInTheHead:
    def find(self, who: Assignment, text: str) -> Any:
        client = client_as(who)
        asked = client.post("/arbetslista/sok/", {"text": text})
        assert (asked.status_code, asked.headers["Location"]) == (302, "/arbetslista/sok/")
        return client.get("/arbetslista/sok/")

    def names(self, who: Assignment, text: str) -> list[str]:
        return [row.person.name for row in self.find(who, text).context["rows"]]

    def test_by_name_number_and_reference_and_nothing_in_the_address(self) -> None:
        told = stay(person=named("Åkerström"))
        for text in ("åker", told.person.number.value, told.case.reference.lower()):
            assert self.names(told.officer, text) == ["Bo Åkerström"]
        assert self.names(people.assignment("huddinge"), "åker") == []

    def test_the_session_keeps_which_cases_and_not_what_was_asked_for(self) -> None:
        told = stay(person=named("Åkerström"))
        client = client_as(told.officer)
        client.post("/arbetslista/sok/", {"text": told.person.number.value})
        assert client.session["found"] == [str(told.officer.unit_id), [str(told.case.pk)], False, False]
        # Another unit's, or what its reader reads no more, is not shown.
        session = client.session
        for kept in ([str(people.assignment("huddinge").unit_id), [str(told.case.pk)], False, False], None):
            session["found"] = kept
            session.save()
            assert client.get("/arbetslista/sok/").context["rows"] == []
        foreign = client_as(people.assignment("huddinge"))
        foreign.get("/arbetslista/")
        session = foreign.session
        session["found"] = [
            str(people.assignment("huddinge").unit_id),
            [str(told.case.pk), "x"],
            False,
            False,
        ]
        session.save()
        assert foreign.get("/arbetslista/sok/").context["rows"] == []

    @pytest.mark.parametrize("text", ["", " ", "a", "x" * 5000, "\u202e", "9" * 12])
    def test_what_finds_nobody_says_so(self, text: str) -> None:
        stay()
        found = self.find(people.assignment("stadsdel"), text)
        assert found.status_code == 200
        assert found.context["rows"] == []

    def test_every_care_page_has_the_field_and_no_other(self) -> None:
        told = stay()
        assert "frame-search" in client_as(told.officer).get("/moten/").content.decode()
        assert "frame-search" not in client_as(people.assignment("hsf")).get("/").content.decode()


@pytest.mark.parametrize("is_protected", [False, True])
def test_two_of_one_name_are_told_apart_by_number_or_reference(is_protected: bool) -> None:
    """The wrong person's messages are the last thing to acknowledge."""
    both = [stay(person=named("Ek", protected_identity=is_protected)) for _ in range(2)]
    client = client_as(both[0].officer)
    for told in both:
        number = told.person.number.value
        mark = told.case.reference if is_protected else f"{number[:8]}-{number[8:]}"
        for where in (address(told), TestTogether.ADDRESS, "/arbetslista/"):
            text = client.get(where).content.decode()
            assert mark in text
            assert not is_protected or number[:8] not in text


class TestTogether:
    ADDRESS = "/arbetslista/kvittera/"

    def test_ten_cases_are_read_on_one_page_and_acknowledged_by_one_button(self) -> None:
        told = [stay(100 - number, person=named(f"{number:02}")) for number in range(10)]
        client = client_as(told[0].officer)
        page = client.get(self.ADDRESS)
        assert len(page.context["cases"]) == 10
        assert "Kvittera 10 meddelanden" in page.content.decode()
        sent = [f"{case.pk}.{message.id}" for case, _, unread in page.context["cases"] for message in unread]
        done = client.post(self.ADDRESS, {"message": sent, "next": "/arbetslista/?lista=att-kvittera"})
        assert done.headers["Location"] == "/arbetslista/?lista=att-kvittera"
        assert not [verb for verb in tasks(told[0].officer) if verb.startswith("Kvittera")]

    def test_it_keeps_the_filter_and_shows_no_more_than_can_be_read(self) -> None:
        for number in range(27):
            told = stay(200 - number, person=named(f"{number:02}"))
        told.send(told.nurse, "track_choice", track="green")
        assert len(client_as(told.officer).get(self.ADDRESS).context["cases"]) == 25
        chosen = client_as(told.officer).get(f"{self.ADDRESS}?lista=att-gora&track=green").context["cases"]
        assert [case.pk for case, _, _ in chosen] == [told.case.pk]

    def test_what_is_not_there_any_more_is_said_and_the_rest_is_acknowledged(self) -> None:
        told, other = stay(), stay(person=named("Annan"), officer=people.assignment("huddinge"))
        own, foreign = (f"{one.case.pk}.{shown(one, one.officer)[0]}" for one in (told, other))
        values = {"message": [foreign, own, "x", f"{told.case.pk}.x"], "next": "https://elsewhere.example/"}
        done = client_as(told.officer).post(self.ADDRESS, values, follow=True)
        assert "Ett ärende är inte kvar hos er enhet." in done.content.decode()
        assert "Kvitterat: 1 meddelande." in done.content.decode()
        assert Receipt.objects.count() == 1

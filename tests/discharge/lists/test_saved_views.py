"""Saved views: what is chosen of the list by a name, for oneself or the unit, one of them the beginning."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from discharge.models import SavedView
from municipalities.access.acting import acting
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.clients import at_once, client_as
from tests.factories.discharge.worklist import LIST, NOW, named, stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])
CHOSEN = "?lista=inneliggande&responsible=ingen&ordning=-namn&rader=25&tathet=luftig&dolj=plats&dolj=parter"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def officer() -> Assignment:
    return people.assignment("stadsdel")


def save(client: Client, name: str, query: str = CHOSEN, **values: str) -> Any:
    typed = {"name": name, "whose": "mine", **values}
    return client.post(reverse("discharge:view-save") + query, typed, follow=True)


def said(page: Any) -> str:
    return " ".join(str(message) for message in page.context["messages"])


def names(client: Client) -> list[tuple[str, bool, bool]]:
    views = client.get(f"{LIST}?lista=att-gora").context["views"]
    return [(view.name, view.user_id is None, view.is_default) for view in views]


def test_what_is_chosen_is_saved_whole_and_chosen_again_by_one_link(officer: Assignment) -> None:
    client = client_as(officer)
    page = save(client, "  Fria   i natt ")
    assert "Vyn är sparad: Fria i natt." in said(page)
    [view] = page.context["views"]
    again = client.get(LIST + view.address)
    chosen = again.context["chosen"]
    assert chosen == page.context["chosen"]
    assert (chosen.size, chosen.is_roomy, chosen.hidden) == (25, True, ("plats", "parter"))
    assert again.context["view_name"] == "Fria i natt"


def test_one_is_what_the_list_begins_with_and_ones_own_goes_before_the_units(officer: Assignment) -> None:
    client, colleague = client_as(officer), client_as(people.colleague_of(officer))
    assert client.get(LIST).status_code == 200
    save(client, "Vår", "?lista=sip", whose="unit", default="on")
    for who in (client, colleague):
        assert who.get(LIST).headers["Location"] == f"{LIST}?lista=sip"
    save(client, "Min", "?lista=nya", default="on")
    assert client.get(LIST).headers["Location"] == f"{LIST}?lista=nya"
    assert colleague.get(LIST).headers["Location"] == f"{LIST}?lista=sip"
    save(client, "Min andra", "?lista=sip", default="on")
    assert names(client) == [("Min", False, False), ("Min andra", False, True), ("Vår", True, True)]
    # Every list is one link away all the same.
    assert client.get(f"{LIST}?lista=att-gora").status_code == 200


def test_what_has_the_name_is_replaced_and_removed_by_whom_it_belongs_to(officer: Assignment) -> None:
    client, colleague = client_as(officer), client_as(people.colleague_of(officer))
    save(client, "Min", "?lista=sip")
    save(client, "Min", "?lista=nya")
    save(client, "Vår", whose="unit")
    assert names(client) == [("Min", False, False), ("Vår", True, False)]
    assert names(colleague) == [("Vår", True, False)]
    mine, ours = client.get(LIST).context["views"]
    gone = colleague.post(reverse("discharge:view-remove", args=[mine.pk]), follow=True)
    assert "redan borttagen" in said(gone)
    assert names(client) == [("Min", False, False), ("Vår", True, False)]
    colleague.post(reverse("discharge:view-remove", args=[ours.pk]))
    assert names(client) == [("Min", False, False)]


def test_at_another_unit_it_is_not_there(officer: Assignment) -> None:
    save(client_as(officer), "Vår", whose="unit")
    save(client_as(officer), "Min")
    assert names(client_as(people.assignment("huddinge"))) == []
    with acting(people.assignment("huddinge")):
        assert not SavedView.objects.exists()
    with acting(people.colleague_of(officer)):
        assert [view.name for view in SavedView.objects.all()] == ["Vår"]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "Skriv vad vyn ska heta."),
        ("x" * 41, "Skriv högst 40 tecken."),
        ("Bo 19420203-9808", "Skriv inget personnummer"),
        ("420203 9808", "Skriv inget personnummer"),
    ],
)
def test_what_a_view_may_not_be_called(officer: Assignment, name: str, why: str) -> None:
    page = save(client_as(officer), name)
    assert why in said(page)
    assert page.context["views"] == []
    # What was chosen stands.
    assert page.context["chosen"].size == 25


def test_a_view_whose_filter_is_gone_opens_and_chooses_the_rest(officer: Assignment) -> None:
    client = client_as(officer)
    stay(person=named("Ek"))
    view = save(client, "Min").context["views"][0]
    with acting(officer):
        SavedView.objects.update(address=view.address.replace("ingen", "99999") + "&step=42")
    page = client.get(LIST + view.address.replace("ingen", "99999") + "&step=42")
    assert page.status_code == 200
    assert "finns inte för er enhet. Listan visas utan det filtret." in page.content.decode()
    assert page.context["chosen"].size == 25


def test_a_beginning_whose_list_is_gone_is_none(officer: Assignment) -> None:
    client = client_as(officer)
    save(client, "Min", "?lista=sip", default="on")
    with acting(officer):
        SavedView.objects.update(address="?lista=en-gammal")
    assert client.get(LIST).status_code == 200


def test_there_is_an_end_to_how_many(officer: Assignment) -> None:
    client = client_as(officer)
    for number in range(20):
        save(client, f"Vy {number}")
    assert "Det finns redan 20 vyer. Minska dem" in said(save(client, "En till"))
    assert "sparad" in said(save(client, "Vy 3"))


def test_columns_that_one_does_without_are_hidden_by_name_and_kept_in_each_link(officer: Assignment) -> None:
    stay()
    page = client_as(officer).get(f"{LIST}?lista=inneliggande&dolj=klar&dolj=nonsens")
    text = page.content.decode()
    assert "worklist without-klar" in text
    assert "without-nonsens" not in text
    assert page.context["chosen"].hidden == ("klar",)
    assert all("dolj=klar" in link.url for link in page.context["band"])


@pytest.mark.django_db(transaction=True, databases=["default", "access_log"])
def test_of_two_who_save_at_once_both_are_kept_and_one_is_the_beginning(officer: Assignment) -> None:
    address = reverse("discharge:view-save") + CHOSEN
    posts = [
        (officer, {"name": name, "whose": "unit", "default": "on"}) for name in ("En", "Två", "En", "Två")
    ]
    answers = at_once(address, *posts)
    assert [answer.status_code for answer in answers] == [302] * 4
    kept = names(client_as(officer))
    assert [name for name, *_ in kept] == ["En", "Två"]
    assert sum(is_default for *_, is_default in kept) == 1

"""Fault J5: an outage answers 503, says the truth, and hands back what was typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any

import pytest
from django.db import OperationalError, connections
from django.test import Client
from django.urls import reverse

from tests.factories import people
from tests.factories.clients import client_as, filled_in
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)
US = "http://testserver"


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Any]:
    """The database is not there, for what happens inside."""

    @contextmanager
    def nowhere() -> Iterator[None]:
        connections.close_all()
        with monkeypatch.context() as patch:
            for alias in ("default", "access_log"):
                patch.setitem(connections[alias].settings_dict, "HOST", "/nowhere")
            yield

    return nowhere


class Writer:
    """Somebody at a surgery who has a form open and has typed in it."""

    def __init__(self) -> None:
        self.stay = Stay()
        self.client = client_as(
            self.stay.coordinator, raise_request_exception=False, enforce_csrf_checks=True
        )
        self.address = reverse("discharge:send", args=[self.stay.case.pk, "care_contact"])
        shown = self.client.get(self.address)
        given = {"name": "Carina Holm", "profession": "Distriktssköterska", "phone": "08-123 45 67"}
        self.typed = filled_in(shown.context["form"], **given)
        self.typed["csrfmiddlewaretoken"] = str(shown.context["csrf_token"])

    def send(self, **more: Any) -> Any:
        headers = {"Origin": US} | more.pop("headers", {})
        return self.client.post(self.address, self.typed | more, headers=headers)


def hidden(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    return {unescape(name): unescape(value) for name, value in found}


def is_503(answer: Any) -> bool:
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "no-store" in answer.headers["Cache-Control"]
    return True


def test_j5_a_page_says_that_the_service_is_away(away: Callable[[], Any]) -> None:
    writer = Writer()
    with away():
        answer = writer.client.get(writer.address)
    assert is_503(answer)
    assert "Tjänsten svarar inte just nu" in answer.text
    assert "Gå tillbaka" not in answer.text
    assert f'href="{writer.address}"' in answer.text
    assert "<form" not in answer.text


def test_j5_what_was_typed_is_handed_back_and_can_be_sent_when_all_is_well(away: Callable[[], Any]) -> None:
    writer = Writer()
    with away():
        answer = writer.send()
    assert is_503(answer)
    again = hidden(answer.text)
    assert again["name"] == "Carina Holm"
    assert f'action="{writer.address}"' in answer.text
    sent = writer.client.post(writer.address, again, headers={"Origin": US})
    assert sent.status_code == 302
    # Whoever is unsure sends once more; it arrives once.
    assert writer.client.post(writer.address, again, headers={"Origin": US}).status_code == 302
    page = writer.client.get(reverse("discharge:case", args=[writer.stay.case.pk])).text
    assert "Carina Holm" in page


def test_j5_a_database_that_goes_away_in_the_middle_hands_it_back_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def lose_it(*args: object, **kwargs: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    writer = Writer()
    with monkeypatch.context() as broken:
        broken.setattr("discharge.views.messages.actions.send", lose_it)
        answer = writer.send()
    assert is_503(answer)
    assert hidden(answer.text)["name"] == "Carina Holm"


def test_j5_a_fault_of_ours_is_no_outage_and_loses_nothing_either(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    writer = Writer()
    monkeypatch.setattr("municipalities.access.middleware.enter", fail)
    answer = writer.send()
    assert answer.status_code == 500
    assert "Retry-After" not in answer.headers
    assert "Något gick fel hos oss" in answer.text
    assert hidden(answer.text)["name"] == "Carina Holm"


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null"])
def test_j5_what_another_site_has_made_is_not_handed_back(origin: str, away: Callable[[], Any]) -> None:
    writer = Writer()
    with away():
        answer = writer.send(headers={"Origin": origin})
    assert is_503(answer)
    assert "Carina Holm" not in answer.text
    assert "se efter innan du gör om det" in answer.text


def test_j5_a_part_of_a_page_is_answered_without_a_form(away: Callable[[], Any]) -> None:
    """The page that asked still holds what was typed; a script says what has happened."""
    writer = Writer()
    with away():
        answer = writer.send(headers={"HX-Request": "true"})
    assert is_503(answer)
    assert "<form" not in answer.text


def test_j5_a_password_is_never_handed_back(away: Callable[[], Any]) -> None:
    writer = Writer()
    with away():
        answer = writer.client.post(
            "/logga-in/lokalt/", {"login": "anna", "password": "tolv blåa tåg"}, headers={"Origin": US}
        )
    assert is_503(answer)
    assert "tolv blåa" not in answer.text


def test_j5_a_stranger_gets_nothing_back(away: Callable[[], Any]) -> None:
    """Without knowing whose it is, it is given to nobody."""
    stay = Stay()
    client = Client(raise_request_exception=False)
    address = reverse("discharge:send", args=[stay.case.pk, "care_contact"])
    with away():
        answer = client.post(address, {"name": "Carina Holm"}, headers={"Origin": US})
    assert is_503(answer)
    assert "Carina Holm" not in answer.text


def test_j5_the_api_says_it_in_its_own_way(away: Callable[[], Any]) -> None:
    client = client_as(people.assignment("vardcentral"), raise_request_exception=False)
    with away():
        answer = client.get("/api/v1/cases/")
    assert is_503(answer)
    assert answer.json() == {
        "message": "Tjänsten svarar inte just nu. Försök igen om en stund.",
        "problems": {},
    }

"""Fault F6: cancelling a message shows the message itself and what follows, also for liability."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from django.urls import reverse

from municipalities.swedish.clock import STOCKHOLM
from tests.factories.billing.nights import ready_stay
from tests.factories.browsers import case_address
from tests.factories.clients import client_as
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])


@pytest.fixture
def stay() -> Iterator[Stay]:
    """Ready since Monday 9 March, and looked at a week later: two free days, then charged days."""
    stay = ready_stay()
    stay.consent("planning")
    with time_machine.travel(datetime(2020, 3, 16, 15, 0, tzinfo=STOCKHOLM), tick=False):
        yield stay


def where(stay: Stay, message: object = "") -> str:
    address = reverse("discharge:send", args=[stay.case.pk, "cancel"])
    return f"{address}?message={message}" if message else address


def test_f6_it_stands_at_the_message_with_its_content_and_the_consequence(stay: Stay) -> None:
    nurse = client_as(stay.nurse)
    ready = stay.state().ready
    assert ready
    page = nurse.get(case_address(stay)).text
    assert where(stay, ready.message) in page
    assert where(stay) + '"' not in page
    form = nurse.get(where(stay, ready.message)).text
    for said in ("Dr Alm", "Det räknas som om meddelandet aldrig har skickats", "ska inte längre svara"):
        assert said in form
    plain = form.replace("\xa0", " ")
    assert "4 dygn hittills, 32 800 kr" in plain
    assert "Utan meddelandet: ingen är utskrivningsklar; 0 dygn hittills, 0 kr." in plain


def test_f6_what_changes_nothing_for_money_says_so_and_what_is_cancelled_is_not_offered(stay: Stay) -> None:
    nurse = client_as(stay.nurse)
    told = [stay.tell(stay.nurse, stay.officer, text=text) for text in ("Ett", "Två")]
    assert "Betalningsansvaret ändras inte." in nurse.get(where(stay, told[0].pk)).text
    offered = nurse.get(where(stay)).text
    assert "Meddelande: Ett" in offered
    assert "Meddelande: Två" in offered
    stay.send(stay.nurse, "cancel", message=told[0].pk, reason="Fel ärende.")
    offered = nurse.get(where(stay)).text
    assert str(told[0].pk) not in offered
    assert str(told[1].pk) in offered
    assert "Det här följer" not in nurse.get(where(stay, told[0].pk)).text

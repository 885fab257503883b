"""Two people at the same moment: one wins, the other is told so in Swedish, and nothing is there twice.

Two who link a number at once: `tests/discharge/persons/test_linked_number_pages.py`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.utils import timezone

from discharge.process.judging import afterwards
from municipalities.models import Assignment
from municipalities.swedish.clock import local
from tests.factories import people
from tests.factories.browsers import address
from tests.factories.clients import at_once, client_as, filled_in
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stay() -> Stay:
    return Stay(now=timezone.now() - timedelta(days=1))


def form_of(stay: Stay, type: str, **typed: Any) -> dict[str, Any]:
    form = client_as(stay.nurse).get(address(stay, type)).context["form"]
    return filled_in(form, **typed) | {"submission": str(uuid4())}


def both(stay: Stay, type: str, *forms: dict[str, Any]) -> list[Any]:
    colleague = people.colleague_of(stay.nurse)
    return at_once(address(stay, type), (stay.nurse, forms[0]), (colleague, forms[1]))


def count(admin: psycopg.Connection, type: str) -> int:
    query = "SELECT count(*) FROM discharge_message WHERE type = %s"
    row = admin.execute(query, [type]).fetchone()
    assert row is not None
    return int(row[0])


def told(answers: list[Any], by: Assignment) -> str:
    """What both are told, on the page that they get or are sent on to."""
    texts = [one.text for one in answers if one.status_code == 200]
    texts += [client_as(by).get(one.headers["Location"]).text for one in answers if one.status_code == 302]
    return " ".join(texts)


def test_who_pays_is_corrected_once(stay: Stay, admin_connection: psycopg.Connection) -> None:
    sent, huddinge = "municipality_correction", people.assignment("huddinge").unit
    typed = {"municipality": "0126", "district": None, "how": "wrong", "to": huddinge.pk, "reason": "Fel."}
    answers = both(stay, sent, form_of(stay, sent, **typed), form_of(stay, sent, **typed))
    assert count(admin_connection, sent) == 1
    assert sorted(one.status_code for one in answers) == [200, 302]
    [refused] = [one for one in answers if one.status_code == 200]
    assert refused.context["form"].errors
    assert "Fel." in refused.text


def test_a_case_is_felsant_once(stay: Stay, admin_connection: psycopg.Connection) -> None:
    sent = "sent_in_error"
    first, second = form_of(stay, sent, reason="Fel person."), form_of(stay, sent, reason="Fel nummer.")
    answers = both(stay, sent, first, second)
    assert count(admin_connection, sent) == 1
    assert "Ärendet är felsänt" in told(answers, people.colleague_of(stay.nurse))
    row = admin_connection.execute("SELECT count(*) FROM discharge_wrongly_sent").fetchone()
    assert row == (2,)


def test_a_paper_is_entered_once(stay: Stay, admin_connection: psycopg.Connection) -> None:
    sent, at = "expected_discharge_change", timezone.now() - timedelta(hours=3)
    typed = {
        "expected_discharge": f"{local(timezone.now() + timedelta(days=3)):%Y-%m-%d}",
        "certainty": "certain",
        afterwards.AT: f"{local(at):%Y-%m-%dT%H:%M}",
        afterwards.CHANNEL: "fax",
        afterwards.BY: "Anna Alm",
        afterwards.TOLD: [str(stay.officer.unit_id)],
    }
    form = form_of(stay, sent, **typed)
    page = client_as(stay.nurse).post(address(stay, sent), form)
    confirmed = {"reviewed": page.context["review"].mark}
    answers = both(stay, sent, form | confirmed, form | confirmed | {"submission": str(uuid4())})
    assert count(admin_connection, sent) == 1
    assert sorted(one.status_code for one in answers) == [200, 302]
    [refused] = [one for one in answers if one.status_code == 200]
    assert afterwards.TWICE in refused.text

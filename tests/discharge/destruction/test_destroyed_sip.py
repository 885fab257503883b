"""A SIP whose content has been destroyed: its page and case still open, and no paper of it is printed."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories.clients import client_as
from tests.factories.discharge.destruction import EMPTY, ask, confirm
from tests.factories.stays import PLAN, Stay

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = [{"id": "b", "kind": "next_of_kin", "name": "Mona Ek", "contact": "08-1"}]


def test_it_is_shown_without_what_it_said(owner_connection: psycopg.Connection) -> None:
    told = Stay(now=timezone.now() - timedelta(days=3))
    told.name_contact()
    told.call_to_sip()
    told.hold_meeting()
    told.draw_up()
    told.follow_up()
    told.call_to_sip(people=PEOPLE)
    confirm(owner_connection, ask(owner_connection, told))
    owner_connection.execute(EMPTY)
    client = client_as(told.officer)
    for page in ("case", "sip"):
        shown = client.get(reverse(f"discharge:{page}", args=[told.case.pk]))
        assert shown.status_code == 200
        assert PLAN["needs"] not in shown.text
        assert "Mona Ek" not in shown.text
    assert "Planens innehåll är förstört" in shown.text
    assert "Ingen plan är skriven ännu" not in shown.text
    assert client.get(f"/api/cases/{told.case.pk}/").status_code == 200
    for paper, *more in (("sip-pdf",), ("sip-call-pdf",), ("sip-person-pdf", "b")):
        assert client.get(reverse(f"discharge:{paper}", args=[told.case.pk, *more])).status_code == 404

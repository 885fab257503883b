"""Each row of *Att göra i dag* begins with what its reader can do now: tried over a county, unit by unit."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

import psycopg
import pytest
import time_machine
from django.test import Client

from discharge.queries.named_lists import ACKNOWLEDGE
from municipalities.access.roles import CARE_ROLES
from municipalities.models import Assignment
from municipalities.swedish.clock import STOCKHOLM
from tests.factories.clients import client_as, filled_in
from tests.logins import login_of
from tests.servers import TestServers
from tests.sizes import size
from vardovergang.demonstration.history.making import HistoryShare, copy_share
from vardovergang.demonstration.history.population import History
from vardovergang.demonstration.plans import Plan
from vardovergang.servers import database_role

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sized]
NOW = datetime(2026, 3, 9, 14, 0, tzinfo=STOCKHOLM)
#: Of the county's stays in two months, in hundredths; and how many rows of each unit are carried out.
SHARE, ROWS = size(1, full=30), size(3, full=50)
LIST = "/arbetslista/?lista=att-gora&rader=200"


@pytest.fixture
def _county(servers: TestServers, monkeypatch: pytest.MonkeyPatch) -> None:
    # A test is a process of the site, which refuses such a login.
    monkeypatch.setattr(database_role, "refuse_unsafe_role", lambda *_: None)
    with login_of(servers.urls.owner):
        copy_share(HistoryShare(History(Plan(2, 0, 7, NOW), SHARE / 100), 0, 1), lambda stays: None)


def readers(admin: psycopg.Connection) -> list[Assignment]:
    """Somebody of each role at each unit that has something to do."""
    has_tasks = (
        "SELECT DISTINCT unit_id FROM discharge_participation WHERE tasks <> '[]' OR to_acknowledge > 0"
    )
    units = [unit for (unit,) in admin.execute(has_tasks).fetchall()]
    found = Assignment.objects.filter(unit__in=units, role__in=CARE_ROLES).select_related("unit", "user")
    return list(found.order_by("unit_id", "role", "id").distinct("unit_id", "role"))


def carry_out(client: Client, row: Any) -> str:
    """What came of it: done, or shown as a form that asks for words. Never refused."""
    if row.key.endswith(ACKNOWLEDGE) or "kvittera" in row.task.verb.lower():
        opened = client.get(f"/arenden/{row.case.pk}/rad/", headers={"HX-Request": "true"}).context["open"]
        shown = {"message": [str(message.id) for message in opened.unread]}
        assert shown["message"], row.task
        answer = client.post(f"/arenden/{row.case.pk}/rad/", shown, headers={"HX-Request": "true"})
        assert "Kvitterat: " in answer.content.decode()
        return "acknowledged"
    shown_form = client.get(row.task.url.partition("#")[0])
    assert shown_form.status_code == 200
    context = shown_form.context
    assert not context.get("refusals"), (row.task, context.get("refusals"))
    form = context.get("form")
    if form is None:
        return "page"
    sent = client.post(context["address"], filled_in(form))
    if sent.status_code == 302:
        return "sent"
    # What is missing is at a field, to be typed or chosen: nothing about the case stands in the way.
    assert not sent.context["form"].non_field_errors(), (row.task, sent.context["form"].errors)
    assert sent.context["form"].errors
    return "asks"


@pytest.mark.usefixtures("_county")
def test_every_row_begins_with_what_its_reader_can_do(admin_connection: psycopg.Connection) -> None:
    done, types = Counter[str](), Counter[str]()
    with time_machine.travel(NOW, tick=False):
        for reader in readers(admin_connection):
            client = client_as(reader)
            rows = client.get(LIST).context["rows"]
            for row in rows[:ROWS]:
                done[carry_out(client, row)] += 1
                types[row.task.verb.split(" ")[0]] += 1
    assert done["acknowledged"] > 20
    assert done["sent"]
    assert len(types) > 3

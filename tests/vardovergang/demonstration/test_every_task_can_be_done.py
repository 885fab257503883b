"""Each row of *Att göra i dag* begins with what its reader can do now: tried over a county, unit by unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
import time_machine
from django import forms
from django.test import Client

from discharge.forms.moments import MomentField
from discharge.forms.rows import RowsField
from discharge.presenters.lists.worklist import OwnTaskWords
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
SHARE, ROWS = size(1, full=30), size(1, full=50)
#: From now, tried in turn: a meeting, its end, and what has been done.
DAYS = (1, 1.05, 0)
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


def carry_out(client: Client, row: Any, later: int) -> str:
    """What was done of it, by the page that the row leads to. Never refused.

    What comes after it, such as the next follow-up, is so many days from now: another day for each row.
    """
    if row.key.endswith(ACKNOWLEDGE) or "kvittera" in row.task.verb.lower():
        opened = client.get(f"/arenden/{row.case.pk}/rad/", headers={"HX-Request": "true"}).context["open"]
        shown = {"message": [str(message.id) for message in opened.unread]}
        assert shown["message"], row.task
        answer = client.post(f"/arenden/{row.case.pk}/rad/", shown, headers={"HX-Request": "true"})
        assert "Kvitterat: " in answer.content.decode()
        return "acknowledged"
    context = client.get(row.task.url.partition("#")[0]).context
    assert "form" in context, (row.task, context.get("refusals"))
    values = filled_in(context["form"])
    sent = client.post(context["address"], values)
    if sent.status_code == 302:
        return "sent as it stood"
    # What is asked for is written, as its reader would: a day that is refused is another.
    for days in (*DAYS, later):
        form = sent.context["form"]
        assert form.errors
        assert not form.non_field_errors(), (row.task, form.errors)
        values |= {name: text for field in form.errors for name, text in written(form[field], days)}
        sent = client.post(context["address"], values)
        if sent.status_code == 302:
            return "written and sent"
    raise AssertionError((row.task, sent.context["form"].errors))


def written(bound: forms.BoundField, days: float) -> Iterator[tuple[str, str | list[str]]]:
    """What is typed or chosen in the field's inputs."""
    field, at = bound.field, NOW + timedelta(days=days)
    if isinstance(field, RowsField):
        for number, row in enumerate(field.widget.shown_rows(bound.value())):
            cells = field.widget.cells_of(bound.name, bound.name, number, row, 1)
            yield cells.id_name, cells.id
            yield from ((cell.name, chosen(cell.options)) for cell in cells.cells)
    elif isinstance(field, MomentField):
        yield bound.name, f"{at:%Y-%m-%dT%H:%M}"
    elif isinstance(field, forms.DateField):
        yield bound.name, f"{at:%Y-%m-%d}"
    elif isinstance(field, (forms.MultipleChoiceField, forms.ModelMultipleChoiceField)):
        options: Any = field.choices
        yield bound.name, [str(value) for value, _ in options]
    else:
        yield bound.name, chosen(getattr(field, "choices", ()))


def chosen(options: Iterable[tuple[Any, str]]) -> str:
    return next((str(value) for value, _ in options if str(value)), "Som förut.")


def first_rows(client: Client) -> Iterator[Any]:
    """The first rows of the list as it stands when each is dealt with; none may stay as it was.

    What a task leaves to be done later, such as a follow-up the next one, is not dealt with at once.
    """
    dealt_with: dict[tuple[str, str], OwnTaskWords] = {}
    while True:
        rows = {(row.key, row.task.verb): row for row in client.get(LIST).context["rows"]}
        stayed = [task for named, task in dealt_with.items() if named in rows and rows[named].task == task]
        assert not stayed
        left = [named for named in rows if named not in dealt_with]
        if not left or len(dealt_with) == ROWS:
            return
        row = rows[left[0]]
        dealt_with[left[0]] = row.task
        yield row


@pytest.mark.usefixtures("_county")
def test_every_row_begins_with_what_its_reader_can_do(admin_connection: psycopg.Connection) -> None:
    done, types = Counter[str](), Counter[str]()
    with time_machine.travel(NOW, tick=False):
        for reader in readers(admin_connection):
            client = client_as(reader)
            for row in first_rows(client):
                done[carry_out(client, row, later=200 + done.total() % 500)] += 1
                types[row.task.verb.split(" ")[0]] += 1
    assert done["acknowledged"] > 20
    assert done["sent as it stood"]
    assert done["written and sent"]
    assert len(types) > 3

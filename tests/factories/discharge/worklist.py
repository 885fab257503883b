"""The work list as somebody reads it, on a Monday in March 2026 where the stories end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from discharge import actions, queries
from discharge.queries import WorklistPage
from municipalities.access.acting import acting
from municipalities.models import Assignment
from municipalities.swedish.clock import STOCKHOLM
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.stays import Stay

LIST = "/arbetslista/"
NOW = datetime(2026, 3, 16, 9, 0, tzinfo=STOCKHOLM)


def stay(hours_ago: float = 48, **changes: Any) -> Stay:
    return Stay(now=NOW - timedelta(hours=hours_ago), **changes)


def named(family_name: str, **changes: Any) -> Any:
    return people.person(family_name=family_name, **changes)


def renamed(told: Stay, by: Assignment, family_name: str) -> None:
    values = {"family_name": family_name}
    with acting(by):
        actions.correct_person(by=by, case_id=told.case.pk, values=values, now=told.wait(minutes=5).now)


def moved(told: Stay) -> tuple[Assignment, Assignment]:
    """The ward whose part has ended, and the one that has the person now."""
    old, new = told.nurse, people.assignment_at("Stroke 72")
    told.send(old, "transfer", to=new.unit_id, reason="Stroke.")
    told.nurse = new
    return old, new


def page(who: Assignment, query: str = "", **headers: str) -> str:
    response = client_as(who).get(LIST + query, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def shown(who: Assignment, query: str = "") -> list[str]:
    """The names in the list, in its order."""
    response = client_as(who).get(LIST + query)
    return [row.person.name for row in response.context["rows"]]


def row(who: Assignment, query: str = "") -> Any:
    rows = client_as(who).get(LIST + query).context["rows"]
    assert len(rows) == 1
    return rows[0]


def search_cases(who: Assignment, text: str, now: datetime) -> WorklistPage:
    """What the search in the head leads to."""
    return queries.show_found(who, queries.find_cases(who, text, now))


def tasks(who: Assignment, query: str = "") -> list[str]:
    """What the unit has to do, in the list's order."""
    return [row.task.verb for row in client_as(who).get(LIST + query).context["rows"]]


def counted(who: Assignment) -> dict[str, int]:
    context = client_as(who).get(LIST).context
    return {link.label: link.count for link in context["band"]}

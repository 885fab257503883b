"""Statements that are put together once say what the ORM says each time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db.models import Q

from discharge.models import Participation
from municipalities.models import Unit
from municipalities.statements import Among, Given, Statement, columns_of, row_of

pytestmark = pytest.mark.django_db


def test_what_is_given_is_told_each_time() -> None:
    units = list(Unit.objects.order_by("pk"))
    rows = Unit.objects.filter(Among("pk", "units"), party=Given("party")).order_by("pk")
    statement = Statement.of(rows.values_list(*columns_of(Unit)))
    for party in {unit.party for unit in units}:
        asked = units[::2]
        found = [
            row_of(Unit, row) for row in statement.ask_rows({"units": [u.pk for u in asked], "party": party})
        ]
        expected = [unit for unit in asked if unit.party == party]
        assert [vars(unit) | {"_state": None} for unit in found] == [
            vars(unit) | {"_state": None} for unit in expected
        ]


def test_what_is_not_told_is_missed_and_never_asked_without() -> None:
    statement = Statement.of(Unit.objects.filter(party=Given("party")).values_list("pk"))
    with pytest.raises(KeyError):
        statement.ask_rows({"other": "municipal"})


def test_what_stays_the_same_stands_in_the_statement() -> None:
    due = Q(due__lt=Given("now")) | Q(to_answer__gt=7)
    statement = Statement.of(Participation.objects.filter(due, active=True).values_list("pk")[:3])
    assert [type(value) is Given for value in statement.values].count(True) == 1
    assert statement.ask_rows({"now": datetime(2026, 3, 12, tzinfo=UTC)}) == []


def test_json_is_read_as_the_model_reads_it() -> None:
    values = dict.fromkeys(columns_of(Participation)) | {"tasks": '{"ready_answer": {"due": null}}'}
    assert row_of(Participation, list(values.values())).tasks == {"ready_answer": {"due": None}}

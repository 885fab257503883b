"""An outcome's lines are letter for letter what PostgreSQL copies out, or they would be rewritten nightly."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import psycopg
import pytest

from billing.liability import Rulebook, assess
from billing.nightly.outcome_rows import CaseRow, DayRow, Outcome, PeriodRow, ResultRow, make_outcome
from billing.reference.reading import reference_rates, reference_terms
from billing.rules.known_facts import known_facts
from billing.rules.liability_columns import NOTHING

CASE, MESSAGE = "00000000-0000-7000-8000-000000000001", "00000000-0000-7000-8000-000000000002"
ODD = 'Två\tord, "citat", C:\\mapp\noch en rad'


def facts(sent_at: str = "2020-03-09T08:15:00.120000+00:00") -> dict[str, Any]:
    return {
        "care_type": "somatic",
        "municipality": "0180",
        "placed_by": None,
        "admitted_at": "2020-03-02T19:00:00+00:00",
        "need_assessed_at": None,
        "admission_notice_sent_at": "2020-03-03T07:00:00+00:00",
        "sip_needed": False,
        "compulsory_outpatient_care": False,
        "sip_calls": [],
        "services_declined": False,
        "outpatient_care_needed": False,
        "outpatient_care": [],
        "ready": [{"sent_at": sent_at, "withdrawn_at": None, "message": MESSAGE, "withdrawal": None}],
        "discharged_at": "2020-03-14T10:00:00+00:00",
        "deceased_at": None,
        "messages": {"admission_notice": MESSAGE, "sip_calls": [], "outpatient_care": [], "ending": MESSAGE},
    }


def kept(stored: dict[str, Any], as_of: date = date(2020, 4, 1)) -> Outcome:
    terms = [replace(each, name=ODD) for each in reference_terms()]
    rules = Rulebook(terms, [replace(rate, source=ODD) for rate in reference_rates()])
    known = known_facts(stored, as_of)
    assert known is not None
    case = CaseRow(CASE, "A1", "0180", None, "somatic", False, json.dumps(stored), False, None, NOTHING)
    return make_outcome(case, known, assess(known.facts, as_of=as_of, rules=rules))


def copied(connection: psycopg.Connection, value: object, kind: str) -> str:
    connection.execute("SET TIME ZONE 'UTC'")
    with connection.cursor().copy(f"COPY (SELECT %s::{kind}) TO STDOUT", [value]) as copy:
        return b"".join(copy).decode().removesuffix("\n")


def test_each_day_is_a_line_of_its_period() -> None:
    days = [DayRow(*line.split("\t")) for line in kept(facts()).days]
    assert [(day.date, day.state, day.free_day, day.reasons, day.rate) for day in days] == [
        ("2020-03-09", "free", "0", "{}", r"\N"),
        ("2020-03-10", "free", "1", "{}", r"\N"),
        ("2020-03-11", "free", "2", "{}", r"\N"),
        ("2020-03-12", "charged", "0", "{}", "8200"),
        ("2020-03-13", "charged", "0", "{}", "8200"),
    ]
    assert {(day.case_id, day.number, day.ready) for day in days} == {(CASE, "1", "t")}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fraction", ["", ".120000", ".000001", ".123456"])
def test_a_moment_is_written_as_the_database_writes_it(
    admin_connection: psycopg.Connection, fraction: str
) -> None:
    sent_at = f"2020-03-09T08:15:00{fraction}+00:00"
    (line,) = kept(facts(sent_at)).periods
    assert PeriodRow(*line.split("\t")).sent_at == copied(admin_connection, sent_at, "timestamptz")


@pytest.mark.django_db(transaction=True)
def test_terms_rates_and_messages_are_written_as_the_database_writes_them(
    admin_connection: psycopg.Connection,
) -> None:
    made = kept(facts())
    result, period = ResultRow(*made.result.split("\t")), PeriodRow(*made.periods[0].split("\t"))
    for written in (period.terms, result.rates, result.messages):
        raw = written.replace("\\\\", "\\")
        assert written == copied(admin_connection, raw, "jsonb")
    assert json.loads(period.terms.replace("\\\\", "\\"))["name"] == ODD


def test_what_has_no_value_is_null() -> None:
    result = ResultRow(*kept(facts()).result.split("\t"))
    assert (result.payer_id, result.district_id, result.amount) == ("0180", r"\N", "16400")


def test_a_day_before_the_last_facts_says_so_in_its_digest_and_messages() -> None:
    early = ResultRow(*kept(facts(), date(2020, 3, 12)).result.split("\t"))
    late = ResultRow(*kept(facts()).result.split("\t"))
    assert early.facts_digest != late.facts_digest
    assert (json.loads(early.messages)["ending"], json.loads(late.messages)["ending"]) == (None, MESSAGE)

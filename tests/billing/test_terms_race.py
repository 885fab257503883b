"""Two who change the same line at once: the database has the last word, and it is said at the field."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, time

import psycopg
import pytest
from django.db import connection

from billing.actions import add_terms
from billing.lines import Span
from billing.models import Agreement, Terms
from billing.rules import rules_version
from discharge.process import Refused
from municipalities.access import acting
from municipalities.parties import CareType
from tests.billing.nights import until
from tests.factories import people

pytestmark = pytest.mark.django_db(transaction=True)

VALUES = {
    "name": "Nya avtalet",
    "unit": "calendar_days",
    "free_days": 3,
    "cutoff": time(12),
    "discharge_day_charged": False,
    "leave_days_charged": False,
    "leave_stops_free_days": False,
    "new_count_after_withdrawal": True,
    "outpatient_care_judged_daily": True,
    "model": "individual",
    "settlement": "",
    "source": "Avtalet",
    "status": "verified",
}
FASTER = """INSERT INTO billing_terms SELECT (jsonb_populate_record(t, jsonb_build_object(
           'id', 90001, 'valid', '[2027-03-01,)', 'name', 'Den snabbares'))).*
           FROM billing_terms t WHERE id = %s"""
WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


def nacka() -> Terms:
    """Terms that have ended, so that nothing of theirs is in the way."""
    own = Agreement.objects.create(scope="municipality", municipality_id="0182", name="Nacka")
    terms = Terms(agreement=own, care_type="somatic", valid=("2024-01-01", "2025-01-01"), **VALUES)
    terms.save()
    return terms


def new_terms(terms: Terms) -> None:
    by = people.assignment("hsf")
    with acting(by):
        add_terms(
            by=by,
            agreement=terms.agreement,
            care_types=[CareType.SOMATIC],
            days=Span(date(2027, 1, 1), None),
            values=VALUES,
            seen=rules_version(),
        )


def refusal(terms: Terms) -> dict[str, str]:
    try:
        new_terms(terms)
    except Refused as refused:
        return refused.problems
    finally:
        connection.close()
    return {}


def test_terms_that_somebody_else_was_faster_with(
    owner_connection: psycopg.Connection, admin_connection: psycopg.Connection
) -> None:
    """Theirs are written and not yet committed when ours have been found to fit."""
    terms = nacka()
    with ThreadPoolExecutor(1) as pool:
        with owner_connection.transaction():
            owner_connection.execute(FASTER, [terms.pk])
            ours = pool.submit(refusal, terms)
            until(lambda: admin_connection.execute(WAITING).fetchone() == (1,))
        problems = ours.result(timeout=30)
    assert problems["last"].startswith("Somatisk vård: Den snabbares börjar 1 mars 2027.")
    assert terms.agreement.terms.count() == 2

"""The actions on terms and rates themselves: who may, all or nothing, and two at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, time

import psycopg
import pytest
from django.db import connection
from psycopg.types.range import DateRange

from billing.actions import (
    add_agreement,
    add_rate,
    add_terms,
    correct_rate,
    correct_terms,
    end_terms,
)
from billing.models import Agreement, DailyRate, Terms
from billing.rulebook import rules_version
from billing.rules.term_lines import Span
from discharge.process import Refused
from municipalities.access.acting import acting
from municipalities.models import Municipality
from municipalities.units.parties import CareType
from tests.factories import people
from tests.factories.billing.nights import until

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
    "declined_sip_waives_call": True,
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
    terms = Terms(
        agreement=own, care_type="somatic", valid=DateRange(date(2024, 1, 1), date(2025, 1, 1)), **VALUES
    )
    terms.save()
    return terms


def new_terms(terms: Terms, account: str = "hsf", *more: CareType) -> None:
    by = people.assignment(account)
    with acting(by):
        add_terms(
            by=by,
            agreement=terms.agreement,
            care_types=[CareType.SOMATIC, *more],
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


@pytest.mark.parametrize("account", ["somatik", "huddinge", "storsthlm"])
def test_nobody_but_the_invoicer_changes_what_was_agreed(account: str) -> None:
    by, seen, terms = people.assignment(account), rules_version(), nacka()
    rate = DailyRate.objects.get(year=2020)
    values = {"kronor": 1, "source": "test", "status": "verified"}
    solna = Municipality.objects.get(pk="0184")
    for change in (
        lambda: add_agreement(by=by, municipality=solna, name="Solna"),
        lambda: new_terms(terms, account),
        lambda: correct_terms(by=by, terms=terms, days=terms.span, values=VALUES, seen=seen),
        lambda: end_terms(by=by, terms=terms, last=date(2024, 6, 30), seen=seen),
        lambda: add_rate(by=by, year=2021, care_type="", values=values, seen=seen),
        lambda: correct_rate(by=by, rate=rate, values=values, seen=seen),
    ):
        with pytest.raises(Refused, match="Du har inte rätt att ändra villkor och dygnsbelopp"):
            change()


def test_terms_for_several_kinds_of_care_are_all_saved_or_none() -> None:
    terms = nacka()
    days = DateRange(date(2027, 1, 1), None)
    Terms(agreement=terms.agreement, care_type="psychiatric", valid=days, **VALUES).save()
    with pytest.raises(Refused) as refused:
        new_terms(terms, "hsf", CareType.PSYCHIATRIC)
    assert refused.value.problems["first"].startswith("Psykiatrisk vård: Nya avtalet börjar samma dag.")
    assert not terms.agreement.terms.filter(care_type="somatic", valid__contains=date(2027, 1, 1)).exists()

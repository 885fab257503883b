"""Two closed months of a county, and questions about them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import psycopg

from billing.actions import Question, ask_what_if, close_month
from billing.models import WhatIf
from municipalities.access.acting import acting
from municipalities.models import Assignment
from municipalities.swedish.clock import STOCKHOLM
from tests.factories.billing.nights import until
from tests.factories.monthly_statistics.county import County

MARCH, APRIL = date(2020, 3, 1), date(2020, 4, 1)
NOW = datetime(2020, 5, 4, 9, 0, tzinfo=STOCKHOLM)
HUDDINGE, NACKA, SOLNA, TABY = "0126", "0182", "0184", "0160"

SUMS = """SELECT payer_id, month, persons, days, kronor, days_without_rate,
                 other_persons, other_days, other_kronor, other_days_without_rate
          FROM billing_what_if_sum WHERE what_if_id = %s ORDER BY payer_id, month"""


def closed_county(admin: psycopg.Connection, hsf: Assignment) -> County:
    """March: two municipalities with enough persons and two without. April: one of each, which give each
    other away in the statistics. Each person has three days with liability, but for five whose SIP calls
    are missing."""
    county = County(admin)
    for payer, number in ((HUDDINGE, 12), (NACKA, 8), (SOLNA, 3), (TABY, 3)):
        county.add(number, "2020-03-10T09:00:00+01:00", "2020-03-16T10:00:00+01:00", payer=payer)
    for case in county.add(5, "2020-03-20T13:00:00+01:00", "2020-03-30T10:00:00+02:00"):
        county.change(case, sip_needed=True)
    for payer, number in ((HUDDINGE, 12), (SOLNA, 3)):
        county.add(number, "2020-04-06T09:00:00+02:00", "2020-04-12T10:00:00+02:00", payer=payer)
    county.night(date(2020, 5, 2))
    for month in (MARCH, APRIL):
        with acting(hsf):
            close_month(by=hsf, month=month, now=NOW)
    return county


def ask(by: Assignment, first: date = MARCH, last: date = APRIL, *payers: str, **changes: Any) -> WhatIf:
    question = Question(first, last, list(payers), changes)
    with acting(by):
        return ask_what_if(by=by, question=question, now=NOW)


def answers(admin: psycopg.Connection, *asked: WhatIf) -> list[dict[tuple[str, date], tuple[int, ...]]]:
    ids = [each.pk for each in asked]
    ended = "SELECT count(*) FROM billing_what_if WHERE id = ANY(%s) AND state = 'done'"
    until(lambda: admin.execute(ended, [ids]).fetchone() == (len(ids),), within=60)
    return [
        {(payer, month): tuple(sums) for payer, month, *sums in admin.execute(SUMS, [pk]).fetchall()}
        for pk in ids
    ]

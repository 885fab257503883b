"""What a case's explanation is read from, for those who take part in the case, for the invoicer and
for the economist of the municipality that pays.

Two functions of the database say who may ask; each question is a constant number of SQL statements.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from billing.ledger.averages import kept_days
from billing.ledger.months import latest_closed
from billing.models import LedgerDay, LiabilityCorrection, LiabilityResult
from billing.queries.logged import Logged
from billing.rules.explanation import Messages, Sent
from municipalities import directory
from municipalities.access import log
from municipalities.models import AccessLog, Assignment, Municipality

_EXPLAINED = "SELECT id FROM unnest(%s::uuid[]) id WHERE billing_may_explain(id)"
_FACTS = "SELECT case_id, payer, facts FROM billing_case_facts(%s)"
_MESSAGES = """
SELECT id, type, sent_at, party, unit, offices, moment, corrects, cancelled_at, happened_at, channel, sent_by,
       payer, moved_on
FROM billing_case_messages(%s)
"""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a case is explained from; `municipalities` and `districts` are names, by code and id."""

    case_id: UUID
    reference: str
    payer: str | None
    facts: Mapping[str, Any]
    messages: Messages
    municipalities: Mapping[str, str]
    districts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BilledMonths:
    """What the night came to, what was billed of it, and what was found to differ afterwards."""

    night: LiabilityResult | None
    days: list[LedgerDay]
    corrections: list[LiabilityCorrection]
    closed_until: date | None


def explained_cases(case_ids: Collection[UUID]) -> set[UUID]:
    """Those of which the unit may read why they are charged; of others the lines are figures alone."""
    with connection.cursor() as cursor:
        cursor.execute(_EXPLAINED, [list(case_ids)])
        return {case_id for (case_id,) in cursor.fetchall()}


def read_basis(reference: str) -> Basis | None:
    """None where there is no such case as far as this unit is concerned."""
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, [reference])
        row = cursor.fetchone()
    if row is None:
        return None
    case_id, payer, facts = row
    districts = {str(key): district.name for key, district in directory.current().districts.items()}
    return Basis(
        case_id, reference, payer, json.loads(facts), messages(case_id), municipality_names(), districts
    )


def any_basis(by: Assignment, reference: str, action: AccessLog.Action) -> Basis | None:
    """The same for who takes no part in the case; the access log is written where there is none, too."""
    found = read_basis(reference)
    case_id = found.case_id if found else None
    log.record(action, by=by, case_id=case_id, refused=found is None, detail=Logged.LIABILITY)
    return found


def messages(case_id: UUID) -> Messages:
    with connection.cursor() as cursor:
        cursor.execute(_MESSAGES, [case_id])
        rows = cursor.fetchall()
    found = []
    for message, kind, sent_at, party, unit, offices, *rest in rows:
        reached = tuple((code, name) for code, name in json.loads(offices))
        found.append(Sent(message, kind, sent_at, party, unit, reached, *rest))
    return Messages(found)


def municipality_names() -> dict[str, str]:
    return dict(Municipality.objects.values_list("code", "name"))


def read_billed_months(case_id: UUID) -> BilledMonths:
    billed = kept_days().filter(case=case_id)
    corrections = LiabilityCorrection.objects.filter(case=case_id)
    return BilledMonths(
        night=LiabilityResult.objects.filter(pk=case_id).first(),
        days=list(billed.select_related("billing_month").order_by("date")),
        corrections=list(corrections.order_by("found_on", "month", "id")),
        closed_until=latest_closed(),
    )

"""What-ifs: asked on a page, answered by a worker in sums.

A question is claimed by a conditional UPDATE, as a night's task is, and the answer is written in one
transaction that holds the question's row under that claim: what a killed worker had counted never was,
and one whose claim was taken over writes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from celery import current_app
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Now

from billing.ledger.charged_months import charged_cells
from billing.liability import CareType
from billing.models import BillingMonth, NightlyRun, WhatIf, WhatIfSum
from billing.nightly.run import CLAIM_LASTS
from billing.permissions import require_what_if
from billing.queries.what_if_cases import Counting, cases_of
from billing.rulebook import rulebook
from billing.rules.what_if import Cell, Counted, is_small, months_between
from discharge.process import Refused
from municipalities.ids import new_id
from municipalities.models import Assignment

TASK = "billing.what_if"
CHUNK = 200

State = WhatIf.State


# --- asking --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Question:
    """Months by their first days; without payers, every municipality. `changes_of` reads `changes`."""

    first_month: date
    last_month: date
    payers: list[str] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def ask_what_if(*, by: Assignment, question: Question, now: datetime) -> WhatIf:
    """Put the question on the queue. Raises Refused where a month is not closed."""
    require_what_if(by)
    if question.first_month > question.last_month:
        raise Refused("Den sista månaden ligger före den första. Byt plats på dem.")
    asked = (question.first_month, question.last_month)
    closed = BillingMonth.objects.filter(state=BillingMonth.State.CLOSED, month__range=asked)
    if not set(months_between(*asked)).issubset(closed.values_list("month", flat=True)):
        raise Refused("Alla valda månader måste vara stängda. Välj bland de stängda.")
    what_if = WhatIf(
        asked_by=by,
        role=by.role,
        asked_at=now,
        first_month=question.first_month,
        last_month=question.last_month,
        payers=question.payers,
        changes=question.changes | _as_they_were(question),
    )
    what_if.save(force_insert=True)
    _dispatch_question(what_if.pk)
    return what_if


def _as_they_were(question: Question) -> dict[str, Any]:
    """The free days in force in the months asked about, of the kinds of care that get others."""
    if "free_days" not in question.changes:
        return {}
    rules = rulebook()
    payers: Sequence[str | None] = question.payers or [None]
    found: dict[str, list[int]] = {}
    for name in question.changes["free_days"]:
        terms = (
            rules.terms_on(month, payer, CareType(name))
            for month in months_between(question.first_month, question.last_month)
            for payer in payers
        )
        found[name] = sorted({each.free_days for each in terms if each})
    return {"free_days_were": found}


def _dispatch_question(what_if_id: UUID) -> None:
    """After the commit: a worker must find the row. A queue that is down gets it by `recover_what_ifs`."""
    transaction.on_commit(partial(current_app.send_task, TASK, [str(what_if_id)]), robust=True)


@transaction.atomic
def recover_what_ifs() -> None:
    """Send out again what waits or has been left; what somebody is at work on refuses the second."""
    for what_if_id in WhatIf.objects.filter(_is_free()).values_list("pk", flat=True):
        _dispatch_question(what_if_id)


# --- answering -----------------------------------------------------------------------------------


def answer_what_if(what_if_id: UUID, *, worker: str) -> None:
    """Count the answer, if nobody else does; safe to call twice."""
    ended = NightlyRun.objects.filter(state__in=[NightlyRun.State.DONE, NightlyRun.State.FAILED])
    taken = WhatIf.objects.filter(_is_free(), pk=what_if_id).update(
        state=State.RUNNING,
        claim=new_id(),
        claimed_by=worker,
        claimed_at=Now(),
        as_of=ended.aggregate(newest=Max("date"))["newest"],
        progress=0,
    )
    if not taken:
        return
    what_if = WhatIf.objects.get(pk=what_if_id)
    try:
        other = _count_cases(what_if)
        if other is not None:
            _write_sums(what_if, other)
    except Exception as error:
        _claimed_question(what_if).update(
            state=State.FAILED, finished_at=Now(), claim=None, error=type(error).__name__
        )
        raise


def _is_free() -> Q:
    abandoned = Q(state=State.RUNNING, claimed_at__lt=Now() - CLAIM_LASTS)
    return Q(state=State.WAITING) | abandoned


def _claimed_question(what_if: WhatIf) -> QuerySet[WhatIf]:
    return WhatIf.objects.filter(pk=what_if.pk, claim=what_if.claim)


def _count_cases(what_if: WhatIf) -> dict[Cell, Counted] | None:
    """None when the claim was taken over."""
    cases = cases_of(what_if)
    total, counting = cases.count(), Counting(what_if)
    for number, (person, facts) in enumerate(cases.iterator(chunk_size=CHUNK), start=1):
        counting.add(person, facts)
        if number % CHUNK == 0:
            progress = number * 100 // max(total, number)
            if not _claimed_question(what_if).update(claimed_at=Now(), progress=progress):
                return None
    what_if.incomplete = counting.incomplete
    return counting.count.cells()


@transaction.atomic
def _write_sums(what_if: WhatIf, other: Mapping[Cell, Counted]) -> None:
    """All sums at once, under the claim."""
    held = _claimed_question(what_if)
    if held.select_for_update(no_key=True).first() is None:
        return
    computed = charged_cells([what_if.first_month, what_if.last_month], what_if.payers)
    sums = []
    for cell in sorted(computed.keys() | other.keys()):
        was, would_be = computed.get(cell, Counted()), other.get(cell, Counted())
        sums.append(
            WhatIfSum(
                what_if=what_if,
                payer_id=cell.payer,
                month=cell.month,
                persons=was.persons,
                days=was.total.days,
                kronor=was.total.kronor,
                days_without_rate=was.total.days_without_rate,
                other_persons=would_be.persons,
                other_days=would_be.total.days,
                other_kronor=would_be.total.kronor,
                other_days_without_rate=would_be.total.days_without_rate,
                withheld=is_small(was, would_be),
            )
        )
    WhatIfSum.objects.bulk_create(sums)
    held.update(
        state=State.DONE,
        claim=None,
        finished_at=Now(),
        progress=100,
        incomplete=what_if.incomplete,
    )

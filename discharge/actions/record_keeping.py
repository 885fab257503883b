"""What a record keeper does: asks for content to be destroyed, and confirms what a colleague has asked for.

Of what the own organisation's units have written, and by two: the database asks both again
(`discharge/database/functions/record_keeping.sql`). The owner's commands, which reach every organisation's,
stand in `destruction.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import connection, transaction

from discharge import queries
from discharge.actions.destruction import KEPT
from discharge.models import Destruction
from discharge.process import Refused
from discharge.queries import AskedFor
from municipalities.models import Assignment
from municipalities.swedish.clock import local_date

HELD = (
    "Ärendet, eller ett annat som rör samma person, är undantaget från gallring och förstöring. "
    "Vänta tills undantaget är hävt."
)
NOBODY_ELSE = "Någon annan än den som begärde måste bekräfta. Be en kollega att göra det."
NOT_WAITING = "Begäran väntar inte längre: en kollega har bekräftat eller tagit tillbaka den. Läs sidan igen."
_ASK = "SELECT discharge_ask_destruction(%s, %s, %s, %s, %s, %s, %s)"


@transaction.atomic
def ask_destruction(
    *,
    by: Assignment,
    reference: str,
    messages: Collection[UUID],
    decision: str,
    decided_on: date,
    submission: UUID,
    now: datetime,
) -> UUID:
    """Ask for the content of the messages to be destroyed, as IVO has decided (PDL 2008:355, 8 kap. 4 §).

    Nothing is destroyed yet. `submission` is the form's own id: sent twice, it counts once. Raises Refused.
    """
    kept = queries.kept_messages(by, reference)
    if not kept or set(messages) - {one.id for one in kept}:
        raise Refused(problems={"messages": "Välj bland ärendets meddelanden, som de står nu."})
    if any(one.held for one in kept):
        raise Refused(HELD)
    _refuse_coming(decided_on, now)
    ground = Destruction.Ground.IVO
    return _ask(submission, kept[0].case_id, list(messages), ground, decision, decided_on, now)


@transaction.atomic
def ask_disposal(
    *,
    by: Assignment,
    cases: Collection[UUID],
    decision: str,
    decided_on: date,
    submission: UUID,
    now: datetime,
) -> UUID:
    """Ask for what the organisation has written in the cases to be disposed of; returns one of the requests.

    Of those whose years of keeping have passed (PDL 2008:355, 3 kap. 17 §). Raises Refused.
    """
    due = {row.case_id: row for row in queries.disposal_due(by, now - KEPT)}
    if not cases or set(cases) - due.keys():
        raise Refused(problems={"cases": "Välj bland ärendena på listan, som de står nu."})
    chosen = [due[case] for case in cases]
    if any(row.held for row in chosen):
        raise Refused(problems={"cases": HELD})
    _refuse_coming(decided_on, now)
    ground = Destruction.Ground.DISPOSAL
    requests = [
        _ask(submission, row.case_id, row.messages, ground, decision, decided_on, now) for row in chosen
    ]
    return requests[0]


@transaction.atomic
def destroy_content(*, by: Assignment, batch: Sequence[AskedFor], messages: int, now: datetime) -> int:
    """Destroy what a colleague has asked for, so many messages; returns how many. Raises Refused."""
    waiting = [one for one in batch if one.is_waiting]
    if not waiting:
        raise Refused(NOT_WAITING)
    if waiting[0].requested_by_id == by.user_id:
        raise Refused(NOBODY_ELSE)
    if any(one.held for one in waiting):
        raise Refused(HELD)
    named = sum(len(one.messages) for one in waiting)
    if messages != named:
        raise Refused(problems={"messages": f"Begäran gäller {named} meddelanden. Läs listan igen."})
    emptied = [_call("SELECT discharge_confirm_destruction(%s, %s)", one.id, now) for one in waiting]
    if None in emptied:
        raise Refused(NOT_WAITING)
    return sum(emptied)


@transaction.atomic
def withdraw_request(*, by: Assignment, batch: Sequence[AskedFor], now: datetime) -> None:
    """Take back what waits: whoever asked, or a colleague. Raises Refused."""
    taken = [_call("SELECT discharge_withdraw_destruction(%s, %s)", one.id, now) for one in batch]
    if not any(taken):
        raise Refused(NOT_WAITING)


def _ask(
    submission: UUID,
    case_id: UUID,
    messages: list[UUID],
    ground: str,
    decision: str,
    decided_on: date,
    now: datetime,
) -> UUID:
    request_id = uuid5(submission, str(case_id))
    _call(_ASK, request_id, case_id, messages, ground, decision, decided_on, now)
    return request_id


def _refuse_coming(decided_on: date, now: datetime) -> None:
    if decided_on > local_date(now):
        raise Refused(
            problems={
                "decided_on": "Beslutet kan inte vara fattat efter i dag. Ange den dag som står på beslutet."
            }
        )


def _call(sql: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]

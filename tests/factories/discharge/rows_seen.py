"""The rows of cases as those who take part in them see them, to compare two ways to the same cases."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable

from django.db import connection

from discharge.actions.sending import derive
from discharge.models import Case, Message
from municipalities.access.acting import set_assignment
from municipalities.models import Assignment
from tests.factories.stays import Stay

TABLES = (
    "patient",
    "person_version",
    "case",
    "participation",
    "case_facts",
    "sip_facts",
    "message",
    "recipient",
    "receipt",
    "receipt_undone",
)
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
#: Made anew each time that the same is told.
MADE = ("id", "patient_id", "case_id", "message_id", "recipient_id", "receipt_id", "reference", "submission")


def rows_seen(actors: Collection[Assignment], *, but: tuple[str, ...] = ()) -> list[str]:
    """All that each of them sees, without the ids and the columns of `but`.

    A message's id becomes what it stands for.
    """
    names: dict[str, str] = {}
    for actor in actors:
        set_assignment(actor.pk)
        names |= {str(m.pk): f"{m.type} {m.sent_at} {m.sender_id}" for m in Message.objects.all()}
    return sorted({text for actor in actors for text in _seen_by(actor, names, but)})


def _seen_by(actor: Assignment, names: dict[str, str], but: tuple[str, ...]) -> Iterable[str]:
    set_assignment(actor.pk)
    for table in TABLES:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT to_jsonb(t) FROM discharge_{table} t")
            found = [json.loads(row) for (row,) in cursor.fetchall()]
        for row in found:
            about = names.get(row.get("message_id"), "")
            kept = {name: value for name, value in row.items() if name not in (*MADE, *but)}
            yield f"{table} {about} {ID.sub(lambda found: names.get(found[0], found[0]), json.dumps(kept))}"


def assert_columns_hold(stay: Stay, by: Assignment | None = None) -> None:
    """What the fold makes of the messages is what stands in the rows."""
    case = Case.objects.select_related("facts", "sip_facts").get(pk=stay.case.pk)
    assert derive.find_differences(case, stay.state(by)) == []

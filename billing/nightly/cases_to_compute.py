"""Which cases a night computes, task by task, and taking the next of them.

Due are the open stays, and those that the database has noted because their facts have changed since they
were computed. A night of every case notes first what else has changed; a forced one takes all that have an
outcome. Each kind is led by an index, so that the time of a usual night does not depend on the closed cases,
and a case that has not changed does not leave PostgreSQL (`billing/nightly/inputs.py`). A payer is a
municipality's code; empty stands for the cases that no municipality pays for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from uuid import UUID

from django.db import connection

from billing.liability import Rulebook
from billing.models import NightlyRun, NightlyTask
from billing.models.nightly import FIRST_ID, LAST_ID
from billing.nightly import inputs

Scope = NightlyRun.Scope

#: A municipality with more cases is shared out, so that no worker is left with all of a large one.
CASES_A_TASK = 4000


def plan_tasks(run: NightlyRun) -> Iterator[NightlyTask]:
    """A task for each municipality with cases, several for a large one, which share its ids out."""
    kinds = [
        "SELECT payer, case_id AS id FROM billing_uncomputed_case",
        "SELECT coalesce(payer_id, ''), id FROM discharge_case WHERE is_open AND kind = 'stay'",
    ]
    if run.scope == Scope.FORCED:
        kinds.append("SELECT coalesce(payer_id, ''), case_id FROM billing_liability_result")
    firsts_of_tasks = f"""
        SELECT payer, array_agg(id ORDER BY id) FILTER (WHERE mod(place, %s) = 1), count(*)
        FROM (SELECT payer, id, row_number() OVER (PARTITION BY payer ORDER BY id) AS place
              FROM ({" UNION ".join(kinds)}) AS due) AS placed
        GROUP BY payer ORDER BY payer
    """  # noqa: S608 - the statements above
    with connection.cursor() as cursor:
        cursor.execute(firsts_of_tasks, [CASES_A_TASK])
        rows = cursor.fetchall()
    for payer, firsts, cases in rows:
        # Cases may come in meanwhile before the first and after the last.
        bounds = [FIRST_ID, *firsts[1:], LAST_ID]
        for number, (first, before) in enumerate(pairwise(bounds)):
            planned = min(CASES_A_TASK, cases - number * CASES_A_TASK)
            yield NightlyTask(run=run, payer=payer, first=first, before=before, cases_total=planned)


@dataclass(frozen=True, slots=True)
class Batch:
    """Cases that are locked until the transaction ends; `ids` as PostgreSQL writes an array."""

    ids: str
    cases: int

    @property
    def following(self) -> UUID:
        """The id after the last."""
        return UUID(int=UUID(self.ids[-37:-1]).int + 1)


_NOTED = """
SELECT u.case_id AS id FROM billing_uncomputed_case u
WHERE u.payer = %(payer)s AND u.case_id >= %(since)s AND u.case_id < %(before)s
ORDER BY id LIMIT %(most)s
"""
_OPEN = f"""
SELECT c.id FROM discharge_case c
LEFT JOIN discharge_case_facts f ON f.case_id = c.id
LEFT JOIN billing_liability_result r ON r.case_id = c.id
WHERE c.is_open AND c.kind = 'stay' AND c.payer_id {{payer}}
  AND c.id >= %(since)s AND c.id < %(before)s AND ({inputs.UNCHANGED}) IS NOT TRUE
ORDER BY id LIMIT %(most)s
"""  # noqa: S608 - names of columns
_WITH_OUTCOME = """
SELECT r.case_id AS id FROM billing_liability_result r
WHERE r.payer_id {payer} AND r.case_id >= %(since)s AND r.case_id < %(before)s
ORDER BY id LIMIT %(most)s
"""
_LOCK = """
SELECT array_agg(id)::text, count(*)
FROM (SELECT c.id FROM discharge_case c
      WHERE c.id IN (SELECT id FROM (({noted}) UNION ({others})) AS due ORDER BY id LIMIT %(most)s)
      ORDER BY c.id FOR NO KEY UPDATE) AS locked
"""


def lock_next(task: NightlyTask, *, since: UUID, most: int, as_of: date, rules: Rulebook) -> Batch | None:
    """The next ones by id that are to be computed, found and locked at once; None where none is left.

    They are read by a statement of its own: one that waits for a lock reads other tables as they were when it
    began, and a message that somebody is sending would have other columns than facts. Those that come in
    meanwhile are left to the next night.
    """
    others = _WITH_OUTCOME if task.run.scope == Scope.FORCED else _OPEN
    lock = _LOCK.format(noted=_NOTED, others=others.format(payer="= %(payer)s" if task.payer else "IS NULL"))
    values = inputs.values(rules, as_of)
    values |= {"payer": task.payer, "since": since, "before": task.before, "most": most}
    with connection.cursor() as cursor:
        cursor.execute(lock, values)
        ids, cases = cursor.fetchone()
    return Batch(ids, cases) if cases else None


#: Looked at in one statement: so many that it costs nothing, so few that PostgreSQL holds them.
_SLICE = 20_000
# In the order of the ids, in which the tables lie too. However a case came here, it has facts.
_NOTE_CHANGED = f"""
WITH slice AS MATERIALIZED (
    SELECT f.case_id, c.payer_id, ({inputs.UNCHANGED}) IS TRUE AS is_unchanged
    FROM discharge_case_facts f
    JOIN discharge_case c ON c.id = f.case_id
    LEFT JOIN billing_liability_result r ON r.case_id = f.case_id
    WHERE f.case_id > %(after)s ORDER BY f.case_id LIMIT %(most)s
), noted AS (
    INSERT INTO billing_uncomputed_case (case_id, payer)
    SELECT case_id, coalesce(payer_id, '') FROM slice WHERE NOT is_unchanged
    ON CONFLICT (case_id) DO NOTHING
)
SELECT count(*) FILTER (WHERE is_unchanged), (array_agg(case_id))[count(*)::int] FROM slice
"""  # noqa: S608


def note_changed(*, as_of: date, rules: Rulebook) -> int:
    """Note every case that may come to something else than lies there; returns how many are unchanged."""
    unchanged, after = 0, FIRST_ID
    with connection.cursor() as cursor:
        while after:
            slice_of = {"after": after, "most": _SLICE}
            cursor.execute(_NOTE_CHANGED, inputs.values(rules, as_of) | slice_of)
            same, after = cursor.fetchone()
            unchanged += same
    return unchanged

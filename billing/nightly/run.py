"""The night's run: begun once, taken a task at a time by any number of workers, closed by the last.

A task is claimed by a conditional UPDATE, and every batch is written in one transaction that holds
the task's row under that claim. So two workers never write the same cases, a worker whose claim was
taken over stops at its next batch, and what a killed worker had not committed never was.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from celery import current_app
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Greatest, Now

from billing.ledger.average_corrections import book_average_corrections
from billing.ledger.month_lines import pack_sums
from billing.models import NightlyRun, NightlyTask
from billing.nightly.cases_to_compute import lock_next, note_changed, plan_tasks
from billing.nightly.changed_rules import is_first_of_program, note_changed_cases, note_never_computed
from billing.nightly.computing import compute_locked
from billing.queries.nightly import differing_night, is_night_over, late_night
from billing.rulebook import rulebook
from discharge.process import Refused
from municipalities.ids import new_id
from municipalities.swedish.clock import local_date

log = structlog.get_logger(__name__)

#: A worker that has shown no sign of life for this long is taken for dead.
CLAIM_LASTS = timedelta(minutes=5)
BATCH = 500
TASK = "billing.nightly_task"

RunState, TaskState = NightlyRun.State, NightlyTask.State
Scope = NightlyRun.Scope


# --- beginning -----------------------------------------------------------------------------------


@transaction.atomic
def begin(
    *,
    day: date,
    now: datetime,
    origin: NightlyRun.Origin,
    user_id: int | None = None,
    scope: Scope = Scope.DUE,
) -> NightlyRun:
    """Start the run of `day`, or start it anew; one that is under way gets its tasks taken from dead workers.

    Nights that were missed since the last run are noted as covered by this one. A wider `scope` than that of
    every night takes the closed cases too. Raises Refused for a day that has not come, or that a later run
    has covered, and with a wider scope while a run is under way.
    """
    one_at_a_time()
    runs = NightlyRun.objects.exclude(state=RunState.CAUGHT_UP).select_for_update(no_key=True)
    newest = runs.order_by("-date").first()
    if day > (today := local_date(now)):
        raise Refused(f"Natten {day} har inte varit än. Välj en dag till och med {today}.")
    if newest and newest.date > day:
        raise Refused(f"Natten {day} täcks redan av körningen {newest.date}. Starta den i stället.")
    if scope != Scope.DUE and newest and newest.state == RunState.RUNNING:
        # Its tasks were planned without the closed cases.
        raise Refused(f"Beräkningen {newest.date} pågår. Vänta tills den är klar och försök igen.")
    if newest and newest.date == day and newest.state == RunState.RUNNING:
        newest.tasks.filter(state=TaskState.RUNNING).update(state=TaskState.WAITING, claim=None)
        run = newest
    else:
        start: dict[str, object] = {"origin": origin, "started_by_id": user_id, "started_at": now}
        run = _start_run(day, newest, start, scope)
    _dispatch(run.tasks.filter(state=TaskState.WAITING))
    return run


def one_at_a_time() -> None:
    """Runs begin, and months are closed or opened, one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('billing.nightly', 0))")


def _start_run(day: date, newest: NightlyRun | None, start: dict[str, object], scope: Scope) -> NightlyRun:
    # Another program is another input of every case.
    scopes = [scope, Scope.FORCED if is_first_of_program() else Scope.DUE]
    if newest and newest.tasks.exclude(state=TaskState.DONE).exists():
        # What a run has left of its cases, because it was stopped or a task failed, this one takes: what is
        # noted by itself, but a forced one by going through them again.
        scopes.append(Scope(newest.scope))
    if newest and newest.date < day:
        # The nights between, and one that never came to its end, are covered by the run of `day`.
        covered = {"state": RunState.CAUGHT_UP, "caught_up_by_id": day, "finished_at": start["started_at"]}
        if newest.state == RunState.RUNNING:
            newest.tasks.filter(state__in=NightlyTask.UNFINISHED).update(state=TaskState.DROPPED, claim=None)
            NightlyRun.objects.filter(pk=newest.pk).update(**covered)
        NightlyRun.objects.bulk_create(
            NightlyRun(date=newest.date + timedelta(days=number), **start, **covered)
            for number in range(1, (day - newest.date).days)
        )
    widest = max(scopes, key=list(Scope).index)
    begun = {"state": RunState.RUNNING, "scope": widest, "cases_unchanged": 0}
    # What the verification of this night found stands until a later one finds nothing.
    anew = {"finished_at": None}
    note_changed_cases()
    if widest == Scope.EVERY:
        begun["cases_unchanged"] = note_changed(as_of=day, rules=rulebook())
    elif widest == Scope.FORCED:
        note_never_computed()
    run, _ = NightlyRun.objects.update_or_create(date=day, defaults={**start, **begun, **anew})
    run.tasks.all().delete()
    NightlyTask.objects.bulk_create(plan_tasks(run))
    _close_if_finished(run)
    return run


def _dispatch(tasks: QuerySet[NightlyTask]) -> None:
    """After the commit: a worker must find the rows. The largest come first: none is left alone with one."""
    for task_id in tasks.order_by("-cases_total").values_list("pk", flat=True):
        transaction.on_commit(partial(current_app.send_task, TASK, [str(task_id)]))


@transaction.atomic
def resend_left_tasks() -> None:
    """Send out again what waits or has been left; a task that somebody is at work on refuses the second."""
    left = Q(state=TaskState.WAITING) | _is_abandoned()
    _dispatch(NightlyTask.objects.filter(left, run__state=RunState.RUNNING))


@transaction.atomic
def watch(*, now: datetime) -> None:
    """Begin the run of today that nothing has begun, and say in the log that a night is late, or not right.

    The site may have been away at the hour when it was to begin, or its database, or the queue.
    """
    one_at_a_time()
    today = local_date(now)
    if is_night_over(now) and not NightlyRun.objects.filter(date__gte=today).exists():
        log.error("night_was_missed", night=str(today))
        begin(day=today, now=now, origin=NightlyRun.Origin.SCHEDULE)
    elif late := late_night(now):
        log.error("night_is_late", night=str(late))
    if differing := differing_night():
        log.error("night_differs", night=str(differing.date), differing=differing.cases_differing)


# --- working -------------------------------------------------------------------------------------


def run_task(task_id: UUID, *, worker: str) -> None:
    """Compute the cases of one task, if nobody else does; safe to call twice."""
    claim = _claim_task(task_id, worker)
    if claim is None:
        return
    task = NightlyTask.objects.select_related("run").get(pk=task_id)
    try:
        since: UUID | None = task.first
        while since:
            since = _compute_batch(task, claim, since)
    except (OperationalError, InterfaceError):
        # The database was away, or has no room: nothing is wrong with the cases. It is given back, so that it
        # can be taken at once; where that can't be written either, the claim ends by itself.
        connection.close()
        with suppress(OperationalError, InterfaceError):
            held = NightlyTask.objects.filter(pk=task.pk, claim=claim)
            held.update(state=TaskState.WAITING, claim=None)
        raise
    except Exception as error:
        _finish_task(task, claim, TaskState.FAILED, error=type(error).__name__)
        raise
    _finish_task(task, claim, TaskState.DONE)


def _is_abandoned() -> Q:
    return Q(state=TaskState.RUNNING, claimed_at__lt=Now() - CLAIM_LASTS)


def _claim_task(task_id: UUID, worker: str) -> UUID | None:
    claim = new_id()
    free = Q(state=TaskState.WAITING) | _is_abandoned()
    taken = NightlyTask.objects.filter(free, pk=task_id).update(
        state=TaskState.RUNNING,
        claim=claim,
        claimed_by=worker,
        claimed_at=Now(),
        cases_done=0,
        cases_failed=0,
    )
    return claim if taken else None


# Of tables of some ten thousands of rows PostgreSQL would read all for each batch, and not by the ids.
_HOLD = """
SELECT set_config('enable_seqscan', 'off', true) FROM billing_nightly_task
WHERE id = %s AND claim = %s FOR NO KEY UPDATE
"""
_COUNT = """
UPDATE billing_nightly_task SET claimed_at = statement_timestamp(), cases_done = cases_done + %s,
    cases_failed = cases_failed + %s
WHERE id = %s AND claim = %s
"""


@transaction.atomic
def _compute_batch(task: NightlyTask, claim: UUID, since: UUID) -> UUID | None:
    """Where the next batch begins; None when there is nothing left, or when the claim was taken over."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [task.pk, claim])
        if cursor.fetchone() is None:
            return None
        rules = rulebook()
        batch = lock_next(task, since=since, most=BATCH, as_of=task.run_id, rules=rules)
        if batch is None:
            return None
        failed = compute_locked(batch.ids, as_of=task.run_id, rules=rules)
        cursor.execute(_COUNT, [batch.cases, failed, task.pk, claim])
    return batch.following if batch.cases == BATCH else None


# --- ending --------------------------------------------------------------------------------------


@transaction.atomic
def _finish_task(task: NightlyTask, claim: UUID, state: NightlyTask.State, *, error: str = "") -> None:
    # The run first: of two tasks that end at once, the second must see the first.
    run = NightlyRun.objects.select_for_update(no_key=True).get(pk=task.run_id)
    ended: dict[str, Any] = {"state": state, "claim": None, "error": error}
    if state == TaskState.DONE:
        # Those that had not changed are done without having been computed.
        ended["cases_done"] = Greatest("cases_done", "cases_total")
    NightlyTask.objects.filter(pk=task.pk, claim=claim).update(**ended)
    _close_if_finished(run)


def _close_if_finished(run: NightlyRun) -> None:
    if run.state != RunState.RUNNING or run.tasks.filter(state__in=NightlyTask.UNFINISHED).exists():
        return
    book_average_corrections(found_on=run.date)
    pack_sums()
    failed = run.tasks.filter(Q(state=TaskState.FAILED) | Q(cases_failed__gt=0)).exists()
    run.state = RunState.FAILED if failed else RunState.DONE
    run.finished_at = Now()
    run.save(update_fields=["state", "finished_at"])
    for name in settings.AFTER_NIGHTLY:
        transaction.on_commit(partial(current_app.send_task, name))

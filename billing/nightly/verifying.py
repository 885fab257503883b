"""Whether what lies there is what the facts come to: every case computed again, and nothing of it written.

Looked at are the outcomes, what lists show of them, whether closed months and their corrections say the same,
and whether the sums of months are what their lines come to. Cases that the next night computes anyway are
left to it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import structlog
from django.db import connection, transaction

from billing.ledger.corrections import unbooked_cases
from billing.ledger.month_lines import differing_sums
from billing.liability import Rulebook
from billing.models import NightlyRun, UncomputedCase
from billing.nightly.changed_rules import cases_under_changed_rules
from billing.nightly.computing import compute_all, read_cases
from billing.nightly.outcome_tables import array_of, differing
from billing.queries.nightly import latest_run
from billing.rulebook import rulebook
from discharge.models import Case
from discharge.process import Refused
from municipalities.swedish.clock import midnight_after

log = structlog.get_logger(__name__)

BATCH = 500
#: A log must not be filled by a fault that concerns everybody.
_MOST_IN_LOG = 20


@dataclass(slots=True)
class Verified:
    """How many cases were looked at, how many are left to the next night, and the references that differ.

    `sums` are the payers and months whose sums are not what their lines come to (`differing_sums`).
    """

    night: date
    cases: int = 0
    waiting: int = 0
    differing: list[str] = field(default_factory=list)
    sums: list[tuple[str, date]] = field(default_factory=list)


def verify_outcomes() -> Verified:
    """Compare every stay with what the latest night has kept of it, and every month's sums with their lines.

    How many differ is noted with that night.

    Raises Refused while nights are computed, and when one begins, or rules change, before the end.
    """
    run, rules = latest_run(), rulebook()
    if run is None:
        raise Refused("Ingen natt är beräknad än. Starta den med manage.py nightly.")
    if run.state == NightlyRun.State.RUNNING:
        raise Refused(f"Beräkningen {run.date} pågår. Vänta tills den är klar och försök igen.")
    verified = Verified(run.date)
    under_changed_rules = cases_under_changed_rules()
    stays = Case.objects.filter(kind=Case.Kind.STAY).order_by("pk").values_list("pk", flat=True)
    case_ids = list(stays[:BATCH])
    while case_ids:
        left = under_changed_rules.intersection(case_ids)
        verified.waiting += len(left)
        verify_batch([case for case in case_ids if case not in left], run, rules, verified)
        case_ids = list(stays.filter(pk__gt=case_ids[-1])[:BATCH])
    verified.sums = differing_sums()
    found = len(verified.differing) + len(verified.sums)
    NightlyRun.objects.filter(pk=run.pk).update(cases_differing=found)
    if verified.differing:
        told = sorted(verified.differing)[:_MOST_IN_LOG]
        log.error("outcomes_differ", night=str(run.date), cases=len(verified.differing), references=told)
    if verified.sums:
        of_months = [f"{payer} {month:%Y-%m}".strip() for payer, month in verified.sums[:_MOST_IN_LOG]]
        log.error("month_sums_differ", night=str(run.date), sums=len(verified.sums), of_months=of_months)
    return verified


def verify_batch(case_ids: Collection[UUID], run: NightlyRun, rules: Rulebook, verified: Verified) -> None:
    """All of it as it was at one moment, in a transaction that can't write."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        now = latest_run()
        if now is None or now.started_at != run.started_at or rulebook() is not rules:
            raise Refused("En natt började, eller villkor ändrades, medan kontrollen pågick. Gör om den.")
        noted = set(UncomputedCase.objects.filter(pk__in=case_ids).values_list("pk", flat=True))
        verified.waiting += len(noted)
        ids = [str(case) for case in case_ids if case not in noted]
        stays = read_cases(array_of(ids))
        # What older code has folded is folded again by the first night of the program: it lacks what is new.
        cases = {case: row for case, row in stays.items() if not row.is_outdated}
        verified.waiting += len(stays) - len(cases)
        computed, failures = compute_all(cases, as_of=run.date, rules=rules)
        found = failures.keys() | differing({case: one.outcome for case, one in computed.items()})
        found |= {str(case) for case in unbooked_cases([UUID(case) for case in computed])}
        shown_otherwise = [case for case, one in computed.items() if one.liability != cases[case].shown]
        # After a message of a later day a case shows what holds on that day.
        of_the_night = Case.objects.filter(pk__in=shown_otherwise, changed_at__lt=midnight_after(run.date))
        found |= {str(case) for case in of_the_night.values_list("pk", flat=True)}
    verified.cases += len(cases)
    verified.differing += [cases[case].reference for case in found]

"""Computing a batch of cases: read under lock, computed, and written where the outcome differs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import structlog
from django.db import connection, transaction

from billing.ledger.corrections import book_corrections
from billing.liability import InvalidFacts, assess
from billing.models import LiabilityFailure
from billing.nightly.outcome_rows import CaseRow, Outcome, make_outcome
from billing.nightly.outcome_tables import array_of, keep_outcomes
from billing.rulebook import rulebook
from billing.rules.case_fields import InvalidField
from billing.rules.known_facts import known_facts
from billing.rules.liability_columns import present_liability
from discharge.actions import refold_outdated, set_liabilities
from discharge.process import columns
from discharge.process.outlook import Liability

log = structlog.get_logger(__name__)

# Locked first and read after: no message can come between a case's facts and its columns.
_LOCK = "SELECT FROM discharge_case WHERE id = ANY(%s::uuid[]) ORDER BY id FOR NO KEY UPDATE"
_SHOWN = columns.names(columns.CASE_LIABILITY)
_READ = f"""
SELECT c.id::text, c.reference, c.payer_id, c.district_id::text, c.care_type, f.facts::text,
       {", ".join(f"c.{name}" for name in _SHOWN)}
FROM discharge_case c LEFT JOIN discharge_case_facts f ON f.case_id = c.id
WHERE c.id = ANY(%s::uuid[]) ORDER BY c.id
"""  # noqa: S608 - the names are those of the columns
_NO_FAILURE = "DELETE FROM billing_liability_failure WHERE case_id = ANY(%s::uuid[])"
_COMPUTED = "DELETE FROM billing_uncomputed_case WHERE case_id = ANY(%s::uuid[])"


@dataclass(frozen=True, slots=True)
class Computed:
    """`is_current`: from all the facts there are, not only from those known on an earlier day."""

    outcome: Outcome
    liability: Liability
    is_current: bool


@transaction.atomic
def compute_cases(case_ids: Sequence[UUID], *, as_of: date) -> int:
    """Compute the cases with care days before `as_of` complete; returns how many could not be.

    A constant number of statements for a batch. A case that can't be computed stops no other: it is
    noted with its reason and tried again the next night.
    """
    cases = _lock_and_read(case_ids)
    computed, failures = _compute_all(cases, as_of)
    failures |= keep_outcomes({case: one.outcome for case, one in computed.items()}, as_of=as_of)
    book_corrections([UUID(case) for case in computed.keys() - failures.keys()], found_on=as_of)
    current = {case: one for case, one in computed.items() if one.is_current and case not in failures}
    changed = {case: one.liability for case, one in current.items() if one.liability != cases[case].shown}
    set_liabilities({UUID(case): liability for case, liability in changed.items()})
    with connection.cursor() as cursor:
        # From here on nothing is left to compute of them.
        cursor.execute(_COMPUTED, [array_of(current)])
    _note_failures(cases, failures)
    return len(failures)


def _lock_and_read(case_ids: Sequence[UUID]) -> dict[str, CaseRow]:
    """What older code has folded is folded again first."""
    ids = array_of(map(str, case_ids))
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [ids])
        refold_outdated(case_ids)
        cursor.execute(_READ, [ids])
        rows = cursor.fetchall()
    cases = {}
    for row in rows:
        said, shown = row[: -len(_SHOWN)], row[-len(_SHOWN) :]
        liability = columns.liability(dict(zip(_SHOWN, shown, strict=True)))
        cases[row[0]] = CaseRow._make((*said, liability))
    return cases


def _compute_all(cases: Mapping[str, CaseRow], as_of: date) -> tuple[dict[str, Computed], dict[str, str]]:
    """A person who was admitted after the night that is computed is in neither.

    Why a case can't be computed is said in Swedish and without anything that a row holds.
    """
    computed, failures = {}, {}
    rules = rulebook()
    for case_id, case in cases.items():
        try:
            known = known_facts(json.loads(case.facts), as_of)
            if known is not None:
                assessment = assess(known.facts, as_of=as_of, rules=rules)
                outcome = make_outcome(case, known, assessment)
                computed[case_id] = Computed(outcome, present_liability(assessment), known.nothing_since)
        except (InvalidFacts, InvalidField) as error:
            failures[case_id] = str(error)
        except Exception as error:
            log.exception("case_not_computed", case=case.id)
            failures[case_id] = f"Oväntat fel ({type(error).__name__})."
    return computed, failures


def _note_failures(cases: Mapping[str, CaseRow], failures: Mapping[str, str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_NO_FAILURE, [array_of(cases.keys() - failures.keys())])
    if not failures:
        return
    noted = LiabilityFailure.objects.filter(pk__in=list(failures)).values_list("pk", "error")
    known = {(str(case_id), error) for case_id, error in noted}
    LiabilityFailure.objects.bulk_create(
        [
            LiabilityFailure(
                case_id=UUID(case), reference=cases[case].reference, payer_id=cases[case].payer, error=error
            )
            for case, error in failures.items()
            if (case, error) not in known
        ],
        update_conflicts=True,
        unique_fields=["case"],
        update_fields=["reference", "payer", "error"],
    )

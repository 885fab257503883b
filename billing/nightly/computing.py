"""Computing a batch of cases: read under lock, computed, and written where the outcome differs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

import structlog
from django.db import connection, transaction

from billing.ledger.corrections import book_corrections
from billing.liability import Assessment, InvalidFacts, Rulebook, assess, is_final
from billing.models import LiabilityFailure
from billing.nightly.outcome_rows import CaseRow, Final, Outcome, make_outcome
from billing.nightly.outcome_tables import array_of, keep_final, keep_outcomes
from billing.rulebook import rulebook, rules_digest
from billing.rules.case_fields import InvalidField
from billing.rules.known_facts import KnownFacts, known_facts
from billing.rules.liability_columns import present_liability
from discharge.actions import refold_outdated, set_liabilities
from discharge.process import FACTS_VERSION, columns
from discharge.process.outlook import Liability

log = structlog.get_logger(__name__)
T = TypeVar("T")
U = TypeVar("U")

#: So many cases take each step together: a processor that does one thing at a time needs a quarter less time,
#: and a few dozens of cases leave it room.
_TOGETHER = 50

_LOCK = "SELECT FROM discharge_case WHERE id = ANY(%s::uuid[]) ORDER BY id FOR NO KEY UPDATE"
_SHOWN = columns.names(columns.CASE_LIABILITY)
_READ = f"""
SELECT {", ".join(f"c.{name}" for name in _SHOWN)},
       nullif(r.rules, ''),
       c.id::text, c.reference, c.payer_id, c.district_id::text, c.care_type, c.is_open, f.facts::text,
       coalesce((f.facts->>'version')::int, 1) < %(facts_version)s
FROM discharge_case c
LEFT JOIN discharge_case_facts f ON f.case_id = c.id
LEFT JOIN billing_liability_result r ON r.case_id = c.id
WHERE c.id = ANY(%(cases)s::uuid[]) ORDER BY c.id
"""  # noqa: S608 - the names are those of the columns
_SETTLED = """
DELETE FROM billing_uncomputed_case WHERE case_id = ANY(%s::uuid[]);
DELETE FROM billing_liability_failure WHERE case_id = ANY(%s::uuid[])
"""
_LEFT = """
INSERT INTO billing_uncomputed_case (case_id, payer)
SELECT id, coalesce(payer_id, '') FROM discharge_case WHERE id = ANY(%s::uuid[])
ON CONFLICT (case_id) DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Computed:
    """`is_current`: from all the facts there are, not only from those known on an earlier day."""

    outcome: Outcome
    liability: Liability
    is_current: bool
    final: Final | None

    @property
    def is_final_by(self) -> str | None:
        """The digest of the rules; None where the outcome grows with the days."""
        return self.final.rules if self.final else None


@transaction.atomic
def compute_cases(case_ids: Sequence[UUID], *, as_of: date) -> int:
    """Compute the cases with care days before `as_of` complete; returns how many could not be."""
    ids = array_of(map(str, case_ids))
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [ids])
    return compute_locked(ids, as_of=as_of, rules=rulebook())


def compute_locked(ids: str, *, as_of: date, rules: Rulebook) -> int:
    """The same for cases whose locks the caller's transaction holds.

    A constant number of statements for a batch. A case that can't be computed stops no other: it is
    noted with its reason and tried again the next night.
    """
    cases = read_cases(ids)
    if outdated := [UUID(case.id) for case in cases.values() if case.is_outdated]:
        # What older code has folded is folded again first.
        refold_outdated(outdated)
        cases = read_cases(ids)
    computed, failures = compute_all(cases, as_of=as_of, rules=rules)
    failures |= keep_outcomes({case: one.outcome for case, one in computed.items()}, as_of=as_of)
    kept = {case: one for case, one in computed.items() if case not in failures}
    keep_final({case: one.final for case, one in kept.items() if one.is_final_by != cases[case].final_by})
    book_corrections([UUID(case) for case in kept], found_on=as_of)
    current = {case: one for case, one in kept.items() if one.is_current}
    changed = {case: one.liability for case, one in current.items() if one.liability != cases[case].shown}
    set_liabilities({UUID(case): liability for case, liability in changed.items()})
    # Nobody else comes back to a closed case whose outcome a later day may change.
    grows = {case for case, one in current.items() if one.final is None and not cases[case].is_open}
    with connection.cursor() as cursor:
        cursor.execute(_SETTLED, [array_of(current.keys() - grows), array_of(cases.keys() - failures.keys())])
        if left := failures.keys() | grows:
            cursor.execute(_LEFT, [array_of(left)])
    if failures:
        _note_failures(cases, failures)
    return len(failures)


def read_cases(ids: str) -> dict[str, CaseRow]:
    with connection.cursor() as cursor:
        cursor.execute(_READ, {"cases": ids, "facts_version": FACTS_VERSION})
        rows = cursor.fetchall()
    cases = {}
    for row in rows:
        final_by, *said = row[len(_SHOWN) :]
        shown = [tuple(value) if isinstance(value, list) else value for value in row[: len(_SHOWN)]]
        cases[said[0]] = CaseRow._make((*said, final_by, _shown_by(*shown)))
    return cases


@lru_cache(maxsize=1024)
def _shown_by(*values: Any) -> Liability:
    """Most cases show nothing, and are all alike."""
    return columns.liability(dict(zip(_SHOWN, values, strict=True)))


def compute_all(
    cases: Mapping[str, CaseRow], *, as_of: date, rules: Rulebook
) -> tuple[dict[str, Computed], dict[str, str]]:
    """What each comes to, and why others can't be computed. Writes nothing.

    A person who was admitted after the night that is computed is in neither. Why a case can't be computed is
    said in Swedish and without anything that a row holds.
    """
    final = Final(rules_digest(rules), as_of)
    failures: dict[str, str] = {}

    def known_of(case: CaseRow) -> KnownFacts | None:
        return known_facts(json.loads(case.facts), as_of)

    def assessed(known: KnownFacts) -> Assessment:
        return assess(known.facts, as_of=as_of, rules=rules)

    def comes_to(one: tuple[CaseRow, KnownFacts, Assessment]) -> Computed:
        case, known, assessment = one
        until_changed = final if known.nothing_since and is_final(known.facts, assessment) else None
        outcome = make_outcome(case, known, assessment, until_changed)
        return Computed(outcome, present_liability(assessment), known.nothing_since, until_changed)

    computed: dict[str, Computed] = {}
    left = iter(cases.items())
    while some := dict(islice(left, _TOGETHER)):
        known = {case: one for case, one in _each(known_of, some, failures).items() if one}
        found = _each(assessed, known, failures)
        of_each = {case: (some[case], known[case], one) for case, one in found.items()}
        computed |= _each(comes_to, of_each, failures)
    return computed, failures


def _each(step: Callable[[T], U], items: Mapping[str, T], failures: dict[str, str]) -> dict[str, U]:
    """What the step makes of each case's item; why it can't of another is among the failures."""
    made = {}
    for case_id, item in items.items():
        try:
            made[case_id] = step(item)
        except (InvalidFacts, InvalidField) as error:
            failures[case_id] = str(error)
        except Exception as error:
            log.exception("case_not_computed", case=case_id)
            failures[case_id] = f"Oväntat fel ({type(error).__name__})."
    return made


def _note_failures(cases: Mapping[str, CaseRow], failures: Mapping[str, str]) -> None:
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

"""Computing a batch of cases: read under lock, computed, and written where the outcome differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import structlog
from django.db import transaction

from billing.actions.corrections import book_corrections
from billing.actions.keep import keep_outcomes
from billing.case_fields import InvalidField
from billing.known_facts import known_facts
from billing.liability import InvalidFacts, Rulebook, assess
from billing.models import LiabilityFailure, UncomputedCase
from billing.outcomes import Outcome, outcome
from billing.present import present_liability
from billing.rules import rulebook
from discharge.actions import Liability, set_liabilities
from discharge.models import Case

log = structlog.get_logger(__name__)

_COLUMNS = ("reference", "payer_id", "district_id", "care_type", "facts__facts")


class NotComputed(Exception):
    """Why a case can't be computed, in Swedish and without anything that a row holds."""


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
    cases = _locked(case_ids)
    computed, failures = _computed(cases, as_of)
    failures |= keep_outcomes({pk: one.outcome for pk, one in computed.items()}, as_of=as_of)
    book_corrections(computed.keys() - failures.keys(), found_on=as_of)
    current = {pk: one for pk, one in computed.items() if one.is_current and pk not in failures}
    set_liabilities({pk: one.liability for pk, one in current.items()})
    UncomputedCase.objects.filter(pk__in=current).delete()
    _note_failures(cases, failures)
    return len(failures)


def _locked(case_ids: Sequence[UUID]) -> dict[UUID, Case]:
    """Locked first and read after: no message can come between a case's facts and its columns."""
    locked = Case.objects.filter(pk__in=case_ids).select_for_update(no_key=True).order_by("pk")
    ids = list(locked.values_list("pk", flat=True))
    cases = Case.objects.filter(pk__in=ids).select_related("facts").order_by("pk")
    return {case.pk: case for case in cases.only(*_COLUMNS)}


def _computed(cases: Mapping[UUID, Case], as_of: date) -> tuple[dict[UUID, Computed], dict[UUID, str]]:
    """A person who was admitted after the night that is computed is in neither."""
    computed, failures = {}, {}
    rules = rulebook()
    for pk, case in cases.items():
        try:
            one = _compute(case, as_of, rules)
        except NotComputed as error:
            failures[pk] = str(error)
        else:
            if one is not None:
                computed[pk] = one
    return computed, failures


def _compute(case: Case, as_of: date, rules: Rulebook) -> Computed | None:
    try:
        known = known_facts(case.facts.facts, as_of)
        if known is None:
            return None
        assessment = assess(known.facts, as_of=as_of, rules=rules)
        return Computed(outcome(case, known, assessment), present_liability(assessment), known.all)
    except (InvalidFacts, InvalidField) as error:
        raise NotComputed(str(error)) from error
    except Exception as error:
        log.exception("case_not_computed", case=str(case.pk))
        raise NotComputed(f"Oväntat fel ({type(error).__name__}).") from error


def _note_failures(cases: Mapping[UUID, Case], failures: Mapping[UUID, str]) -> None:
    LiabilityFailure.objects.filter(pk__in=cases.keys() - failures.keys()).delete()
    noted = dict(LiabilityFailure.objects.filter(pk__in=failures).values_list("pk", "error"))
    LiabilityFailure.objects.bulk_create(
        [_failure(cases[pk], error) for pk, error in failures.items() if noted.get(pk) != error],
        update_conflicts=True,
        unique_fields=["case"],
        update_fields=["reference", "payer", "error"],
    )


def _failure(case: Case, error: str) -> LiabilityFailure:
    return LiabilityFailure(case_id=case.pk, reference=case.reference, payer_id=case.payer_id, error=error)

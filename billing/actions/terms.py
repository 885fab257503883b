"""What was agreed, changed by the invoicer: agreements and their terms.

A change reaches the cases the night after, and closed months by corrections only (docs/decisions/0037
and 0039). `seen` is the version of the rules that the user has looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from billing.actions.changes import or_refused, refuse_unseen, save
from billing.models import Agreement, Terms, date_range
from billing.permissions import Permission, require
from billing.rules.term_lines import DoesNotFit, Span, ended_by, refuse_overlap
from discharge.process import Refused
from municipalities.models import Assignment, Municipality
from municipalities.units.parties import CareType

_ONE_DAY = timedelta(days=1)


@transaction.atomic
def add_agreement(*, by: Assignment, municipality: Municipality, name: str) -> Agreement:
    """One municipality's own. Until it has terms, the county's (or the statute's) hold. Raises Refused."""
    require(by, Permission.CHANGE_TERMS)
    agreement = Agreement(scope=Agreement.Scope.MUNICIPALITY, municipality=municipality, name=name)
    with or_refused(lambda: _refuse_second(municipality)):
        save(agreement)
    return agreement


def _refuse_second(municipality: Municipality) -> None:
    if Agreement.objects.filter(municipality=municipality).exists():
        text = f"{municipality.name} har redan en överenskommelse. Lägg till villkor i den."
        raise Refused(problems={"municipality": text})


@transaction.atomic
def add_terms(
    *,
    by: Assignment,
    agreement: Agreement,
    care_types: Collection[CareType],
    days: Span,
    values: Mapping[str, Any],
    seen: UUID,
) -> None:
    """New terms for days zero in `days`; what holds on the first of them ends the day before. Raises Refused.

    `values` are the fields of `Terms.COPIED` and `settlement`, the same for each kind of care.
    """
    _begin_change(by, agreement.pk, seen)
    refuse_settlement(values)
    for care_type in care_types:
        with or_refused(partial(terms_ended_by, agreement, care_type, days)):
            before = terms_ended_by(agreement, care_type, days)
            if before and days.first:
                _end_terms(before, days.first - _ONE_DAY)
            save(Terms(agreement=agreement, care_type=care_type, valid=date_range(days), **values))


@transaction.atomic
def correct_terms(*, by: Assignment, terms: Terms, days: Span, values: Mapping[str, Any], seen: UUID) -> None:
    """Put a mistake right in place, for every day zero that the terms hold for. Raises Refused."""
    _begin_change(by, terms.agreement_id, seen)
    refuse_settlement(values)
    with or_refused(lambda: refuse_days(terms, days)):
        for name, value in values.items():
            setattr(terms, name, value)
        terms.valid = date_range(days)
        save(terms)


@transaction.atomic
def end_terms(*, by: Assignment, terms: Terms, last: date, seen: UUID) -> None:
    """The terms hold for days zero until `last`; those after it are without. Raises Refused."""
    _begin_change(by, terms.agreement_id, seen)
    with or_refused(lambda: refuse_end(terms, last)):
        _end_terms(terms, last)


# --- what hinders it: also asked before anything is saved ------------------------------------------


def terms_ended_by(agreement: Agreement, care_type: CareType, days: Span) -> Terms | None:
    """The terms that new ones for `days` would end. Raises Refused."""
    line = {terms.span: terms for terms in agreement.terms.filter(care_type=care_type)}
    with _at_field(care_type):
        before = ended_by(days, line)
    return line[before] if before else None


def refuse_days(terms: Terms, days: Span) -> None:
    """Raises Refused, where other terms hold on any of the days."""
    line = Terms.objects.filter(agreement=terms.agreement_id, care_type=terms.care_type)
    with _at_field(CareType(terms.care_type)):
        refuse_overlap(days, [other.span for other in line.exclude(pk=terms.pk)])


def refuse_end(terms: Terms, last: date) -> None:
    """Raises Refused."""
    if last == terms.valid_to:
        raise Refused(problems={"last": "Villkoren slutar redan den dagen. Välj en annan dag."})
    refuse_days(terms, Span(terms.valid_from, last))


def refuse_settlement(values: Mapping[str, Any]) -> None:
    """It belongs to the average model, and only there. Raises Refused."""
    is_average = values["model"] == Terms.Model.AVERAGE
    if is_average and not values["settlement"]:
        raise Refused(problems={"settlement": "Välj avräkning: den hör till genomsnittliga fristdagar."})
    if values["settlement"] and not is_average:
        text = "Avräkning finns bara för genomsnittliga fristdagar. Välj den modellen, eller ingen avräkning."
        raise Refused(problems={"settlement": text})


# --- how it is written -----------------------------------------------------------------------------


def _begin_change(by: Assignment, agreement_id: int, seen: UUID) -> None:
    """One change of a line at a time. Whoever only refers to the agreement is not kept waiting."""
    require(by, Permission.CHANGE_TERMS)
    Agreement.objects.select_for_update(no_key=True).get(pk=agreement_id)
    refuse_unseen(seen)


@contextmanager
def _at_field(care_type: CareType) -> Iterator[None]:
    try:
        yield
    except DoesNotFit as error:
        raise Refused(problems={error.field: f"{care_type.label}: {error.text}"}) from None


def _end_terms(terms: Terms, last: date) -> None:
    terms.valid = date_range(Span(terms.valid_from, last))
    terms.save(update_fields=["valid"])

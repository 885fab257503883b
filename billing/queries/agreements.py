"""Named questions about what was agreed: agreements with their terms, daily rates, and who changed what."""

from __future__ import annotations

from django.db.models import Case, F, IntegerField, Prefetch, QuerySet, Value, When

from billing.models import Agreement, BillingMonth, DailyRate, Terms
from municipalities.models import Assignment, RowChange

_COUNTY_FIRST = Case(
    When(scope=Agreement.Scope.COUNTY, then=Value(0)),
    When(scope=Agreement.Scope.STATUTE, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


def agreements() -> QuerySet[Agreement]:
    """The county's, the statute's, then those of single municipalities; each with its terms in time."""
    terms = Prefetch("terms", Terms.objects.order_by("valid"))
    rows = Agreement.objects.select_related("municipality").prefetch_related(terms)
    return rows.order_by(_COUNTY_FIRST, F("municipality__sort_key"))


def terms() -> QuerySet[Terms]:
    """Every set of terms, with the agreement that it belongs to."""
    return Terms.objects.select_related("agreement__municipality")


def rates() -> QuerySet[DailyRate]:
    """The newest year first; in a year the one for all kinds of care first."""
    return DailyRate.objects.order_by("-year", "care_type")


def changes_of(
    row: Terms | DailyRate | BillingMonth,
) -> list[tuple[RowChange, Assignment | None]]:
    """Each change of the row with who made it, newest first; without an assignment it was the program."""
    table = row._meta.db_table  # noqa: SLF001 - Django documents it
    changes = list(RowChange.objects.filter(table=table, row=str(row.pk)).order_by("-pk"))
    who = Assignment.objects.select_related("user", "unit").in_bulk(
        {change.assignment_id for change in changes if change.assignment_id}
    )
    return [(change, who.get(change.assignment_id) if change.assignment_id else None) for change in changes]

"""Named questions about what was booked since months were closed: of cases, and of means."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.paginator import Page
from django.db.models import (
    CharField,
    F,
    Func,
    IntegerField,
    Max,
    Min,
    QuerySet,
    UUIDField,
    Value,
)

from billing.ledger.month_lines import BOOKED, find_sums
from billing.models import AverageCorrection, LiabilityCorrection
from billing.queries.logged import Logged, logged_page
from municipalities.models import Assignment

_SHARED = ("pk", "care_type", "month", "days", "kronor", "days_without_rate", "found_on")
_COLUMNS = (
    *_SHARED,
    "sort",
    "payer_name",
    "district_name",
    "ref",
    "about",
    "why",
    "cases_now",
    "days_now",
)
_REASONS = ArrayField(CharField(max_length=40))


def months_booked_in(*, own: bool) -> tuple[date, date] | None:
    """The first and the last month that anything is booked in; `own` as for `month_lines.find_sums`."""
    found = find_sums(BOOKED, own=own, together=True).aggregate(first=Min("billed_in"), last=Max("billed_in"))
    return (found["first"], found["last"]) if found["first"] else None


def page_of_corrections(by: Assignment, booked_in: date, number: str | None) -> Page:
    """A page of what was booked in the month; its cases stand in one row of the access log."""
    rows = correction_rows(booked_in)
    return logged_page(rows, number, lambda row: row.about, by=by, detail=Logged.CORRECTIONS)


def correction_rows(booked_in: date) -> QuerySet[Any, Any]:
    """By municipality, its means first, then its cases, as found. `about` is the case: none of a mean."""
    cases = _named_columns(
        LiabilityCorrection.objects.filter(booked_in=booked_in),
        district_name=F("district__name"),
        ref=F("reference"),
        about=F("case_id"),
        why=F("reasons"),
        cases_now=Value(None, IntegerField()),
        days_now=Value(None, IntegerField()),
    )
    means = _named_columns(
        AverageCorrection.objects.filter(booked_in=booked_in),
        district_name=Value(None, CharField()),
        ref=Value("", CharField()),
        about=Value(None, UUIDField()),
        why=Func("reason", template="ARRAY[%(expressions)s]", output_field=_REASONS),
        cases_now=F("cases"),
        days_now=F("ready_days"),
    )
    # What is taken back has an id of PostgreSQL's own, which tells nothing of the order.
    return cases.union(means, all=True).order_by("sort", "ref", "month", "found_on", "pk")


def _named_columns(rows: QuerySet[Any, Any], **own: Any) -> QuerySet[Any, Any]:
    named = rows.annotate(sort=F("payer__sort_key"), payer_name=F("payer__name"), **own)
    return named.order_by().values_list(*_COLUMNS, named=True)

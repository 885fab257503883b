"""Reads what `billing` has computed, as the pure modules take it. Of a person: sex and birth date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import F, Max, Min, Q

from billing.models import LiabilityDay, LiabilityPeriod, LiabilityResult, NightlyRun
from discharge.process import local_date
from monthly_statistics.indicators import Period, Person
from monthly_statistics.months import month_of

_CHUNK = 2000
_CHARGED = LiabilityDay.State.CHARGED


def last_night() -> date | None:
    """The date of the newest finished night: care days before it are complete."""
    finished = NightlyRun.objects.filter(state__in=[NightlyRun.State.DONE, NightlyRun.State.FAILED])
    return finished.aggregate(newest=Max("date"))["newest"]


def first_month() -> date | None:
    """The month of the first notice that counts; None before there is one."""
    first = LiabilityPeriod.objects.aggregate(first=Min("sent_at"))["first"]
    return month_of(local_date(first)) if first else None


def first_month_changed_since(night: date) -> date | None:
    """The first month that a case may have changed whose outcome is of `night` or later.

    Its earlier outcome is gone, and may have had days in any month since the admission.
    """
    changed = LiabilityResult.objects.filter(as_of__gte=night)
    admitted = changed.aggregate(first=Min("case__admitted_at"))["first"]
    return month_of(local_date(admitted)) if admitted else None


def periods(first: date) -> Iterator[Period]:
    """Every ready period with a day in the month `first` or later, a person's together and a case's."""
    rows = (
        LiabilityPeriod.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=first))
        .values(
            "pk",
            "result_id",
            "payer_id",
            "district_id",
            "care_type",
            "sent_at",
            "ended_on",
            patient=F("result__case__patient_id"),
            sex=F("result__case__patient__sex"),
            birth_date=F("result__case__patient__birth_date"),
        )
        .annotate(
            ready_days=ArrayAgg("days__date", filter=Q(days__ready=True)),
            liability_days=ArrayAgg("days__date", filter=Q(days__state=_CHARGED)),
        )
        .order_by("patient", "result_id", "pk")
    )
    for row in rows.iterator(chunk_size=_CHUNK):
        yield Period(
            person=Person(row["patient"], row["sex"], row["birth_date"]),
            case=row["result_id"],
            municipality=row["payer_id"],
            district=row["district_id"],
            care_type=row["care_type"],
            notice_on=local_date(row["sent_at"]),
            ended_on=row["ended_on"],
            ready_days=tuple(row["ready_days"] or ()),
            liability_days=tuple(row["liability_days"] or ()),
        )

"""Reads the facts that the figures count, a source for each kind: what `billing` has computed, and SIPs.

Of a person: sex and birth date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Case, F, Max, Min, Q, QuerySet, TextField, When
from django.db.models.functions import Cast

from billing.models import LiabilityDay, LiabilityPeriod, NightlyRun
from discharge.models import SipFacts
from monthly_statistics.figures.facts import Done, Fact, Period, Person, SipEvent
from municipalities.swedish.clock import ONE_DAY, local_date, midnight
from municipalities.swedish.months import month_after, month_of

_CHUNK = 2000
_CHARGED = LiabilityDay.State.CHARGED


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of fact.

    `read` gives those of some months, a person's together and a case's, and may give those of other months
    too; `begin` asks when the first began. Whatever changes such a fact notes the months that it counted in
    and those that it counts in now (`database/functions/changed_months.sql`).
    """

    read: Callable[[Sequence[date]], Iterator[Fact]]
    begin: Callable[[], datetime | None]


def last_night() -> date | None:
    """The date of the newest finished night: care days before it are complete."""
    finished = NightlyRun.objects.filter(state__in=[NightlyRun.State.DONE, NightlyRun.State.FAILED])
    return finished.aggregate(newest=Max("date"))["newest"]


def newest_night_ended_at() -> datetime | None:
    """When the newest finished night came to its end; another time for each time it is computed."""
    finished = NightlyRun.objects.filter(state__in=[NightlyRun.State.DONE, NightlyRun.State.FAILED])
    return finished.order_by("-date").values_list("finished_at", flat=True).first()


def first_month() -> date | None:
    """The month of the first fact that counts; None before there is one."""
    begun = [moment for source in SOURCES.values() if (moment := source.begin())]
    return month_of(local_date(min(begun))) if begun else None


def _in_any(months: Sequence[date], of_span: Callable[[date, date], Q]) -> Q:
    """What is in any of the months, asked in as few spans as they come to: from a day to before another."""
    spans: list[tuple[date, date]] = []
    for month in sorted(months):
        first = spans.pop()[0] if spans and spans[-1][1] == month else month
        spans.append((first, month_after(month)))
    return reduce(or_, (of_span(*span) for span in spans))


def _of_person(patient: str, name: str) -> Case:
    """Of one human being, by the newest of the numbers that are linked: a reserve number tells no age."""
    is_linked = Q(**{f"{patient}__linked_to__isnull": False})
    return Case(When(is_linked, then=F(f"{patient}__linked_to__{name}")), default=F(f"{patient}__{name}"))


def _ready_periods(months: Sequence[date]) -> Iterator[Period]:
    """Every ready period with a day in one of the months, or sent in one of them and without any day."""
    days = LiabilityDay.objects.filter(
        _in_any(months, lambda first, after: Q(date__gte=first, date__lt=after))
    )
    sent = _in_any(months, lambda first, after: Q(sent_at__gte=midnight(first), sent_at__lt=midnight(after)))
    without_days = LiabilityPeriod.objects.filter(sent, ready_days=0)
    # Each half by an index of its own, where the two together would read every period.
    found = days.order_by().values("period").union(without_days.order_by().values("pk"))
    rows = (
        LiabilityPeriod.objects.filter(pk__in=found)
        .values(
            "pk",
            "result_id",
            "payer_id",
            "district_id",
            "care_type",
            "sent_at",
            "ended_on",
            patient=_of_person("result__case__patient", "id"),
            sex=_of_person("result__case__patient", "sex"),
            birth_date=_of_person("result__case__patient", "birth_date"),
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


def _sip_events(months: Sequence[date]) -> Iterator[SipEvent]:
    """Every meeting held and every follow-up made in one of the months."""
    # What has been done is said afterwards; whether the case had begun when it was done, nobody asks. Moments
    # are in UTC, where a month begins the day before.
    dated = "|".join(f"{month:%Y-%m-}|{month - ONE_DAY}" for month in months)
    rows = (
        SipFacts.objects.annotate(said=Cast("facts", TextField()))
        .filter(changed_at__gte=midnight(min(months)), said__regex=f'"({dated})')
        .values(
            "case_id",
            "facts",
            patient=_of_person("case__patient", "id"),
            sex=_of_person("case__patient", "sex"),
            birth_date=_of_person("case__patient", "birth_date"),
        )
        .order_by("patient", "case_id")
    )
    for row in rows.iterator(chunk_size=_CHUNK):
        person, facts = Person(row["patient"], row["sex"], row["birth_date"]), row["facts"]
        held = [at for meeting in facts.get("meetings", ()) if (at := meeting["held_at"])]
        events = [(Done.MEETING, local_date(datetime.fromisoformat(at))) for at in held]
        events += [(Done.FOLLOW_UP, date.fromisoformat(one["on"])) for one in facts.get("follow_ups", ())]
        for done, on in events:
            if month_of(on) in months:
                yield SipEvent(
                    done=done,
                    on=on,
                    person=person,
                    case=row["case_id"],
                    municipality=facts["municipality"],
                    district=UUID(facts["district"]) if facts["district"] else None,
                    care_type=care_type_on(facts, on),
                )


def care_type_on(facts: dict[str, Any], day: date) -> str:
    """That of the latest transfer of the date or before, else of the admission."""
    care_type: str = facts["care_type"]
    for change in facts.get("care_changes", ()):
        if local_date(datetime.fromisoformat(change["at"])) <= day:
            care_type = change["care_type"]
    return care_type


def _earliest_moment(rows: QuerySet[Any], of: str) -> datetime | None:
    found: datetime | None = rows.aggregate(first=Min(of))["first"]
    return found


#: By the kind of fact, as an indicator's row names it.
SOURCES: dict[type[Fact], Source] = {
    Period: Source(
        _ready_periods,
        begin=lambda: _earliest_moment(LiabilityPeriod.objects.all(), "sent_at"),
    ),
    SipEvent: Source(
        _sip_events,
        begin=lambda: _earliest_moment(SipFacts.objects.all(), "case__admitted_at"),
    ),
}


def facts(months: Sequence[date]) -> dict[type[Fact], Iterator[Fact]]:
    """The facts of every source, of these months and perhaps of others."""
    return {kind: source.read(months) for kind, source in SOURCES.items()}

"""Which cases a night computes: the open stays, and those whose facts have changed since they were computed.

Both are read by partial or narrow indexes, so that the time does not depend on the closed cases. A
payer is a municipality's code; empty stands for the cases that no municipality pays for.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from billing.models import UncomputedCase
from discharge.models import Case


def payers_to_compute() -> list[str]:
    of_open = (
        Case.objects.filter(is_open=True, kind=Case.Kind.STAY).values_list("payer", flat=True).distinct()
    )
    of_changed = UncomputedCase.objects.values_list("payer", flat=True).distinct()
    return sorted({payer or "" for payer in of_open} | set(of_changed))


def count_cases(payer: str) -> int:
    closed = UncomputedCase.objects.filter(payer=payer, case__is_open=False)
    return _open_stays(payer).count() + closed.count()


def next_cases(payer: str, *, after: UUID | None, limit: int) -> list[UUID]:
    """The next ones by id. Those that come in meanwhile before `after` are left to the next night."""
    ids = _open_stays(payer).order_by("pk").values_list("pk", flat=True)
    changed = UncomputedCase.objects.filter(payer=payer).order_by("pk").values_list("pk", flat=True)
    if after:
        ids, changed = ids.filter(pk__gt=after), changed.filter(pk__gt=after)
    return sorted({*ids[:limit], *changed[:limit]})[:limit]


def _open_stays(payer: str) -> QuerySet[Case]:
    of_payer = Case.objects.filter(payer=payer) if payer else Case.objects.filter(payer__isnull=True)
    return of_payer.filter(is_open=True, kind=Case.Kind.STAY)

"""Named questions about what-ifs: those of the reader's own role, and sums that the reader may see."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from billing.models import BillingMonth, WhatIf, WhatIfSum


def closed_months() -> list[date]:
    """Newest first."""
    closed = BillingMonth.objects.filter(state=BillingMonth.State.CLOSED).order_by("-month")
    return list(closed.values_list("month", flat=True).distinct())


def what_ifs(number: int) -> list[WhatIf]:
    """The latest questions of the reader's own role."""
    return list(WhatIf.objects.select_related("asked_by__user").order_by("-asked_at")[:number])


def what_if(pk: UUID) -> WhatIf:
    """Raises WhatIf.DoesNotExist, for another role's question too."""
    return WhatIf.objects.select_related("asked_by__user").get(pk=pk)


def what_if_sums(asked: WhatIf) -> list[WhatIfSum]:
    """Those that the reader may see, by municipality in Swedish order and month."""
    sums = WhatIfSum.objects.filter(what_if=asked).select_related("payer")
    return list(sums.order_by("payer__sort_key", "month"))

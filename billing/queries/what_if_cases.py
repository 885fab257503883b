"""The cases that a what-if goes through, and what each would come to. Read by the worker alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from billing.liability import InvalidFacts, assess, changed_rules
from billing.models import LiabilityPeriod, WhatIf
from billing.rulebook import rulebook
from billing.rules.case_fields import InvalidField
from billing.rules.known_facts import known_facts
from billing.rules.what_if import WhatIfCount, changes_of, conditions_off, months_between
from discharge.models import Case
from municipalities.swedish.clock import midnight
from municipalities.swedish.months import month_after


def cases_of(what_if: WhatIf) -> QuerySet[Case, tuple[UUID, dict[str, Any]]]:
    """Person and facts of each case that can have days in the months, whatever the terms; by person."""
    before = midnight(month_after(what_if.last_month))
    still_ready = Q(ended_on__isnull=True) | Q(ended_on__gte=what_if.first_month)
    closed_later = Q(result__closed_on__gte=what_if.first_month)
    periods = LiabilityPeriod.objects.filter(still_ready | closed_later, sent_at__lt=before)
    if what_if.payers:
        periods = periods.filter(payer__in=what_if.payers)
    cases = Case.objects.filter(pk__in=periods.values("result_id"))
    # Numbers that are linked are one person's.
    cases = cases.annotate(human=Coalesce("patient__linked_to_id", "patient_id")).order_by("human", "pk")
    return cases.values_list("human", "facts__facts")


class Counting:
    """One pass over the cases under the rules that were asked for."""

    def __init__(self, what_if: WhatIf) -> None:
        months = list(months_between(what_if.first_month, what_if.last_month))
        years = {month.year for month in months}
        if what_if.as_of is None:
            raise ValueError("no night has come to its end: nothing is known to count from")
        self.as_of = what_if.as_of
        self.rules = changed_rules(rulebook(), changes_of(what_if.changes), years)
        self.without = conditions_off(what_if.changes)
        self.count = WhatIfCount(self.rules, months, what_if.payers)
        self.incomplete = False

    def add(self, person: UUID, stored: Mapping[str, Any]) -> None:
        """A case that can't be computed stops no other; the night has it on its list."""
        try:
            known = known_facts(stored, self.as_of)
            if known:
                found = assess(known.facts, as_of=self.as_of, rules=self.rules, without=self.without)
                self.count.add(person, known.facts.closed_on, found)
        except (InvalidFacts, InvalidField):
            self.incomplete = True

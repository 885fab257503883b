"""What a what-if changes: other terms and another rate than those in force, everything else as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import time
from typing import Any

from billing.liability.facts import CareType
from billing.liability.terms import Model, Rate, Rulebook, Settlement, Unit

EVERY_CARE_TYPE = frozenset(CareType)


@dataclass(frozen=True, slots=True)
class Changes:
    """None leaves a field as each set of terms has it. A model is chosen with its settlement.

    `care_types` says for which kinds of care, but for the free days, which have a number for each kind.
    """

    care_types: frozenset[CareType] = EVERY_CARE_TYPE
    unit: Unit | None = None
    free_days: Mapping[CareType, int] = field(default_factory=dict)
    cutoff: time | None = None
    model: Model | None = None
    settlement: Settlement | None = None
    rate: int | None = None


def changed_rules(rules: Rulebook, changes: Changes, years: Iterable[int]) -> Rulebook:
    """Every set of terms, whomever it binds and whenever; the rate in these years, missing ones too."""
    said = {"unit": changes.unit, "cutoff": changes.cutoff}
    changed: dict[str, Any] = {name: value for name, value in said.items() if value is not None}
    if changes.model is not None:
        changed |= {"model": changes.model, "settlement": changes.settlement}
    terms = []
    for each in rules.terms:
        # One set of terms may be for kinds of care that are changed and for others.
        for care_type in sorted(each.care_types):
            fields = dict(changed) if care_type in changes.care_types else {}
            if care_type in changes.free_days:
                fields["free_days"] = changes.free_days[care_type]
            terms.append(replace(each, care_types=frozenset([care_type]), **fields))
    if changes.rate is None:
        return Rulebook(terms, rules.rates)
    in_years, of_care = frozenset(years), changes.care_types
    kept = [rate for rate in rules.rates if rate.year not in in_years or rate.care_type not in of_care]
    new = [Rate(year, changes.rate, care) for year in sorted(in_years) for care in sorted(of_care)]
    return Rulebook(terms, kept + new)

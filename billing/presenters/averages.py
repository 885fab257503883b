"""Words of the average model's page: each mean beside what every case by itself came to."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import number_format

from billing.liability import AverageOutcome, Settlement, Unit
from billing.presenters.liability import RATE_MISSING, kronor
from billing.presenters.tags import Tag
from billing.rules.averages import MonthAverage
from billing.rules.corrections import Total
from municipalities.units.parties import CareType

ABOVE = Tag("danger", "money", "Över nivån")
NOT_ABOVE = Tag("neutral", "none", "Under nivån")
TERMS_MISSING = Tag("warning", "late", "Villkor saknas")
NO_CASES = Tag("neutral", "none", "Inga ärenden")
NOT_SAID = "–"
CHARGES = {
    None: "Ärende för ärende",
    Settlement.EXCESS: "Dagar över nivån",
    Settlement.INDIVIDUAL_WHEN_EXCEEDED: "Ärendenas dygn när nivån överskrids",
}


@dataclass(frozen=True, slots=True)
class Charge:
    """Days and kronor; a word where the year has no rate, a dash where there is nothing to say."""

    days: str
    amount: str
    in_force: bool


@dataclass(frozen=True, slots=True)
class AverageRow:
    municipality: str
    care_type: str
    cases: int
    ready_days: int
    mean: str
    level: str
    tag: Tag
    charges: list[Charge]
    model: str


def average_row(municipality: str, average: MonthAverage, individual: Total) -> AverageRow:
    in_force, terms = average.charges, average.terms
    mean = average.settled(Settlement.EXCESS, 0).mean
    excess = average.outcome(Settlement.EXCESS)
    if excess is None:
        tag = TERMS_MISSING
    elif not excess.cases:
        tag = NO_CASES
    else:
        tag = ABOVE if excess.exceeded else NOT_ABOVE
    unit = " vardagar" if terms and terms.unit is Unit.WEEKDAYS else ""
    return AverageRow(
        municipality=municipality,
        care_type=CareType(average.line.care_type).label,
        cases=average.sums.cases,
        ready_days=average.sums.ready_days,
        mean=NOT_SAID if mean is None else number_format(mean, decimal_pos=2, use_l10n=True),
        level=f"{terms.free_days}{unit}" if terms else NOT_SAID,
        tag=tag,
        charges=[
            *(_charge_words(average.outcome(each), in_force=in_force is each) for each in Settlement),
            Charge(days_words(individual.days), total_words(individual), in_force is None),
        ],
        model=CHARGES[in_force] if terms else NOT_SAID,
    )


def total_words(total: Total) -> str:
    return RATE_MISSING if total.days_without_rate else kronor(total.kronor)


def days_words(days: int) -> str:
    return number_format(days, use_l10n=True, force_grouping=True)


def _charge_words(outcome: AverageOutcome | None, *, in_force: bool) -> Charge:
    if outcome is None:
        return Charge(NOT_SAID, NOT_SAID, in_force=False)
    amount = RATE_MISSING if outcome.amount is None else kronor(outcome.amount)
    return Charge(days_words(outcome.charged_days), amount, in_force)

"""What the night came to, what was billed of a case, and what was corrected since."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from billing.liability import Assessment
from billing.presenters.liability import RATE_MISSING, SHORT_REASONS, kronor
from billing.presenters.months import signed_days, signed_kronor
from billing.queries.explanation import BilledMonths
from billing.rules.corrections import CorrectionReason
from municipalities.swedish.clock import date_words, local
from municipalities.swedish.months import month_words

WHY_CORRECTED: Mapping[str, str] = ChainMap(
    SHORT_REASONS,
    {
        CorrectionReason.CHARGED: "Dygn debiteras som inte debiterades då",
        CorrectionReason.FREE_DAY: "Dygn är nu fristdagar",
        CorrectionReason.NOT_READY: "Personen var inte utskrivningsklar",
        CorrectionReason.MOVED: "Dygnen hör till en annan kommun, stadsdel eller vårdform",
        CorrectionReason.RATE_CHANGED: "Dygnsbeloppet har ändrats",
        CorrectionReason.MONTH_REOPENED: "Månaden öppnades igen",
    },
)


@dataclass(frozen=True, slots=True)
class BilledMonth:
    """A closed month as it was closed."""

    month: str
    days: int
    amount: str
    closed_on: str


@dataclass(frozen=True, slots=True)
class Correction:
    """What was found afterwards, and the month that it was booked in."""

    month: str
    difference: str
    booked_in: str
    found_on: str
    why: str


@dataclass(frozen=True, slots=True)
class KeptWords:
    night: str
    months: list[BilledMonth]
    corrections: list[Correction]


def kept_words(kept: BilledMonths, assessment: Assessment) -> KeptWords:
    today = assessment.as_of
    months = []
    for month, of_month in groupby(kept.days, key=lambda day: day.date.replace(day=1)):
        days = list(of_month)
        rates = [day.rate for day in days if day.rate is not None]
        amount = sum(rates) if len(rates) == len(days) else None
        closed_at = days[0].billing_month.closed_at
        closed_on = date_words(local(closed_at).date(), today) if closed_at else ""
        months.append(BilledMonth(month_words(month), len(days), _amount_words(amount), closed_on))
    corrections = []
    for one in kept.corrections:
        without = one.days_without_rate
        parts = [
            f"{signed_days(one.days)} dygn",
            signed_kronor(one.kronor),
            *([f"{signed_days(without)} dygn utan dygnsbelopp"] if without else []),
        ]
        words = Correction(
            month=month_words(one.month),
            difference=", ".join(parts),
            booked_in=month_words(one.booked_in),
            found_on=date_words(one.found_on, today),
            why="; ".join(WHY_CORRECTED[reason] for reason in one.reasons),
        )
        corrections.append(words)
    return KeptWords(_night_words(kept, assessment), months, corrections)


def _night_words(kept: BilledMonths, assessment: Assessment) -> str:
    """The night's outcome beside what is computed now, which knows what has happened since."""
    night = kept.night
    if night is None:
        return "Ingen natt har beräknat ärendet än. Sidan räknar med det som är känt nu."
    outcome = f"{night.charged_days} dygn, {_amount_words(night.amount)}"
    as_of = date_words(night.as_of, assessment.as_of)
    if (night.charged_days, night.amount) == (len(assessment.charged), assessment.amount):
        return f"Beräkningen natten till {as_of} gav samma resultat: {outcome}."
    return f"Beräkningen natten till {as_of} gav {outcome}. Sidan räknar med det som är känt nu."


def _amount_words(amount: int | None) -> str:
    return RATE_MISSING if amount is None else kronor(amount)

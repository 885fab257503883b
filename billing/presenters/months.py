"""Words of billing months and of the corrections that are booked in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from billing.ledger.objections import UndecidedObjection
from billing.models import AverageCorrection, BillingMonth
from billing.presenters.history import who_words
from billing.presenters.liability import RATE_MISSING, RATE_NOTES, SHORT_REASONS, kronor
from billing.presenters.tags import Tag
from billing.rules.corrections import CorrectionReason
from billing.rules.month_sums import MonthSums
from discharge.presenters.messages.afterwards import afterwards_words
from discharge.process import MESSAGE_TYPES
from municipalities.models import Assignment, RowChange
from municipalities.swedish.months import month_words
from municipalities.swedish.numbers import whole_number
from municipalities.units.parties import CareType

STATE_TAGS = {
    BillingMonth.State.OPEN: Tag("info", "waiting", "Öppen"),
    BillingMonth.State.CLOSED: Tag("neutral", "closed", "Stängd"),
}
#: Why a closed month differs, beside the reasons why a day is not charged.
CORRECTION_REASONS: dict[str, str] = SHORT_REASONS | {
    CorrectionReason.CHARGED: "Dygn debiteras som inte gjorde det förut",
    CorrectionReason.FREE_DAY: "Dygnen är fristdagar",
    CorrectionReason.NOT_READY: "Personen var inte utskrivningsklar de dygnen",
    CorrectionReason.MOVED: "Flyttat till en annan kommun, stadsdel eller vårdform",
    CorrectionReason.RATE_CHANGED: "Dygnsbeloppet har ändrats eller kommit till",
    CorrectionReason.MONTH_REOPENED: "Månaden öppnades igen, så rättelsen togs tillbaka",
    AverageCorrection.Reason.CHANGED: "Nya uppgifter, villkor eller dygnsbelopp",
}
BY_MEAN = "enligt genomsnitt"


def signed_words(number: int, words: str = "") -> str:
    """ "+12", "−98 400 kr", "0"."""
    sign = "+" if number > 0 else "−" if number < 0 else ""
    return sign + words


def signed_days(days: int) -> str:
    return signed_words(days, str(abs(days)))


def signed_kronor(amount: int) -> str:
    return signed_words(amount, kronor(abs(amount)))


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month, or a municipality's part of one. `amount` is a word where a rate is missing."""

    name: str
    days: str
    mean_note: str
    amount: str
    rate_notes: list[str]
    booked: str
    together: str
    month: date | None = None
    tag: Tag | None = None
    closed_at: datetime | None = None
    closed_by: str = ""
    closed_although: str = ""
    undecided: int = 0


def month_row(month: date, state: BillingMonth | None, sums: MonthSums, *, is_closed: bool) -> MonthRow:
    """A month may be closed without a row of its own: those before the first that was closed."""
    tag = STATE_TAGS[BillingMonth.State.CLOSED if is_closed else BillingMonth.State.OPEN]
    closed: dict[str, Any] = {}
    if state:
        by = state.closed_by
        closed_by = f"{by.user.name}, {by.unit.full_name}" if by else ""
        closed = {"closed_at": state.closed_at, "closed_by": closed_by}
        closed |= {"closed_although": state.closed_although, "undecided": len(state.undecided)}
    return _make_row(month_words(month), sums, month=month, tag=tag, **closed)


def municipality_rows(sums: Sequence[tuple[str, MonthSums]]) -> list[MonthRow]:
    """Everything in sum last."""
    total = sum((part for _, part in sums), MonthSums())
    return [_make_row(name, part) for name, part in (*sums, ("Summa", total))] if sums else []


def _make_row(name: str, sums: MonthSums, **more: Any) -> MonthRow:
    # How many of the days are charged by the mean, where any are or would be.
    mean_note = ""
    if sums.means:
        mean_note = BY_MEAN if sums.mean_days == sums.charged.days else f"varav {sums.mean_days} {BY_MEAN}"
    booked = sums.booked
    booked_words = f"{signed_days(booked.days)} dygn, {amount_words(booked.kronor, booked.days_without_rate)}"
    return MonthRow(
        name=name,
        days=whole_number(sums.charged.days),
        mean_note=mean_note,
        amount=RATE_MISSING if sums.charged.days_without_rate else kronor(sums.charged.kronor),
        rate_notes=[words for status, words in RATE_NOTES.items() if status in sums.rate_statuses],
        booked=booked_words if sums.corrections else "",
        together=RATE_MISSING if sums.together.days_without_rate else kronor(sums.together.kronor),
        **more,
    )


def sums_name(payer: str, month: date) -> str:
    """Whose sums of which month, as commands print it; without a payer those of all together."""
    return f"{payer or 'alla'} {month:%Y-%m}"


def amount_words(amount: int, days_without_rate: int) -> str:
    """ "−98 400 kr"; days without a rate have no amount and are said by themselves."""
    said = [signed_kronor(amount)] if amount or not days_without_rate else []
    if days_without_rate:
        said.append(f"{signed_days(days_without_rate)} dygn utan dygnsbelopp")
    return ", ".join(said)


@dataclass(frozen=True, slots=True)
class Closing:
    at: datetime
    who: str
    what: str


def month_closings(changes: Iterable[tuple[RowChange, Assignment | None]]) -> list[Closing]:
    """The times that the month was closed or opened; that its row was made says nothing."""
    words = {BillingMonth.State.CLOSED.value: "Stängd", BillingMonth.State.OPEN.value: "Öppnad igen"}
    return [
        Closing(change.at, who_words(change, by), words[change.after["state"]])
        for change, by in changes
        if change.before and change.after and change.before["state"] != change.after["state"]
    ]


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """Of a case, or of a mean: then `reference` is empty and `mean` says what it is of now.

    `opens`: it leads to why the case is charged.
    """

    reference: str
    opens: bool
    mean: str
    payer: str
    district: str
    care: str
    month: str
    days: str
    amount: str
    reasons: list[str]
    found_on: date


def correction_row(row: Any, explained: Collection[UUID]) -> CorrectionRow:
    # A month that was opened again has no newest mean in its corrections.
    mean = f"nu: ärenden {row.cases_now}, utskrivningsklara dagar {row.days_now}"
    return CorrectionRow(
        reference=row.ref,
        opens=row.about in explained,
        mean="" if row.cases_now is None else mean,
        payer=row.payer_name,
        district=row.district_name or "",
        care=CareType(row.care_type).label,
        month=month_words(row.month),
        days=signed_days(row.days),
        amount=amount_words(row.kronor, row.days_without_rate),
        reasons=[CORRECTION_REASONS[reason] for reason in row.why],
        found_on=row.found_on,
    )


@dataclass(frozen=True, slots=True)
class ObjectionWords:
    """An objection that HSF has to decide: to what, by whom and why; without the person."""

    id: UUID
    reference: str
    title: str
    how: str
    by: str
    at: datetime
    reason: str


def objection_words(said: UndecidedObjection) -> ObjectionWords:
    how = afterwards_words(said.happened_at, said.entered_at, said.channel, "")
    title = MESSAGE_TYPES[said.type].title
    return ObjectionWords(
        said.id, said.reference, title, how, said.objected_by, said.objected_at, said.reason
    )

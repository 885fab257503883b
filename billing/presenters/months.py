"""Words of billing months and of the corrections that are booked in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from billing.corrections import CorrectionReason
from billing.models import BillingMonth, LiabilityCorrection
from billing.presenters.history import who_words
from billing.presenters.liability import RATE_MISSING, RATE_NOTES, REASONS, kronor
from billing.presenters.tags import Tag
from municipalities.models import Assignment, RowChange
from municipalities.parties import CareType
from municipalities.times import month_words

STATE_TAGS = {
    BillingMonth.State.OPEN: Tag("info", "waiting", "Öppen"),
    BillingMonth.State.CLOSED: Tag("neutral", "closed", "Stängd"),
}
#: Why a closed month differs, beside the reasons why a day is not charged.
CORRECTION_REASONS: dict[str, str] = REASONS | {
    CorrectionReason.CHARGED: "Dygn debiteras som inte gjorde det förut",
    CorrectionReason.FREE_DAY: "Dygn är fridagar",
    CorrectionReason.NOT_READY: "Personen var inte utskrivningsklar de dygnen",
    CorrectionReason.MOVED: "Flyttat till en annan kommun, stadsdel eller vårdform",
    CorrectionReason.RATE_CHANGED: "Dygnsbeloppet har ändrats eller kommit till",
    CorrectionReason.MONTH_REOPENED: "Månaden öppnades igen, så rättelsen togs tillbaka",
}


def signed(number: int, words: str = "") -> str:
    """ "+12", "−98 400 kr", "0"."""
    sign = "+" if number > 0 else "−" if number < 0 else ""
    return sign + words


def signed_days(days: int) -> str:
    return signed(days, str(abs(days)))


def signed_kronor(amount: int) -> str:
    return signed(amount, kronor(abs(amount)))


def _kronor(amount: int) -> str:
    return kronor(amount) if amount >= 0 else signed_kronor(amount)


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month, or a municipality's part of one. `amount` is a word where a rate is missing."""

    name: str
    charged_days: int
    amount: str
    rate_notes: list[str]
    booked: str
    together: str
    month: date | None = None
    tag: Tag | None = None
    closed_at: datetime | None = None
    closed_by: str = ""


def month_row(
    month: date, state: BillingMonth | None, sums: Mapping[str, Any], booked: Mapping[str, Any]
) -> MonthRow:
    is_closed = state is not None and state.state == BillingMonth.State.CLOSED
    tag = STATE_TAGS[BillingMonth.State.CLOSED if is_closed else BillingMonth.State.OPEN]
    closed = {"closed_at": state.closed_at, "closed_by": _closer(state.closed_by)} if state else {}
    return _row(month_words(month), sums, booked, month=month, tag=tag, **closed)


def _closer(by: Assignment | None) -> str:
    return f"{by.user.name}, {by.unit.full_name}" if by else ""


def municipality_rows(
    sums: Iterable[Mapping[str, Any]], booked: Iterable[Mapping[str, Any]]
) -> list[MonthRow]:
    """Those with days in the month, or corrections booked in it; everything in sum last."""
    days, corrections = ({row["code"]: row for row in rows} for rows in (sums, booked))
    named = {row["code"]: row for row in (*corrections.values(), *days.values())}
    ordered = sorted(named.values(), key=lambda row: row["sort"])
    rows = [
        _row(row["municipality"], days.get(row["code"], {}), corrections.get(row["code"], {}))
        for row in ordered
    ]
    return [*rows, _row("Summa", _total(days.values()), _total(corrections.values()))] if rows else []


def _total(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    total: dict[str, Any] = {}
    for row in rows:
        for name, value in row.items():
            if isinstance(value, int | list):
                total[name] = total[name] + value if name in total else value
    return total


def _row(name: str, sums: Mapping[str, Any], booked: Mapping[str, Any], **more: Any) -> MonthRow:
    unrated = sums.get("unrated_days", 0) + booked.get("booked_without_rate", 0)
    amount, correction = sums.get("kronor", 0), booked.get("booked_kronor", 0)
    return MonthRow(
        name=name,
        charged_days=sums.get("charged_days", 0),
        amount=RATE_MISSING if sums.get("unrated_days") else kronor(amount),
        rate_notes=[words for status, words in RATE_NOTES.items() if status in sums.get("rate_statuses", [])],
        booked=_booked_words(booked) if booked else "",
        together=RATE_MISSING if unrated else _kronor(amount + correction),
        **more,
    )


def _booked_words(booked: Mapping[str, Any]) -> str:
    days = f"{signed_days(booked['booked_days'])} dygn"
    return f"{days}, {amount_words(booked['booked_kronor'], booked['booked_without_rate'])}"


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


def closings(changes: Iterable[tuple[RowChange, Assignment | None]]) -> list[Closing]:
    """The times that the month was closed or opened; that its row was made says nothing."""
    return [
        Closing(change.at, who_words(change, by), _closing_words(change.after))
        for change, by in changes
        if change.before and change.after and change.before["state"] != change.after["state"]
    ]


def _closing_words(after: Mapping[str, Any]) -> str:
    return "Stängd" if after["state"] == BillingMonth.State.CLOSED else "Öppnad igen"


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    correction: LiabilityCorrection
    month: str
    care: str
    days: str
    amount: str
    reasons: list[str]


def correction_row(correction: LiabilityCorrection) -> CorrectionRow:
    return CorrectionRow(
        correction=correction,
        month=month_words(correction.month),
        care=CareType(correction.care_type).label,
        days=signed_days(correction.days),
        amount=amount_words(correction.kronor, correction.days_without_rate),
        reasons=[CORRECTION_REASONS[reason] for reason in correction.reasons],
    )

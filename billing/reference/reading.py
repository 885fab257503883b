"""The terms and daily rates that come with the application, read from the files beside this module.

Every row carries its source and whether somebody has read the figure there (verified, unverified) or
it is invented for the demonstration county.
"""

import csv
from collections.abc import Iterator
from datetime import date, time
from functools import cache
from pathlib import Path

from billing.liability import CareTerms, CareType, Model, Rate, Rulebook, Settlement, Unit

_FOLDER = Path(__file__).parent
_YES_OR_NO = {"yes": True, "no": False}


@cache
def reference_rulebook() -> Rulebook:
    """All seed terms and every rate, invented ones too."""
    return Rulebook(reference_terms(), reference_rates())


def reference_terms() -> tuple[CareTerms, ...]:
    return tuple(
        CareTerms(
            name=row["name"],
            scope=row["scope"],
            care_types=frozenset(CareType(word) for word in row["care_types"].split()),
            valid_from=_date_or_none(row["valid_from"]),
            valid_to=_date_or_none(row["valid_to"]),
            unit=Unit(row["unit"]),
            free_days=int(row["free_days"]),
            cutoff=time.fromisoformat(row["cutoff"]),
            discharge_day_charged=_YES_OR_NO[row["discharge_day_charged"]],
            leave_days_charged=_YES_OR_NO[row["leave_days_charged"]],
            leave_stops_free_days=_YES_OR_NO[row["leave_stops_free_days"]],
            new_count_after_withdrawal=_YES_OR_NO[row["new_count_after_withdrawal"]],
            outpatient_care_judged_daily=_YES_OR_NO[row["outpatient_care_judged_daily"]],
            declined_sip_waives_call=_YES_OR_NO[row["declined_sip_waives_call"]],
            model=Model(row["model"]),
            settlement=Settlement(row["settlement"]) if row["settlement"] else None,
            status=row["status"],
            source=row["source"],
        )
        for row in _read_rows("terms.csv")
    )


def reference_rates() -> tuple[Rate, ...]:
    return tuple(
        Rate(
            year=int(row["year"]),
            kronor=int(row["kronor_per_care_day"]),
            status=row["status"],
            source=row["source"],
        )
        for row in _read_rows("daily_rates.csv")
    )


def _read_rows(name: str) -> Iterator[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _date_or_none(text: str) -> date | None:
    return date.fromisoformat(text) if text else None

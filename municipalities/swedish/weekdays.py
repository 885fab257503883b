"""Which dates are weekdays in Sweden. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

_SATURDAY = 5
_MIDSUMMER_EVE_EARLIEST = 19


def is_weekday(day: date) -> bool:
    return day.weekday() < _SATURDAY and day not in _days_off(day.year)


@cache
def _days_off(year: int) -> frozenset[date]:
    """Public holidays, and the three eves that the agreement counts as such."""
    # Here and not at the top: it takes 0.2 s to import, and only terms from before 2020 count weekdays.
    from holidays.countries.sweden import Sweden

    public = Sweden(years=year, categories="public")
    if not public:
        raise OverflowError(f"the holidays of {year} are not known")
    return frozenset(public) | {midsummer_eve(year), date(year, 12, 24), date(year, 12, 31)}


def midsummer_eve(year: int) -> date:
    """The Friday among 19-25 June, as it has been since 1953."""
    earliest = date(year, 6, _MIDSUMMER_EVE_EARLIEST)
    return earliest + timedelta(days=(4 - earliest.weekday()) % 7)

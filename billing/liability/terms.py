"""What was agreed: terms for the free days, and the daily rates.

Every choice that no text settles is a field here, so that an agreement (or a what-if) can make it
differently. The conditions of LUS chapter 5 are no terms: an agreement can't change them.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from billing.liability.facts import CareType

COUNTY = "county"
STATUTE = "statute"
NOON = time(12)

_STOCKHOLM_COUNTY_CODES = "01"


class Unit(StrEnum):
    CALENDAR_DAYS = "calendar_days"
    WEEKDAYS = "weekdays"


class Model(StrEnum):
    INDIVIDUAL = "individual"
    AVERAGE = "average"


class Settlement(StrEnum):
    EXCESS = "excess"
    INDIVIDUAL_WHEN_EXCEEDED = "individual_when_exceeded"


class InvalidTerms(ValueError):
    """Terms or rates that can't stand beside each other; the sentence says which, in Swedish."""


@dataclass(frozen=True, slots=True)
class CareTerms:
    """`scope` is COUNTY, STATUTE or one municipality's code; no date means no limit on that side."""

    scope: str
    care_types: frozenset[CareType]
    unit: Unit
    free_days: int
    valid_from: date | None = None
    valid_to: date | None = None
    # A notice sent at this time or earlier makes its own date day zero.
    cutoff: time = NOON
    discharge_day_charged: bool = False
    leave_days_charged: bool = False
    leave_stops_free_days: bool = False
    # False: free days used before a withdrawal are not given again.
    new_count_after_withdrawal: bool = True
    # False: what is known on the day liability starts decides for the whole period.
    outpatient_care_judged_daily: bool = True
    # False: the region calls to a SIP also where the person has declined it.
    declined_sip_waives_call: bool = True
    model: Model = Model.INDIVIDUAL
    settlement: Settlement | None = None
    name: str = ""
    source: str = ""
    status: str = ""

    def __post_init__(self) -> None:
        if self.free_days < 0:
            raise InvalidTerms(f"Villkoren {self.name}: antalet fristdagar är negativt.")
        if (self.valid_from or date.min) > (self.valid_to or date.max):
            raise InvalidTerms(f"Villkoren {self.name}: sista dagen ligger före den första.")
        if (self.model is Model.AVERAGE) != (self.settlement is not None):
            raise InvalidTerms(f"Villkoren {self.name}: avräkning hör till genomsnittsmodellen och bara dit.")

    def in_force_on(self, day: date) -> bool:
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)


@dataclass(frozen=True, slots=True)
class Rate:
    """Kronor per care day and year. A rate for one care type goes before the rate for all."""

    year: int
    kronor: int
    care_type: CareType | None = None
    source: str = ""
    status: str = ""


class Rulebook:
    """All terms and rates that a computation is made with. A what-if makes another one."""

    def __init__(self, terms: Iterable[CareTerms], rates: Iterable[Rate]) -> None:
        self.terms = tuple(terms)
        self.rates = tuple(rates)
        self._terms = _by_scope(self.terms)
        self._rates = _by_year(self.rates)
        # A great many cases ask for the terms of the same days.
        self.terms_on = lru_cache(maxsize=2**14)(self._terms_on)

    def _terms_on(self, day: date, payer: str | None, care_type: CareType) -> CareTerms | None:
        # Where to look, in order. With no payer the start is shown by the county's own terms.
        scopes = [COUNTY]
        if payer is not None:
            scopes = [payer, COUNTY if payer.startswith(_STOCKHOLM_COUNTY_CODES) else STATUTE]
        for scope in scopes:
            for terms in self._terms.get((scope, care_type), ()):
                if terms.in_force_on(day):
                    return terms
        return None

    def rate_on(self, day: date, care_type: CareType) -> Rate | None:
        return self._rates.get((day.year, care_type))


def _by_scope(all_terms: tuple[CareTerms, ...]) -> dict[tuple[str, CareType], list[CareTerms]]:
    found: defaultdict[tuple[str, CareType], list[CareTerms]] = defaultdict(list)
    for terms in sorted(all_terms, key=lambda terms: terms.valid_from or date.min):
        for care_type in terms.care_types:
            found[terms.scope, care_type].append(terms)
    for (scope, care_type), dated in found.items():
        for earlier, later in pairwise(dated):
            if (earlier.valid_to or date.max) >= (later.valid_from or date.min):
                raise InvalidTerms(
                    f"Villkoren {earlier.name} och {later.name} gäller samtidigt ({scope}, {care_type})."
                )
    return dict(found)


def _by_year(rates: tuple[Rate, ...]) -> dict[tuple[int, CareType], Rate]:
    given: dict[tuple[int, CareType | None], Rate] = {}
    for rate in rates:
        if given.setdefault((rate.year, rate.care_type), rate) is not rate:
            raise InvalidTerms(f"Det finns två dygnsbelopp för {rate.year}.")
    for_all = {(rate.year, care_type): rate for rate in rates if not rate.care_type for care_type in CareType}
    return for_all | {(rate.year, rate.care_type): rate for rate in rates if rate.care_type}

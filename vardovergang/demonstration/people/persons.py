"""Invented persons, recognisable as such by their numbers.

Skatteverket keeps the individual numbers 980–999 of a personnummer free for tests.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from uuid import UUID

from stdnum import luhn

from discharge.actions import RegisteredPerson
from discharge.actions.admission import is_minor
from discharge.models import LinkKind
from discharge.persons.identity_numbers import IdentityNumber, NumberKind, parse
from municipalities.models import Unit
from municipalities.units.parties import CareType
from vardovergang.demonstration.people import names
from vardovergang.demonstration.people.county import Area, County

#: care type: (youngest, most common, oldest) age and weight of each group
AGES: dict[CareType, tuple[tuple[tuple[int, int, int], int], ...]] = {
    CareType.SOMATIC: (((65, 82, 103), 78), ((40, 58, 64), 15), ((18, 30, 39), 5), ((1, 8, 17), 2)),
    CareType.PSYCHIATRIC: (((18, 34, 64), 72), ((65, 72, 94), 28)),
    CareType.ADDICTION: (((18, 45, 72), 100),),
    CareType.CHILD_PSYCHIATRIC: (((7, 15, 17), 100),),
}
COORDINATION_SHARE, RESERVE_SHARE, PROTECTED_SHARE = 0.03, 0.015, 0.01
#: Of reserve numbers, how many get a personnummer; of the others, how many were typed wrongly.
FOUND_SHARE, MISTYPED_SHARE = 0.7, 0.004
OUT_OF_COUNTY_SHARE, PLACED_SHARE = 0.04, 0.02
OLD_NAMES_FROM = 60


#: The numbers that are kept for tests; the last two belong to nobody here, for visitors to register.
FIRST_INDIVIDUAL, FIRST_EXAMPLE = 980, 998


class Numbers:
    """Hands out fictitious identity numbers, each once."""

    def __init__(self, today: date, taken: Iterable[str] = ()) -> None:
        self.today = today
        self._taken = set(taken)
        #: Where to go on among the individual numbers of a day.
        self._next: dict[tuple[date, int, bool], int] = {}

    def personal(self, born: date, *, woman: bool, coordination: bool) -> IdentityNumber:
        """A personnummer, or a samordningsnummer (day + 60), with an individual number from 980 to 997."""
        while True:
            first = FIRST_INDIVIDUAL + (not woman)
            key = (born, first, coordination)
            for individual in range(self._next.get(key, first), FIRST_EXAMPLE, 2):
                self._next[key] = individual + 2
                digits = f"{born:%Y%m}{born.day + 60 * coordination:02}{individual}"
                number = digits + luhn.calc_check_digit(digits[2:])
                if number not in self._taken:
                    self._taken.add(number)
                    return parse(number, self.today)
            born -= timedelta(days=1)

    def later(self, born: date, *, woman: bool) -> IdentityNumber:
        """A personnummer from the other end of the day's, so that everybody else has the same without it."""
        while True:
            for individual in range(FIRST_EXAMPLE - 2 + (not woman), FIRST_INDIVIDUAL - 1, -2):
                digits = f"{born:%Y%m%d}{individual}"
                number = digits + luhn.calc_check_digit(digits[2:])
                if number not in self._taken:
                    self._taken.add(number)
                    return parse(number, self.today)
            born -= timedelta(days=1)

    def reserve(self, issued: date, rng: Random) -> IdentityNumber:
        """Region Stockholm's reserve number, from a series that begins with 98."""
        while True:
            digits = f"{issued.year}98{rng.randrange(1000):03}"
            number = f"99{digits}{luhn.calc_check_digit(digits[2:])}"
            if number not in self._taken:
                self._taken.add(number)
                return parse(number, self.today)


@dataclass(frozen=True, slots=True)
class Resident:
    """A person, the area where the person lives or stays, and who else has to do with the person there."""

    person: RegisteredPerson
    home: Area
    listed: Unit | None
    placed_by: Area | None
    care_type: CareType
    #: Which number it turns out to be: instead of a reserve number, or of one that was typed wrongly.
    later_number: IdentityNumber | None = None

    def on(self, county: County, day: date) -> Resident:
        """The same person with the district that answers for the address on the day."""
        if self.home.district is None:
            return self
        area = county.area_of(self.home.district.name, day)
        district = area.district.pk if self.person.district and area.district else None
        return replace(self, home=area, person=replace(self.person, district=district))

    def is_minor_on(self, day: date) -> bool:
        born = self.person.number.birth_date
        return born is not None and is_minor(born, day)


def resident(
    county: County, numbers: Numbers, home: Area, care_type: CareType, day: date, rng: Random
) -> Resident:
    woman = rng.random() < 0.53
    born = _birth_date(care_type, day, rng)
    if care_type is not CareType.SOMATIC:
        listed: Unit | None = county.clinic(home.sector, care_type)
    else:
        listed = rng.choice(home.surgeries) if home.surgeries and rng.random() < 0.97 else None
    number = _draw_number(numbers, born, day, rng, woman=woman)
    municipality, district = _draw_registration(county, home, rng, has_number=number.birth_date is not None)
    is_old = (day - born).days > OLD_NAMES_FROM * 365
    older, younger = (
        (names.OLDER_WOMEN, names.YOUNGER_WOMEN) if woman else (names.OLDER_MEN, names.YOUNGER_MEN)
    )
    person = RegisteredPerson(
        number=number,
        given_name=rng.choice(older if is_old else younger),
        family_name=rng.choice(names.FAMILY),
        street=f"{rng.choice(names.STREETS)} {rng.randrange(1, 90)}",
        postal_code=f"{rng.choice(home.prefixes)}{rng.randrange(10, 99)}",
        city="Stockholm" if home.district else home.name,
        municipality=municipality,
        district=district,
        listed_unit=listed.pk if listed else None,
        protected_identity=rng.random() < PROTECTED_SHARE,
    )
    # The municipality that has placed the person in another one, which then pays.
    placed_by = None
    if rng.random() <= PLACED_SHARE and person.municipality is not None:
        placed_by = rng.choice([a for a in county.areas(day) if a.municipality != person.municipality])
    later = numbers.later(born, woman=woman) if _gets_another(number) else None
    return Resident(person, home, listed, placed_by, care_type, later)


def kind_of_link(number: IdentityNumber) -> LinkKind:
    """How it turns out to be another one."""
    return LinkKind.LATER if number.kind is NumberKind.RESERVE else LinkKind.CORRECTED


def _gets_another(number: IdentityNumber) -> bool:
    """By random numbers of its own, so that the rest of the county is the same without."""
    share = FOUND_SHARE if kind_of_link(number) is LinkKind.LATER else MISTYPED_SHARE
    return Random(f"{number.value} number").random() < share  # noqa: S311 - nothing secret


def _draw_number(numbers: Numbers, born: date, day: date, rng: Random, *, woman: bool) -> IdentityNumber:
    kind = rng.random()
    if kind < RESERVE_SHARE:
        return numbers.reserve(day, rng)
    coordination = kind < RESERVE_SHARE + COORDINATION_SHARE
    return numbers.personal(born, woman=woman, coordination=coordination)


def _birth_date(care_type: CareType, day: date, rng: Random) -> date:
    groups = AGES[care_type]
    youngest, common, oldest = rng.choices([ages for ages, _ in groups], [weight for _, weight in groups])[0]
    age = rng.triangular(youngest, oldest, common)
    return day - timedelta(days=int(age * 365.25) + 1)


def _draw_registration(
    county: County, home: Area, rng: Random, *, has_number: bool
) -> tuple[str | None, UUID | None]:
    """Where the register has the person; somebody without a number of the register is in none."""
    chance = rng.random()
    if not has_number and chance < 0.7:
        return None, None
    if has_number and chance < OUT_OF_COUNTY_SHARE:
        return county.elsewhere(rng), None
    return home.municipality, home.district.pk if home.district else None

"""What the figures are broken down by: care type, sex and age. Pure: no Django."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from municipalities.units.parties import CareType, Word


class Sex(Word):
    WOMAN = "woman", "Kvinnor"
    MAN = "man", "Män"
    UNKNOWN = "unknown", "Okänt kön"


class AgeGroup(Word):
    CHILD = "0-17", "0–17 år"
    ADULT = "18-64", "18–64 år"
    OLDER = "65-79", "65–79 år"
    OLDEST = "80-", "80 år och äldre"
    UNKNOWN = "unknown", "Okänd ålder"


class Dimension(Word):
    """Also the name of the column that holds its value."""

    CARE_TYPE = "care_type", "Vårdform"
    SEX = "sex", "Kön"
    AGE_GROUP = "age_group", "Ålder"


VALUES: dict[Dimension, type[Word]] = {
    Dimension.CARE_TYPE: CareType,
    Dimension.SEX: Sex,
    Dimension.AGE_GROUP: AgeGroup,
}


class Group(NamedTuple):
    """One value of one dimension; dimensions are never crossed (docs/decisions/0042)."""

    dimension: str = ""
    value: str = ""


ALL = Group()
GROUPS = (ALL, *(Group(dimension, value) for dimension, values in VALUES.items() for value in values))


def sex_of(registered: str) -> Sex:
    """A reserve number tells no sex; the person is counted in a group of its own."""
    return Sex(registered) if registered else Sex.UNKNOWN


def age_group_on(day: date, born: date | None) -> AgeGroup:
    if born is None:
        return AgeGroup.UNKNOWN
    age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    for oldest, group in ((17, AgeGroup.CHILD), (64, AgeGroup.ADULT), (79, AgeGroup.OLDER)):
        if age <= oldest:
            return group
    return AgeGroup.OLDEST

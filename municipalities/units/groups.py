"""Whom a unit is there for: groups of a municipality's, kinds of outpatient care. Pure: no Django.

Which group somebody is for by age and kind of care is (assumed): no text says it. It stands here alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from municipalities.units.parties import CareType, Party, Word


class Group(Word):
    OLDER = "older", "Äldre"
    ADULTS = "adults", "Vuxen och beroende"
    CHILDREN = "children", "Barn och unga"
    SOCIAL_PSYCHIATRY = "social_psychiatry", "Socialpsykiatri och LSS"
    MUNICIPAL_HEALTH_CARE = "municipal_health_care", "Kommunal hälso- och sjukvård"
    PRIMARY_CARE = "primary_care", "Vårdcentral"
    PSYCHIATRY = "psychiatry", "Psykiatri"
    CHILD_PSYCHIATRY = "child_psychiatry", "Barn- och ungdomspsykiatri (BUP)"
    ADDICTION = "addiction", "Beroendevård"
    ADVANCED_HOME_CARE = "advanced_home_care", "Avancerad sjukvård i hemmet (ASIH)"
    REHABILITATION = "rehabilitation", "Rehabilitering"

    @property
    def in_sentence(self) -> str:
        return self.label[0].lower() + self.label[1:]


GROUPS_OF: dict[Party, tuple[Group, ...]] = {
    Party.MUNICIPAL: (
        Group.OLDER,
        Group.ADULTS,
        Group.CHILDREN,
        Group.SOCIAL_PSYCHIATRY,
        Group.MUNICIPAL_HEALTH_CARE,
    ),
    Party.OUTPATIENT: (
        Group.PRIMARY_CARE,
        Group.PSYCHIATRY,
        Group.CHILD_PSYCHIATRY,
        Group.ADDICTION,
        Group.ADVANCED_HOME_CARE,
        Group.REHABILITATION,
    ),
}
#: The municipality's groups that answer for social services: one of them is whose planning it is.
SOCIAL_GROUPS = tuple(
    group for group in GROUPS_OF[Party.MUNICIPAL] if group is not Group.MUNICIPAL_HEALTH_CARE
)
#: What an outpatient unit is that says nothing else.
_OF_CARE_TYPE = {
    CareType.SOMATIC: Group.PRIMARY_CARE,
    CareType.PSYCHIATRIC: Group.PSYCHIATRY,
    CareType.CHILD_PSYCHIATRIC: Group.CHILD_PSYCHIATRY,
    CareType.ADDICTION: Group.ADDICTION,
}
#: One comes of age (FB 9:1), and is among the older (assumed; the figures' age groups are the same).
ADULT, OLDER = 18, 65


@dataclass(frozen=True, slots=True)
class Served:
    """A group that a unit serves, maybe of some ages alone; what is None has no limit."""

    group: Group
    youngest: int | None = None
    oldest: int | None = None

    def fits(self, age: int | None) -> bool:
        """An unknown age fits everywhere."""
        if age is None:
            return True
        return (self.youngest or 0) <= age and (self.oldest is None or age <= self.oldest)


def default_groups(party: str, care_type: str) -> tuple[Group, ...]:
    """What a unit serves that has said nothing: a municipality's office all, a clinic its kind of care."""
    if party == Party.MUNICIPAL:
        return GROUPS_OF[Party.MUNICIPAL]
    if party == Party.OUTPATIENT and care_type:
        return (_OF_CARE_TYPE[CareType(care_type)],)
    return ()


def groups_served(party: str, care_type: str, said: Iterable[Served]) -> tuple[Served, ...]:
    """What the unit has said, or else all that one of its kind serves."""
    return tuple(said) or tuple(Served(group) for group in default_groups(party, care_type))


def social_group(age: int | None, care_type: str) -> Group:
    """Whose the planning is in the municipality, where nobody has said which help is expected (assumed).

    A child is a child whatever the care. Of an unknown age most are older.
    """
    if (age is not None and age < ADULT) or (age is None and care_type == CareType.CHILD_PSYCHIATRIC):
        return Group.CHILDREN
    if care_type == CareType.ADDICTION:
        return Group.ADULTS
    if age is None or age >= OLDER:
        return Group.OLDER
    return Group.SOCIAL_PSYCHIATRY if care_type == CareType.PSYCHIATRIC else Group.ADULTS


def clinic_group(age: int | None, care_type: str) -> Group:
    """The outpatient care that goes on where the ward's ends."""
    if care_type == CareType.PSYCHIATRIC and age is not None and age < ADULT:
        return Group.CHILD_PSYCHIATRY
    return _OF_CARE_TYPE[CareType(care_type)]

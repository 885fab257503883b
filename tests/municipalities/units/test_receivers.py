"""Which unit is suggested for whom, by area, group and age: the rule alone."""

from __future__ import annotations

from uuid import UUID

import pytest

from municipalities.units.groups import (
    GROUPS_OF,
    Group,
    Served,
    clinic_group,
    groups_served,
    social_group,
)
from municipalities.units.parties import CareType, Party
from municipalities.units.receivers import Area, Candidate, Home, find_receiver

DISTRICT, OTHER_DISTRICT = UUID(int=98), UUID(int=99)
HOME = Home("0180", DISTRICT, "16350")


def office(
    number: int, *groups: Group | Served, area: Area | None = None, has_ended: bool = False
) -> Candidate:
    said = [one if isinstance(one, Served) else Served(one) for one in groups]
    return Candidate(
        unit=UUID(int=number),
        sort_key=str(number),
        serves=groups_served(Party.MUNICIPAL, "", said),
        has_said=bool(said),
        areas=(area or Area("0180", DISTRICT),),
        has_ended=has_ended,
    )


def found(candidates: list[Candidate], group: Group, age: int | None = 80) -> tuple[int, bool] | None:
    one = find_receiver(candidates, HOME, group, age)
    return (one.unit.int, one.serves_group) if one else None


@pytest.mark.parametrize(
    ("age", "care_type", "group"),
    [
        (82, CareType.SOMATIC, Group.OLDER),
        (65, CareType.PSYCHIATRIC, Group.OLDER),
        (64, CareType.PSYCHIATRIC, Group.SOCIAL_PSYCHIATRY),
        (40, CareType.SOMATIC, Group.ADULTS),
        (70, CareType.ADDICTION, Group.ADULTS),
        (17, CareType.ADDICTION, Group.CHILDREN),
        (18, CareType.CHILD_PSYCHIATRIC, Group.ADULTS),
        (0, CareType.SOMATIC, Group.CHILDREN),
        (None, CareType.SOMATIC, Group.OLDER),
        (None, CareType.CHILD_PSYCHIATRIC, Group.CHILDREN),
        (None, CareType.ADDICTION, Group.ADULTS),
    ],
)
def test_whose_the_planning_is_by_age_and_kind_of_care(
    age: int | None, care_type: CareType, group: Group
) -> None:
    assert social_group(age, care_type) is group


def test_a_child_in_psychiatric_care_goes_on_at_bup() -> None:
    assert clinic_group(15, CareType.PSYCHIATRIC) is Group.CHILD_PSYCHIATRY
    assert clinic_group(30, CareType.PSYCHIATRIC) is Group.PSYCHIATRY
    assert clinic_group(None, CareType.PSYCHIATRIC) is Group.PSYCHIATRY


def test_who_names_the_group_goes_before_who_takes_everybody_also_from_further_away() -> None:
    everybody, children = office(1), office(2, Group.CHILDREN, area=Area("0180"))
    assert found([everybody, children], Group.CHILDREN) == (2, True)
    assert found([everybody, children], Group.OLDER) == (1, True)


def test_the_narrowest_area_wins_within_a_group() -> None:
    wide, narrow = office(1, Group.OLDER), office(2, Group.OLDER, area=Area("0180", DISTRICT, "163"))
    elsewhere = office(0, Group.OLDER, area=Area("0180", OTHER_DISTRICT))
    assert found([elsewhere, wide, narrow], Group.OLDER) == (2, True)


def test_ages_are_kept_to_where_they_are_known() -> None:
    young = office(1, Served(Group.ADULTS, 18, 25))
    old = office(2, Served(Group.ADULTS, 26))
    assert found([young, old], Group.ADULTS, 25) == (1, True)
    assert found([young, old], Group.ADULTS, 26) == (2, True)
    assert found([young, old], Group.ADULTS, None) == (1, True)
    assert found([young], Group.ADULTS, 26) == (1, False)


def test_a_group_that_nobody_is_there_for_goes_to_who_is_for_most() -> None:
    older, children = office(2, Group.OLDER), office(1, Group.CHILDREN)
    assert found([children, older], Group.SOCIAL_PSYCHIATRY) == (2, False)
    assert found([children], Group.SOCIAL_PSYCHIATRY) == (1, False)
    assert found([], Group.SOCIAL_PSYCHIATRY) is None


def test_health_care_and_clinics_are_not_guessed() -> None:
    assert found([office(1, Group.OLDER)], Group.MUNICIPAL_HEALTH_CARE) is None
    assert found([office(1)], Group.MUNICIPAL_HEALTH_CARE) == (1, True)


def test_a_unit_that_is_there_goes_before_one_that_has_ended() -> None:
    ended, there = office(1, Group.OLDER, has_ended=True), office(2, Group.OLDER)
    assert found([ended, there], Group.OLDER) == (2, True)
    assert found([ended], Group.OLDER) == (1, True)


def test_every_group_belongs_to_one_party() -> None:
    assert sorted(group for groups in GROUPS_OF.values() for group in groups) == sorted(Group)

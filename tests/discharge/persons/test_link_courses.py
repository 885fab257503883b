"""Links made, undone and refused in any order: no case is opened, the stricter holds, one stay is open.

What should hold is counted here from what was done, with none of the database's functions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discharge import actions, queries
from discharge.models import LinkKind
from discharge.process import Refused
from municipalities.access.acting import acting
from municipalities.models import Assignment
from tests.factories.corrected.links import (
    cases_seen,
    coordination_number,
    elsewhere,
    is_protected,
    link,
    links,
    personal_number,
    protect,
    reserve_number,
    reserve_stay,
    stay_elsewhere,
    step,
)
from tests.factories.stays import Stay
from tests.sizes import size

pytestmark = [pytest.mark.django_db, pytest.mark.sized]
RANK = {"reserve": 0, "coordination": 1, "personal": 2}
DONE = st.sampled_from(["link", "link", "correct", "undo", "protect", "unprotect", "go_home"])
SERIALS = count(1)
COURSES = st.lists(st.tuples(DONE, st.integers(0, 3), st.integers(0, 3)), min_size=4, max_size=12)


@dataclass
class Told:
    """Four persons' cases at different units, and what has been said of their numbers."""

    serial: int
    cases: list[Stay] = field(init=False)
    said: dict[str, tuple[str, str]] = field(default_factory=dict)
    protected: set[str] = field(default_factory=set)
    wrong: set[str] = field(default_factory=set)
    home: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        reserve, coordination = reserve_number(self.serial), coordination_number(serial=100 + self.serial)
        self.cases = [
            reserve_stay(reserve),
            elsewhere(coordination),
            stay_elsewhere(personal_number()),
            elsewhere(personal_number()),
        ]
        self.numbers = [told.person.number for told in self.cases]
        self.home |= {1, 3}

    def same(self, number: str) -> set[str]:
        found, grown = {number}, True
        while grown:
            more = {n for pair in self.said.values() if found & set(pair) for n in pair}
            grown, found = not more <= found, found | more
        return found

    def newest(self, number: str) -> str:
        later = dict(self.said.values())
        while number in later:
            number = later[number]
        return number

    @property
    def open_stays(self) -> list[str]:
        return [number.value for place, number in enumerate(self.numbers) if place not in self.home]

    def link(self, place: int, other: int, kind: LinkKind = LinkKind.LATER) -> None:
        own, number = self.numbers[place].value, self.numbers[other]
        if number.value in self.wrong:
            return
        case, latest = self.cases[place], self.newest(own)
        may = self.may_link(kind, own, number.value)
        try:
            link(case, number, by=case.officer, kind=kind)
        except Refused:
            assert not may
            return
        assert may
        if number.value != latest:
            new = [one for one in links(case, case.officer) if one.later == number.value]
            self.said[str(new[-1].pk)] = (latest, number.value)
            self.wrong |= {own} if kind is LinkKind.CORRECTED else set()

    def correct(self, place: int, other: int) -> None:
        self.link(place, other, LinkKind.CORRECTED)

    def may_link(self, kind: LinkKind, own: str, other: str) -> bool:
        rank = {number.value: RANK[number.kind] for number in self.numbers}
        latest, has_earlier = self.newest(own), own in {later for _, later in self.said.values()}
        both = self.same(own) | self.same(other)
        if other == latest:
            return other != own
        if other in self.same(own) or sum(number in both for number in self.open_stays) > 1:
            return False
        if kind is LinkKind.CORRECTED:
            return latest == own and not has_earlier
        return rank[other] > rank[latest]

    def undo(self, place: int, _other: int) -> None:
        case = self.cases[place]
        found = [one for one in links(case, case.officer) if one.is_earlier]
        for one in found[:1]:
            step(case, "ask", case.officer, one.pk)
            step(case, "confirm", case.coordinator, one.pk)
            earlier, _ = self.said.pop(str(one.pk))
            self.wrong.discard(earlier)

    def protect(self, place: int, _other: int) -> None:
        protect(self.cases[place], self.cases[place].officer)
        self.protected.add(self.numbers[place].value)

    def unprotect(self, place: int, _other: int) -> None:
        case, same = self.cases[place], self.same(self.numbers[place].value)
        with acting(case.officer):
            actions.unprotect_person(
                by=case.officer, case_id=case.case.pk, ground="register", reason="Hävd.", now=timezone.now()
            )
        self.protected -= same

    def go_home(self, place: int, _other: int) -> None:
        if place not in self.home:
            self.cases[place].now = timezone.now()
            self.cases[place].go_home()
            self.home.add(place)

    def holds(self) -> None:
        for case, number in zip(self.cases, self.numbers, strict=True):
            same = self.same(number.value)
            assert is_protected(case, case.officer) == bool(same & self.protected)
            assert sum(one in same for one in self.open_stays) < 2
            with acting(case.officer):
                shown = queries.open_case(case.officer, case.case.pk)
            assert shown.identity_number in (number.value, self.newest(number.value))
            assert {str(one.pk) for one in links(case, case.officer)} <= self.said.keys()


@settings(
    max_examples=size(3, full=150),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(course=COURSES)
def test_whatever_is_done(course: list[tuple[str, int, int]]) -> None:
    told = Told(next(SERIALS))
    readers: list[Assignment] = [
        who for case in told.cases for who in (case.nurse, case.officer, case.coordinator)
    ]
    readers = list({who.pk: who for who in readers}.values())
    before = {who.pk: cases_seen(who) for who in readers}
    for what, place, other in course:
        getattr(told, what)(place, other)
        assert {who.pk: cases_seen(who) for who in readers} == before
        told.holds()

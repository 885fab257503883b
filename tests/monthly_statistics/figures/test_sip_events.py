"""SIP meetings and follow-ups in a month: which count, where, and of whom."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest
from monthly_statistics.figures.areas import COUNTY
from monthly_statistics.figures.counting import Count
from monthly_statistics.figures.facts import Done, Person, SipEvent
from monthly_statistics.figures.groups import AgeGroup, Dimension, Group
from monthly_statistics.queries.sources import care_type_on

from tests.factories.monthly_statistics.stays import (
    ELSEWHERE,
    HUDDINGE,
    JARVA,
    SPANGA,
    STOCKHOLM,
    Counted,
    person,
)

MEETING, FOLLOW_UP = Done.MEETING, Done.FOLLOW_UP


def event(
    on: str,
    done: Done = MEETING,
    *,
    who: Person | None = None,
    case: UUID | None = None,
    municipality: str | None = HUDDINGE,
    district: UUID | None = None,
) -> SipEvent:
    who, case = who or person(), case or uuid4()
    return SipEvent(done, date.fromisoformat(on), who, case, municipality, district, "somatic")


def test_a_meeting_counts_in_the_month_when_it_was_held() -> None:
    counted = Counted(sips=[event("2023-03-31"), event("2023-04-01")])
    assert counted.held("2023-03", HUDDINGE) == Count(persons=1, cases=1, amount=1)
    assert counted.held("2023-04", HUDDINGE) == Count(persons=1, cases=1, amount=1)
    assert counted.held("2023-04", COUNTY.code) == Count(persons=1, cases=1, amount=1)


def test_each_follow_up_of_a_plan_counts_and_the_person_once() -> None:
    who, case = person(), uuid4()
    meeting = event("2023-03-02", who=who, case=case)
    follow_ups = [event(day, FOLLOW_UP, who=who, case=case) for day in ("2023-03-10", "2023-03-30")]
    counted = Counted(sips=[meeting, *follow_ups])
    assert counted.followed_up("2023-03", HUDDINGE) == Count(persons=1, cases=1, amount=2)
    assert counted.held("2023-03", HUDDINGE) == Count(persons=1, cases=1, amount=1)


def test_what_lies_ahead_is_not_counted() -> None:
    counted = Counted(sips=[event("2023-03-09"), event("2023-03-10")], as_of="2023-03-10")
    assert counted.held("2023-03", HUDDINGE) == Count(persons=1, cases=1, amount=1)


def test_the_district_is_that_of_the_day() -> None:
    before, after = (
        event(day, municipality=STOCKHOLM, district=SPANGA.id) for day in ("2023-06-30", "2023-07-01")
    )
    counted = Counted(sips=[before, after])
    assert counted.held("2023-06", str(SPANGA.id)) == Count(persons=1, cases=1, amount=1)
    assert counted.held("2023-07", str(JARVA.id)) == Count(persons=1, cases=1, amount=1)
    assert counted.held("2023-07", str(SPANGA.id)) is None


@pytest.mark.parametrize("municipality", [ELSEWHERE, None])
def test_nobody_of_another_county_is_counted(municipality: str | None) -> None:
    assert Counted(sips=[event("2023-03-09", municipality=municipality)]).cells == {}


def test_the_age_is_that_of_the_months_last_day() -> None:
    turns_65 = Person(uuid4(), "woman", date(1958, 3, 31))
    counted = Counted(sips=[event("2023-03-01", who=turns_65)])
    older = Group(Dimension.AGE_GROUP, AgeGroup.OLDER)
    assert counted.held("2023-03", HUDDINGE, older) == Count(persons=1, cases=1, amount=1)


def test_b6_an_event_is_filed_under_the_kind_of_care_of_its_date() -> None:
    """Fault B6: it was that of the admission, whatever had happened since (docs/figures.md's own words)."""
    facts = {
        "care_type": "somatic",
        "care_changes": [
            {"at": "2026-03-05T22:59:00+00:00", "care_type": "psychiatric"},
            {"at": "2026-03-09T23:01:00+00:00", "care_type": "addiction"},
        ],
    }
    days = {4: "somatic", 5: "psychiatric", 9: "psychiatric", 10: "addiction"}
    assert {day: care_type_on(facts, date(2026, 3, day)) for day in days} == days
    assert care_type_on({"care_type": "somatic"}, date(2026, 3, 9)) == "somatic"

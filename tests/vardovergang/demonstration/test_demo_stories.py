"""Stories that nobody would refuse to tell, and that hold something of everything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from itertools import pairwise
from statistics import mean
from uuid import UUID

import pytest

from discharge import process
from discharge.process import MESSAGE_TYPES
from discharge.process.circumstances.rows import CARRIERS, ROWS
from discharge.process.judging import endings
from municipalities.models import Unit
from municipalities.swedish.clock import STOCKHOLM
from municipalities.units.groups import Group
from municipalities.units.parties import Party
from tests.factories.discharge.dry_run import DryRun
from tests.factories.discharge.fold import refused_tasks
from vardovergang.demonstration.event_actions import own_sip_of
from vardovergang.demonstration.people.county import County
from vardovergang.demonstration.plans import Plan, lives
from vardovergang.demonstration.stories import (
    ACKNOWLEDGE,
    ASK_TO_TAKE_OVER,
    CORRECT,
    PROTECT,
    UNDO,
    Event,
    OwnSip,
    Story,
    tell_stay,
)

NOW = datetime(2026, 3, 9, 14, 0, tzinfo=STOCKHOLM)


def stories(county: County, *, cases: int, seed: int = 1, months: int = 15) -> list[Story]:
    everybody = lives(Plan(months, cases, seed, NOW), county)
    return [
        tell_stay(county, life.resident, life.ward, c, life.rng) for life in everybody for c in life.courses
    ]


def own_sips(county: County, *, cases: int, seed: int = 1) -> list[OwnSip]:
    """The SIPs outside a stay; of a person whose stays are told first, as when they are sent."""
    found = []
    for life in lives(Plan(15, cases, seed, NOW), county):
        for course in life.courses:
            tell_stay(county, life.resident, life.ward, course, life.rng)
        found.append(own_sip_of(county, life, NOW))
    return [sip for sip in found if sip]


def everything(county: County, *, cases: int, seed: int = 1) -> list[Story | OwnSip]:
    return [*stories(county, cases=cases, seed=seed), *own_sips(county, cases=cases, seed=seed)]


@pytest.fixture
def county(db: None) -> County:
    """Each area has a unit for health care too, as where the whole county is made; nobody works there."""
    county = County(NOW.date())
    for area in county.areas(NOW.date()):
        area.offices[Group.MUNICIPAL_HEALTH_CARE] = Unit(
            name=f"Kommunal hälso- och sjukvård, {area.name}",
            party=Party.MUNICIPAL,
            municipality_id=area.municipality,
            district=area.district,
            hsa_id="SE0000000000-X",
            valid_from=date(2018, 1, 1),
        )
    return county


def units_of(county: County) -> dict[UUID, Unit]:
    beside = (unit for area in county.areas(NOW.date()) for unit in area.offices.values())
    return {unit.pk: unit for unit in (*Unit.objects.all(), *beside)}


def events(found: Iterable[Story | OwnSip]) -> list[Event]:
    return [event for story in found for event in story.events if event.at <= NOW]


@pytest.mark.parametrize("seed", range(1, 5))
def test_no_story_is_refused(county: County, seed: int) -> None:
    units = units_of(county)
    told_of = everything(county, cases=150, seed=seed)
    refused = [refusal for story in told_of for refusal in DryRun(story, units).refusals(until=NOW)]
    assert refused == []


def test_people_go_by_stockholms_clock_whatever_clock_the_county_was_begun_by(county: County) -> None:
    plan = Plan(15, 400, 1, NOW.astimezone(UTC))
    moments = [
        moment
        for life in lives(plan, county)
        for c in life.courses
        for moment in (c.admitted_at, c.notice_at)
    ]
    assert {moment.tzinfo for moment in moments} == {STOCKHOLM}


def test_nothing_is_sent_to_a_unit_that_is_not_in_the_directory_on_the_day(county: County) -> None:
    """Sixty months reach back to when Stockholm had other districts."""
    for story in stories(county, cases=300, months=60):
        day = story.course.notice_at.date()
        assert all(unit.is_valid_on(day) for unit in story.receivers)


def test_the_dry_run_sees_a_refusal(county: County) -> None:
    units = units_of(county)
    story = next(s for s in stories(county, cases=50) if any(e.type == "discharge" for e in s.events))
    late = Event(NOW, story.nurse(story.ends), "ready_withdrawal", {"reason": "För sent."})
    story.add(late)
    assert any("ready_withdrawal" in refusal for refusal in DryRun(story, units).refusals(until=NOW))


def test_everything_that_can_be_said_is_said(county: County) -> None:
    said = Counter(event.type for event in events(everything(county, cases=1500)))
    assert said.keys() >= MESSAGE_TYPES.keys() | {ACKNOWLEDGE, CORRECT, ASK_TO_TAKE_OVER, PROTECT, UNDO}
    messages = sum(count for name, count in said.items() if name in MESSAGE_TYPES)
    assert 10 < messages / 1500 < 17


def test_how_patients_live_is_told_and_carried_on(county: County) -> None:
    """In their shares: some have nobody, some need an interpreter, some are less able than at home."""
    told = [event for event in events(everything(county, cases=400)) if event.type in CARRIERS]
    share = {row.name: sum(row.name in event.values for event in told) / len(told) for row in ROWS}
    assert all(share.values())
    # The patient's own paper names no next of kin.
    assert 0.3 < share["next_of_kin"] < 0.6
    assert 0.02 < share["language"] < 0.2


def test_some_are_late_some_unanswered_some_wrong(county: County) -> None:
    found = stories(county, cases=600)
    assert any((s.course.notice_at - s.course.admitted_at).days >= 1 for s in found)
    assert any(s.misdirected and s.handed_over_at for s in found)
    assert any(len(s.course.ready) == 2 for s in found)
    assert any(s.course.ready and s.course.ready[-1].notice_at.date() == s.ends.date() for s in found)
    statuses = Counter(e.values["status"] for e in events(found) if e.type == "outpatient_care")
    assert statuses.keys() == {"available", "unavailable", "unknown"}
    replies = Counter(e.values["answer"] for e in events(found) if e.type == "ready_reply")
    assert replies.keys() == {"receive", "need_information", "not_ours"}
    answered = {id(s) for s in found if any(e.type == "ready_reply" for e in s.events)}
    assert any(s.course.ready and id(s) not in answered for s in found)


def test_care_that_is_not_somatic_takes_longer(county: County) -> None:
    found = stories(county, cases=800)
    days = {
        kind: mean((s.ends - s.course.admitted_at).days for s in found if s.resident.care_type == kind)
        for kind in ("somatic", "psychiatric")
    }
    assert days["psychiatric"] > 1.5 * days["somatic"]


def test_a_person_is_in_hospital_once_at_a_time_and_some_come_back(county: County) -> None:
    everybody = list(lives(Plan(15, 600, 1, NOW), county))
    assert sum(len(life.courses) for life in everybody) == 600
    back = [life.courses for life in everybody if len(life.courses) > 1]
    assert back
    for courses in back:
        gaps = [later.notice_at - earlier.ended_at for earlier, later in pairwise(courses)]
        assert all(gap.total_seconds() > 24 * 3600 for gap in gaps)


def test_the_accounts_lists_are_lively(county: County) -> None:
    still_in = [story for story in stories(county, cases=3000) if story.ends > NOW]
    wards = Counter(story.nurse(NOW).unit.name for story in still_in)
    offices = Counter(story.officer(NOW).unit.name for story in still_in)
    surgeries = Counter(story.outpatient.unit.name for story in still_in if story.outpatient)
    assert 12 <= wards["Akutgeriatrik 12"] <= 40
    assert 5 <= wards["Psykosvård 51"] <= 40
    # The demonstration's own district has its share of every rule that the audit asks for.
    assert 12 <= offices["Biståndsenheten Järva"] <= 80
    assert 12 <= offices["Biståndsenheten Huddinge"] <= 40
    assert 12 <= surgeries["Tensta vårdcentral"] <= 40


def test_each_month_has_its_share(county: County) -> None:
    months = Counter(f"{story.course.admitted_at:%Y-%m}" for story in stories(county, cases=1600))
    assert len(months) == 16
    assert all(60 < count < 150 for month, count in months.items() if month != "2026-03")


def test_the_same_seed_tells_the_same(county: County) -> None:
    def told_by(seed: int) -> list[list[tuple[object, ...]]]:
        return [
            [(e.at, e.by, e.type, e.values) for e in s.in_order()]
            for s in stories(county, cases=60, seed=seed)
        ]

    assert told_by(3) == told_by(3)
    assert told_by(3) != told_by(4)


def test_a_sip_about_the_wrong_person_ends_with_that(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("vardovergang.demonstration.stories.own_sip"), "SENT_IN_ERROR", 1)
    units, told = units_of(county), own_sips(county, cases=80)
    assert told
    assert {story.in_order()[-1].type for story in told} == {"sent_in_error"}
    assert [refusal for story in told for refusal in DryRun(story, units).refusals(until=NOW)] == []


def test_sips_are_held_followed_up_and_some_late(county: County) -> None:
    units = units_of(county)
    folded = []
    for story in everything(county, cases=120, seed=2):
        run = DryRun(story, units)
        assert list(run.refusals(until=NOW)) == []
        folded.append(process.fold(run.entries))
    assert sum(len(state.sip.held) for state in folded) > 10
    assert sum(len(state.sip.follow_ups) for state in folded) > 5
    assert any(state.sip.closed_at for state in folded)
    assert any(state.kind == "sip" and state.is_open for state in folded)
    late = [t for state in folded for t in state.tasks if t.due and t.due < NOW and not state.in_hospital]
    assert any(task.type == "sip_follow_up" for task in late)
    # Fault D5: of all that is left undone nothing is a month old, and nobody owes what the rules refuse.
    for state in folded:
        endings.end_until(state, NOW)
        assert refused_tasks(state) == []
        assert [t for t in state.tasks if t.due and t.due < NOW - timedelta(days=30)] == []
    assert any(state.lapsed for state in folded)
    assert any(state.placement and state.placement.attempts for state in folded)


def test_the_ward_enters_what_a_municipality_that_is_not_connected_answers(county: County) -> None:
    found = stories(county, cases=600)
    entered = [(story, event) for story in found for event in events([story]) if event.on_behalf_of]
    assert entered
    for story, event in entered:
        assert (event.type, event.on_behalf_of) == ("ready_reply", county.told_on_paper(story.payer))
        assert event.by in story.wards
    units = units_of(county)
    for story, event in entered:
        run = DryRun(story, units)
        assert list(run.refusals(until=NOW)) == []
        assert ("ready_reply", event.by.unit_id) in [(entry.type, entry.by) for entry in run.entries]

"""What the demonstration shows of privacy: some blocks, the readings of the last days, a log review begun."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from discharge.models import Block, PersonVersion
from discharge.process import MESSAGE_TYPES
from municipalities.access.acting import acting
from municipalities.models import AccessLog, Assignment, LogReview, LogSelection
from municipalities.swedish.clock import STOCKHOLM
from municipalities.units.parties import Party
from tests.factories import people
from vardovergang.demonstration.event_actions import LOGGED, tell_life
from vardovergang.demonstration.log_review import JUDGED, review_log
from vardovergang.demonstration.people.county import County
from vardovergang.demonstration.plans import Life, Plan, lives
from vardovergang.demonstration.stories import tell_stay
from vardovergang.demonstration.stories.blocks import draw_blocker

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 9, 14, 0, tzinfo=STOCKHOLM)
PLAN = Plan(15, 500, 1, NOW)


@pytest.fixture
def county(db: None) -> County:
    return County(NOW.date())


def blocked(county: County) -> list[tuple[Life, Assignment]]:
    """The lives whose last stay ends with a block, and who sets it."""
    found = []
    for life in lives(PLAN, county):
        stories = [tell_stay(county, life.resident, life.ward, course, life.rng) for course in life.courses]
        events = [event for event in stories[-1].in_order() if event.at <= NOW]
        if by := draw_blocker(stories[-1], events):
            assert any(
                event.by == by and event.type in MESSAGE_TYPES and MESSAGE_TYPES[event.type].blockable
                for event in events
            ), "there is something to block"
            found.append((life, by))
    return found


def test_a_few_have_a_block_by_wards_and_by_outpatient_units(county: County) -> None:
    parties = [by.unit.party for _, by in blocked(county)]
    assert {Party.INPATIENT, Party.OUTPATIENT} <= set(parties)
    assert 5 <= len(parties) <= 40


def test_they_are_set_when_the_stays_are_told_unless_the_unit_has_left(county: County) -> None:
    chosen = {life.resident.person.number.value: by for life, by in blocked(county)}
    blocks = 0
    for life in lives(PLAN, county):
        if by := chosen.get(life.resident.person.number.value):
            tell_life(county, life, until=NOW)
            with acting(by):
                blocks += Block.objects.filter(
                    set_by=by, patient__identity_number=life.resident.person.number.value
                ).count()
    assert len(chosen) * 0.6 < blocks <= len(chosen)


def test_readings_are_logged_drawn_and_judged_once(county: County) -> None:
    recent = [life for life in lives(PLAN, county) if NOW - life.courses[-1].notice_at < timedelta(days=3)]
    for life in recent[:8]:
        tell_life(county, life, until=NOW)
    for _ in range(2):
        review_log(PLAN)
    with acting(people.assignment("logg")):
        rows = AccessLog.objects.filter(action=AccessLog.Action.OPEN)
        assert rows.count() > len(JUDGED)
        assert all(NOW - LOGGED < row.at <= NOW and row.case_id and row.patient_id for row in rows)
        drawn = LogSelection.objects.get()
        assert drawn.drawn_at == NOW
        assert drawn.selected.count() >= len(JUDGED)
        assert sorted(LogReview.objects.values_list("finding", flat=True)) == sorted(row[0] for row in JUDGED)


def test_a_county_where_nobody_has_read_has_nothing_to_review(county: County) -> None:
    review_log(PLAN)
    with acting(people.assignment("logg")):
        assert not LogSelection.objects.exists()


def test_another_number_is_linked_when_the_stays_are_told(county: County) -> None:
    found = [life for life in lives(PLAN, county) if life.resident.later_number][:4]
    for life in found:
        tell_life(county, life, until=NOW)
    shown = set()
    for ward in {life.ward for life in found}:
        with acting(people.assignment_at(ward.name)):
            shown |= set(
                PersonVersion.objects.exclude(linked_number="").values_list("linked_number", flat=True)
            )
    assert shown
    assert shown <= {life.resident.later_number.value for life in found if life.resident.later_number}

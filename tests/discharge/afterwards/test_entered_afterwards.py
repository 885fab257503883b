"""What was sent outside the system and entered afterwards: it counts at its true time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from discharge.process import liability_facts, sip_facts
from discharge.process.judging import objections, whereabouts
from discharge.process.state import Entry, Outside
from municipalities.swedish.clock import STOCKHOLM
from tests.factories.discharge.fold import OFFICE, SURGERY, WARD, Story

TEN, TWO = (datetime(2026, 3, 9, hour, tzinfo=STOCKHOLM) for hour in (10, 14))
NEXT_DAY = datetime(2026, 3, 10, 9, tzinfo=STOCKHOLM)


def enter(story: Story, at: datetime, told: tuple[UUID, ...] = (OFFICE, SURGERY)) -> Entry:
    """The last message was sent on paper then, and entered when it was told."""
    last = story.entries[-1]
    outside = Outside(at, "paper", frozenset(told), last.sent_at)
    story.entries[-1] = replace(last, sent_at=at, outside=outside)
    return story.entries[-1]


def ready_at(story: Story, at: datetime, **changes: bool) -> Entry:
    story.at = at
    return story.ready(**changes).entries[-1]


def test_a_notice_on_paper_counts_from_its_true_time() -> None:
    story = Story()
    ready_at(story, NEXT_DAY)
    paper = enter(story, TEN)
    state = story.state()
    assert state.ready is not None
    assert (state.ready.message, state.ready.sent_at, state.ready.counts_from) == (paper.id, TEN, TEN)
    # What receivers owe runs from the entry.
    due = {task.type: (task.since, task.due) for task in state.tasks}
    assert due["ready_reply"] == (NEXT_DAY, datetime(2026, 3, 10, 16, tzinfo=STOCKHOLM))
    assert state.last_at == NEXT_DAY


def test_of_two_notices_the_earlier_counts_and_the_later_is_a_duplicate() -> None:
    story = Story()
    here = ready_at(story, TWO, sip_needed=False)
    ready_at(story, NEXT_DAY)
    paper = enter(story, TEN)
    state = story.state()
    assert [period.message for period in state.ready_periods] == [paper.id]
    assert state.duplicates == {here.id: paper.id}
    assert state.sip_needed
    # The office has had it here since two o'clock: its answer is owed as it was.
    assert {t.type: t.due for t in state.tasks}["ready_reply"] == datetime(2026, 3, 10, 12, tzinfo=STOCKHOLM)


def test_a_paper_that_was_later_is_a_duplicate_and_asks_nothing_anew() -> None:
    story = Story()
    here = ready_at(story, TEN)
    owed = story.state().tasks
    ready_at(story, NEXT_DAY)
    paper = enter(story, TWO)
    state = story.state()
    assert state.duplicates == {paper.id: here.id}
    assert state.tasks == owed
    assert state.ready is not None
    assert state.ready.counts_from == TEN


def test_two_notices_that_were_both_sent_here_are_as_they_were() -> None:
    story = Story()
    ready_at(story, TEN)
    ready_at(story, TWO)
    assert len(story.state().ready_periods) == 2
    assert story.state().duplicates == {}


def test_an_answer_given_meanwhile_is_not_asked_for_again() -> None:
    story = Story()
    ready_at(story, TWO)
    story.say(OFFICE, "ready_reply", answer="receive", receives_from=None)
    ready_at(story, NEXT_DAY)
    enter(story, TEN)
    assert "ready_reply" not in {task.type for task in story.state().tasks}
    assert story.state().ready_periods[0].reply == "receive"


def test_who_heard_of_it_by_the_entry_alone_was_told_then() -> None:
    story = Story()
    ready_at(story, NEXT_DAY)
    enter(story, TEN, told=(OFFICE,))
    period = story.state().ready_periods[0]
    assert (period.counts_from, period.call_from) == (TEN, NEXT_DAY)
    assert liability_facts(story.state())["ready"][0]["call_from"] == "2026-03-10T08:00:00+00:00"
    # The contact calls, and is named by then.
    assert {t.type: t.due for t in story.state().tasks}["care_contact"] == datetime(
        2026, 3, 13, 23, 59, 59, tzinfo=STOCKHOLM
    )
    assert sip_facts(story.state())["notices"][0]["due_on"] == "2026-03-13"
    story = Story()
    ready_at(story, NEXT_DAY)
    enter(story, TEN, told=(SURGERY,))
    period = story.state().ready_periods[0]
    assert (period.counts_from, period.call_from) == (NEXT_DAY, TEN)


def test_the_notice_that_came_here_meanwhile_tells_who_was_not_told_on_paper() -> None:
    story = Story()
    ready_at(story, TWO)
    ready_at(story, NEXT_DAY)
    enter(story, TEN, told=(WARD,))
    period = story.state().ready_periods[0]
    assert (period.sent_at, period.counts_from, period.call_from) == (TEN, TWO, TWO)


def test_what_came_here_between_says_nothing_of_the_paper() -> None:
    story = Story()
    story.at = TWO
    story.say(WARD, "expected_discharge_change", expected_discharge=None, certainty="unknown")
    ready_at(story, NEXT_DAY)
    enter(story, TEN, told=(SURGERY,))
    assert story.state().ready_periods[0].counts_from == NEXT_DAY


def test_an_admission_notice_on_paper_is_in_time_by_its_true_time() -> None:
    story = Story()
    entered = story.entries[0].sent_at + timedelta(days=2)
    story.entries[0] = replace(story.entries[0], sent_at=entered)
    at = entered - timedelta(hours=30)
    notice = enter(story, at)
    state = story.state()
    assert (state.admission_notice_at, state.admission_counts_from) == (at, at)
    assert {part.since for part in state.parts.values()} == {entered}
    assert at < state.due[notice.id]


def test_a_withdrawal_on_paper_ends_the_period_when_it_was_sent() -> None:
    story = Story()
    ready_at(story, TEN)
    story.at = NEXT_DAY
    story.say(WARD, "ready_withdrawal")
    here = story.entries[-1]
    story.at = NEXT_DAY + timedelta(hours=1)
    story.say(WARD, "ready_withdrawal")
    paper = enter(story, TWO)
    state = story.state()
    assert [(p.withdrawn_at, p.withdrawal) for p in state.ready_periods] == [(TWO, paper.id)]
    assert state.duplicates == {here.id: paper.id}


def test_a_cancelled_paper_was_never_sent() -> None:
    story = Story()
    here = ready_at(story, TWO)
    ready_at(story, NEXT_DAY)
    paper = enter(story, TEN)
    story.say(WARD, "cancel", message=paper.id)
    state = story.state()
    assert [(period.message, period.counts_from) for period in state.ready_periods] == [(here.id, TWO)]
    assert state.duplicates == {}


def correct(story: Story, original: Entry, **changes: Any) -> None:
    correction = replace(original, id=uuid4(), corrects=original.id, sent_at=story.at, **changes)
    story.entries.append(correction)


@pytest.mark.parametrize("at", [TEN - timedelta(hours=1), TWO])
def test_a_correction_may_say_another_true_time(at: datetime) -> None:
    story = Story()
    ready_at(story, NEXT_DAY)
    paper = enter(story, TEN)
    outside = Outside(at, "fax", frozenset({OFFICE}), story.at)
    correct(story, paper, outside=outside)
    [period] = story.state().ready_periods
    assert (period.message, period.counts_from, period.entered_at) == (paper.id, at, NEXT_DAY)


def test_a_correction_of_the_text_leaves_the_true_time() -> None:
    story = Story()
    ready_at(story, NEXT_DAY)
    paper = enter(story, TEN)
    correct(story, paper, outside=None, facts={**paper.facts, "sip_needed": False})
    state = story.state()
    assert (state.ready_periods[0].counts_from, state.sip_needed) == (TEN, False)


def test_a_part_ends_when_the_message_that_ends_it_came_in() -> None:
    story = Story()
    story.at = NEXT_DAY
    story.say(WARD, "participant_removed", participant=SURGERY)
    enter(story, TEN)
    assert story.state().parts[SURGERY].ended_at == NEXT_DAY


def test_a_paper_from_after_the_end_contradicts_the_case() -> None:
    story = Story()
    story.at = TEN
    story.say(WARD, "discharge", discharged_at=TEN, destination="home")
    before = story.state()
    ready_at(story, NEXT_DAY)
    paper = enter(story, TWO)
    assert whereabouts.refusal(before, story.state(), paper) is not None


def object_to(story: Story, message: Entry, outcome: str | None = None) -> Entry:
    """The office objects; HSF decides, where an outcome is told."""
    objection = story.say(OFFICE, "objection", message=message.id).entries[-1]
    if outcome:
        story.say(WARD, "objection_decision", objection=objection.id, outcome=outcome)
    return objection


def test_an_objection_does_not_stop_the_counting() -> None:
    story = Story()
    ready_at(story, NEXT_DAY)
    paper = enter(story, TEN)
    objection = object_to(story, paper)
    state = story.state()
    assert state.ready_periods[0].counts_from == TEN
    assert state.objections[objection.id].upheld is None


@pytest.mark.parametrize(("outcome", "counts"), [("upheld", NEXT_DAY), ("refused", TEN)])
def test_an_objection_that_is_upheld_makes_the_entry_count(outcome: str, counts: datetime) -> None:
    story = Story()
    ready_at(story, NEXT_DAY)
    paper = enter(story, TEN)
    object_to(story, paper, outcome)
    [period] = story.state().ready_periods
    assert (period.sent_at, period.counts_from) == (counts, counts)


def test_with_the_entry_s_time_the_notice_that_came_here_first_counts() -> None:
    story = Story()
    here = ready_at(story, TWO)
    ready_at(story, NEXT_DAY)
    paper = enter(story, TEN)
    object_to(story, paper, "upheld")
    state = story.state()
    assert state.duplicates == {paper.id: here.id}
    assert [period.counts_from for period in state.ready_periods] == [TWO]


def test_an_objection_that_is_taken_back_decides_nothing() -> None:
    story = Story()
    ready_at(story, NEXT_DAY)
    paper = enter(story, TEN)
    objection = object_to(story, paper, "upheld")
    story.say(OFFICE, "cancel", message=objection.id)
    state = story.state()
    assert (state.ready_periods[0].counts_from, state.objections) == (TEN, {})


def test_who_may_object_and_to_what() -> None:
    story = Story()
    ready_at(story, NEXT_DAY)
    paper = enter(story, TEN)
    state = story.state()
    assert objections.refusal(state, paper.id, OFFICE) == ""
    assert objections.refusal(state, paper.id, WARD) == objections.OWN_SIDE
    assert objections.refusal(state, story.entries[0].id, OFFICE) == objections.NOT_ENTERED
    objection = object_to(story, paper)
    assert objections.refusal(story.state(), paper.id, SURGERY) == objections.WAITS
    assert objections.refusal_of_decision(story.state(), objection.id) == ""
    story.say(WARD, "objection_decision", objection=objection.id, outcome="refused")
    assert objections.refusal(story.state(), paper.id, OFFICE) == objections.DECIDED
    assert objections.refusal_of_decision(story.state(), objection.id) == objections.ALREADY_DECIDED
    assert objections.refusal_of_decision(story.state(), paper.id) == objections.NO_OBJECTION

"""Units that are not connected: told on paper, at the noted time, and never before that."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from discharge import process
from discharge.process import MESSAGE_TYPES, liability_facts
from discharge.process.judging import checks
from discharge.process.on_paper.paper import OnPaper
from discharge.process.state import Entry, Outside
from tests.factories.discharge.fold import MONDAY, OFFICE, SURGERY, WARD, Story, address

UMEA = "2480"
HOUR = timedelta(hours=1)


def umea(**facts: str) -> Story:
    """Registered in a municipality that is not connected."""
    return Story(municipality=UMEA, office_in=UMEA, connected=False, **facts)


def enter(story: Story, at: datetime, told: UUID) -> None:
    """The last message was sent by fax then, to that unit alone."""
    last = story.entries[-1]
    outside = Outside(at, "fax", frozenset({told}), last.sent_at)
    story.entries[-1] = replace(last, sent_at=at, outside=outside)


def owed(story: Story) -> set[tuple[str, str]]:
    names = {WARD: "ward", SURGERY: "surgery", OFFICE: "office"}
    return {(names[task.unit], task.type) for task in story.state().tasks}


def test_what_is_not_noted_was_never_sent_to_it() -> None:
    state = umea().ready().state()
    assert state.admission_counts_from is None
    assert liability_facts(state)["ready"] == []


def test_it_counts_from_the_noted_time() -> None:
    story = umea().post("admission_notice", at=MONDAY - timedelta(days=1)).ready()
    notice = story.entries[-1]
    story.at += 5 * HOUR
    state = story.post("ready_notice", at=notice.sent_at + HOUR).state()
    assert state.admission_counts_from == MONDAY - timedelta(days=1)
    assert state.ready_periods[0].counts_from == notice.sent_at + HOUR
    assert state.told_by(state.ready_periods[0]) == story.entries[-1].id


def test_a_notice_counts_for_the_municipality_that_pays_alone() -> None:
    story = Story(municipality="0180", office_in=UMEA, connected=False).ready().post()
    assert story.state().admission_counts_from is None


def test_what_was_rung_before_it_was_written_counts_from_the_call_if_it_is_the_admission() -> None:
    early = MONDAY - timedelta(days=2, minutes=30)
    story = umea()
    assert story.post(at=early).state().admission_counts_from == early
    story.ready()
    row, state = MESSAGE_TYPES["payer_told"], story.state()
    before = story.entries[-1].sent_at - timedelta(minutes=1)
    values = {"papers": (state.untold(WARD)[-1].paper,), "told_at": before, "channel": "post"}
    assert "före meddelandet" in row.problems(values, state, story.at)["told_at"]


def test_a_time_that_is_noted_to_the_minute_is_never_before_the_message() -> None:
    story = umea()
    story.at += timedelta(seconds=40)
    story.ready()
    notice = story.entries[-1]
    state = story.post("ready_notice", at=notice.sent_at.replace(second=0)).state()
    assert state.ready_periods[0].counts_from == notice.sent_at


def test_of_two_notes_the_earlier_counts() -> None:
    story = umea().ready()
    paper = story.state().untold(WARD)[-1].paper
    at = story.at
    for told_at in (at + 3 * HOUR, at + HOUR, at + 2 * HOUR):
        story.say(WARD, "payer_told", papers=(paper,), told_at=told_at)
    assert story.state().ready_periods[0].counts_from == at + HOUR


def test_a_later_message_tells_of_the_notice_too() -> None:
    """As a message that reaches the payer later does, where it is connected."""
    story = umea().ready().say(WARD, "leave_start", began_at=MONDAY)
    state = story.post("leave_start", at=story.at).state()
    assert state.ready_periods[0].counts_from == story.entries[-1].facts["told_at"]


def test_a_period_that_has_been_withdrawn_since_is_told_of_where_it_was_told_before() -> None:
    story = umea().ready()
    notice, told = story.entries[-1], story.at + HOUR
    story.at += 4 * HOUR
    story.say(WARD, "ready_withdrawal")
    assert story.post("ready_notice", at=told).state().ready_periods[0].counts_from == told
    late = umea().ready()
    late.at += 4 * HOUR
    late.say(WARD, "ready_withdrawal").post("ready_notice")
    assert late.state().ready_periods[0].counts_from is None
    assert notice.type == "ready_notice"


def test_a_message_entered_afterwards_has_told_those_who_got_it_then() -> None:
    """One notion of when: what was sent outside the system at its true time."""
    story = umea()
    facts = {"sip_needed": False, "outpatient_care_needed": False, "compulsory_outpatient_care": False}
    at, entered = story.at, story.at + 6 * HOUR
    story.at = entered
    enter(story.say(WARD, "ready_notice", (), **facts), at, OFFICE)
    state = story.state()
    assert state.ready_periods[0].counts_from == at
    assert [one.type for one in state.untold(WARD)] == ["admission_notice"]


@pytest.mark.parametrize("outside", [False, True])
def test_what_was_sent_before_the_notice_was_entered_tells_nothing_of_it(outside: bool) -> None:
    """The notice was rung to the surgery alone, and entered the day after: no other paper spoke of it."""
    story = umea()
    rung, entered = story.at, story.at + 24 * HOUR
    story.at = entered
    enter(story.ready(), rung, SURGERY)
    story.at = entered + HOUR if outside else rung + HOUR
    story.say(WARD, "expected_discharge_change", expected_discharge=None, certainty="unknown")
    if outside:
        enter(story, rung + HOUR, OFFICE)
    else:
        story.entries.insert(-1, story.entries.pop())
        story.post("expected_discharge_change", at=rung + 2 * HOUR)
    assert story.state().ready_periods[0].counts_from is None
    story.at = entered + 2 * HOUR
    told = story.at
    assert story.post("ready_notice", at=told).state().ready_periods[0].counts_from == told


class TestTasks:
    def test_who_wrote_it_sends_it_and_the_unit_owes_nothing(self) -> None:
        story = umea()
        assert owed(story) == {("ward", "payer_told"), ("surgery", "care_contact")}
        assert owed(story.post().ready()) == {
            ("ward", "payer_told"),
            ("surgery", "care_contact"),
        }
        assert ("ward", "payer_told") not in owed(story.post())

    def test_the_admission_is_sent_within_a_day_and_the_rest_the_same_day(self) -> None:
        story = umea()
        (task,) = [task for task in story.state().tasks if task.unit == WARD]
        assert task.due == MONDAY - timedelta(days=1)
        (task,) = [task for task in story.post().ready().state().tasks if task.unit == WARD]
        assert task.due is not None
        assert task.due.date() == MONDAY.date()

    def test_each_party_sends_its_own(self) -> None:
        story = umea().post().say(SURGERY, "care_contact")
        assert ("surgery", "payer_told") in owed(story)
        assert ("ward", "payer_told") not in owed(story)

    def test_no_receipt_is_awaited(self) -> None:
        state = umea().ready().state()
        assert state.parts[OFFICE].unacknowledged == 0
        assert state.parts[SURGERY].unacknowledged == 2

    def test_a_note_goes_on_no_paper_itself(self) -> None:
        state = umea().state()
        assert OFFICE not in process.receivers(MESSAGE_TYPES["payer_told"], state, WARD)
        assert OFFICE in process.receivers(MESSAGE_TYPES["ready_notice"], state, WARD)

    def test_what_is_cancelled_is_sent_no_more(self) -> None:
        story = umea().post().say(WARD, "leave_start", began_at=MONDAY)
        leave = story.entries[-1]
        left = story.say(WARD, "cancel", message=leave.id, reason=None).state().untold(WARD)
        assert [one.type for one in left] == ["cancel"]

    def test_what_is_left_outlives_the_stay(self) -> None:
        story = umea().say(WARD, "discharge", discharged_at=MONDAY, destination="home")
        assert ("ward", "payer_told") in owed(story)
        assert MESSAGE_TYPES["payer_told"].refusals(story.state(), WARD) == []

    def test_of_what_was_under_way_at_a_death_the_death_alone_is_told(self) -> None:
        state = umea().ready().say(WARD, "deceased", deceased_at=MONDAY).state()
        assert [one.type for one in state.untold(WARD)] == ["deceased"]

    def test_a_unit_that_is_removed_before_it_was_told_is_told_nothing(self) -> None:
        story = umea().say(WARD, "participant_removed", participant=OFFICE)
        assert story.state().untold(WARD) == []
        told = umea().post().ready().say(WARD, "participant_removed", participant=OFFICE)
        assert [one.type for one in told.state().untold(WARD)] == ["participant_removed"]

    def test_who_takes_the_patient_over_takes_the_paper_over(self) -> None:
        other = uuid4()
        story = umea()
        story.say(WARD, "transfer", (replace(address(WARD), unit=other),), to=other, care_type="somatic")
        assert [one.type for one in story.state().untold(other)] == ["admission_notice", "transfer"]

    def test_consent_that_is_withdrawn_takes_the_paper_back(self) -> None:
        story = umea().post()
        story.say(WARD, "consent", information="planning", party="all").post()
        story.say(WARD, "planning_note", follows=None)
        assert [one.type for one in story.state().untold(WARD)] == ["planning_note"]
        story.say(WARD, "consent_withdrawal", information="planning", party="all")
        assert [one.type for one in story.state().untold(WARD)] == ["consent_withdrawal"]


def test_a_unit_that_is_connected_since_owes_what_one_that_comes_in_owes() -> None:
    story = umea().post().ready().post()
    told = story.state().ready_periods[0].counts_from
    story.office = replace(story.office, connected=True)
    story.say(WARD, "expected_discharge_change", expected_discharge=None, certainty="unknown")
    state = story.state()
    assert {task.type for task in state.tasks if task.unit == OFFICE} == {"take", "ready_reply"}
    assert state.parts[OFFICE].unacknowledged == 1
    assert state.ready_periods[0].counts_from == told


def entered(story: Story, type: str, **facts: Any) -> Entry:
    """What the office has said, entered by the ward."""
    story.say(OFFICE, type, **facts)
    story.entries[-1] = replace(story.entries[-1], by=WARD)
    return story.entries[-1]


def test_what_the_ward_enters_is_the_units_own_words() -> None:
    story = umea().post().ready().post()
    entry = entered(story, "ready_reply", answer="receive", receives_from=None)
    state = story.state()
    assert state.ready is not None
    assert state.ready.reply == "receive"
    assert (entry.unit, entry.author) == (OFFICE, WARD)


@pytest.mark.parametrize(
    ("type", "may"),
    [("ready_reply", True), ("sip_answer", True), ("take", False), ("handover", False), ("cancel", False)],
)
def test_what_may_be_entered(type: str, may: bool) -> None:
    refused = MESSAGE_TYPES[type].refusal_of_entering(umea().state(), WARD, OFFICE)
    assert (refused == "") is may


def test_the_ward_enters_while_the_person_is_there_and_others_after() -> None:
    story, row = umea(), MESSAGE_TYPES["status_report"]
    assert "Be avdelningen" in row.refusal_of_entering(story.state(), SURGERY, OFFICE)
    story.say(WARD, "discharge", discharged_at=MONDAY, destination="home")
    assert row.refusal_of_entering(story.state(), SURGERY, OFFICE) == ""


def test_a_paper_is_written_as_it_is_read() -> None:
    paper = OnPaper(uuid4(), uuid4())
    assert OnPaper.read(paper.written) == paper
    assert checks.on_paper([paper], {}, umea().state(), MONDAY)

"""Random courses of a case through the real actions and database: what must hold whatever is sent."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discharge import process
from discharge.process import MESSAGE_TYPES, MessageType
from discharge.process.judging import afterwards
from discharge.process.parts.planning import HELD, holds_planning
from discharge.process.state import CaseState, Entry
from municipalities.models import Assignment
from tests.factories.discharge.courses import PLACEMENT, PSYCHIATRIC, SOMATIC, Course, chosen, values_of
from tests.factories.discharge.fold import refused_tasks

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])
EXAMPLES, STEPS = 15, 25
#: A deadline moves to an earlier time only with these: a new expected date, a new meeting, another day of
#: follow-up (of a new version of the plan too), a track that starts again, a call to SIP that waits for the
#: contact, and what takes a message back.
FOLLOW_UP = {"sip_plan", "sip_follow_up"}
MOVE_DEADLINES = {
    "expected_discharge_change",
    "sip_call",
    "track_choice",
    "ready_notice",
    "cancel",
    "reopening",
    "handover_undone",
    *FOLLOW_UP,
}


def tasks(state: CaseState) -> dict[tuple[UUID, str], Any]:
    return {(task.unit, task.type): task.due for task in state.tasks}


@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=True))
def test_whatever_is_sent(rng: Random) -> None:
    """True random numbers, since small ones would send the first rows of the table again and again."""
    course = Course(rng.choice((SOMATIC, PSYCHIATRIC)))
    for _ in range(STEPS):
        course.now += timedelta(hours=rng.choice((1, 7, 20)))
        state = process.fold(course.entries)
        who, row = chosen(course, state, rng)
        values = values_of(row, state, course, who, rng)
        if rng.random() < 0.2:
            values |= on_paper(course, row, state, who, rng)
        take_step(course, who, row, values)
        if rng.random() < 0.5:
            course.acknowledge(who)
            if rng.random() < 0.5:
                course.undo_receipts(who)
            assert course.differences(process.fold(course.read())) == []


def on_paper(
    course: Course, row: MessageType, state: CaseState, who: Assignment, rng: Random
) -> dict[str, Any]:
    """Sent outside the system some hours ago, to some of those who get it here."""
    to = process.receivers(row, state, who.unit_id)
    told = rng.sample(to, rng.randint(1, len(to))) if to else []
    at = course.now - timedelta(hours=rng.choice((0, 2, 9, 30)))
    return {afterwards.AT: at, afterwards.CHANNEL: "fax", afterwards.BY: "Anna", afterwards.TOLD: told}


def take_step(course: Course, who: Assignment, message_type: MessageType, values: dict[str, Any]) -> bool:
    """Send it, and see that what must hold does; whether it was sent, and not refused."""
    before = course.entries
    state = process.fold(before)
    was_sent = course.send(who, message_type, values)
    after = course.read()
    assert refused_tasks(process.fold(after)) == []
    if was_sent:
        assert_was_allowed(message_type, values, state, who, course)
        if not afterwards.is_said(values):
            assert_deadlines_hold(message_type, state, process.fold(after))
    assert_nothing_lost(before, after, message_type if was_sent else None)
    assert_one_holds(process.fold(after))
    assert course.differences(process.fold(after)) == []
    return was_sent


def assert_was_allowed(
    message_type: MessageType, values: dict[str, Any], state: CaseState, who: Assignment, course: Course
) -> None:
    assert who.unit.party in message_type.senders
    sent = afterwards.said(values)
    then, at = (process.fold_until(course.entries[:-1], sent.at), sent.at) if sent else (state, course.now)
    assert message_type.refusals(state, who.unit_id, then) == []
    assert message_type.problems(values, then, at) == {}


def assert_nothing_lost(before: list[Entry], after: list[Entry], message_type: MessageType | None) -> None:
    """What was sent stands as it was, but for receipts; and there is one message more where one was sent."""
    assert [said(entry) for entry in after[: len(before)]] == [said(entry) for entry in before]
    assert [entry.type for entry in after[len(before) :]] == ([message_type.name] if message_type else [])


def assert_one_holds(state: CaseState) -> None:
    """Of each municipality's units one holds the planning, and alone owes what it answers for."""
    assert all(holds_planning(state, task.unit) for task in state.tasks if task.type in HELD)


def said(entry: Entry) -> tuple[Any, ...]:
    return (entry.id, entry.type, entry.sent_at, entry.unit, entry.facts, [r.unit for r in entry.recipients])


def assert_deadlines_hold(message_type: MessageType, state: CaseState, after: CaseState) -> None:
    if message_type.name in MOVE_DEADLINES:
        return
    was, now = tasks(state), tasks(after)
    for owed in was.keys() & now.keys():
        # Papers are owed together by the first of them, and go with a case that is handed over.
        if was[owed] is not None and owed[1] != "payer_told":
            assert now[owed] is not None
            assert now[owed] >= was[owed]


class First(Random):
    """Takes the first of what there is, so that a told course is the same each time."""

    def choice(self, seq: Any) -> Any:
        return seq[0]


WARD, SURGERY, OFFICE = PSYCHIATRIC, "Tensta vårdcentral", "Biståndsenheten Järva"
HUDDINGE: dict[str, Any] = {"municipality": "0126", "placed_by": None, "district": None, "how": "wrong"}
#: Sent on paper an hour ago, to the office alone.
PAPER = {
    afterwards.AT: -1,
    afterwards.CHANNEL: "paper",
    afterwards.BY: "Anna Alm",
    afterwards.TOLD: (OFFICE,),
}
CALLED = {"called": (OFFICE,), "survey_from": (OFFICE,)}
#: Who sends what, with the values that matter; the rest are the first that may be. Hours count from now.
TOLD: list[tuple[str, str, dict[str, Any]]] = [
    (OFFICE, "take", {}),
    (WARD, "guardian_named", {}),
    (SURGERY, "care_contact", {}),
    (WARD, "planned_admission", {}),
    (WARD, "track_choice", {}),
    (WARD, "stated_needs", {"sip_needed": True, "outpatient_care_needed": None}),
    (OFFICE, "sip_wish", {"wish": "declines"}),
    (SURGERY, "sip_wish", {"wish": "wants"}),
    (WARD, "consent", {"information": "planning", "party": "all"}),
    (OFFICE, "status_report", {}),
    (WARD, "planning_note", {"follows": None}),
    (WARD, "general_message", {"to": OFFICE}),
    (OFFICE, "consent_withdrawal", {"information": "planning", "party": "all"}),
    (WARD, "harm_assessment", {"information": "all", "party": "all", "outcome": "may_share"}),
    (WARD, "participant_added", {"to": "Rinkeby vårdcentral"}),
    (WARD, "participant_added", {"to": "Umeå kommun"}),
    (WARD, "payer_told", {"told_at": 0}),
    (WARD, "participant_removed", {"participant": "Rinkeby vårdcentral"}),
    (WARD, "expected_discharge_change", {"certainty": "certain"}),
    (WARD, "expected_discharge_change", {"certainty": "certain", **PAPER}),
    (OFFICE, "objection", {"message": "expected_discharge_change"}),
    (OFFICE, "complexity", {}),
    (SURGERY, "sip_call", {"meeting_at": 30, "meeting_ends_at": 31, **CALLED}),
    (OFFICE, "sip_answer", {"answer": "accept"}),
    (OFFICE, "sip_survey", {}),
    (SURGERY, "sip_people", {}),
    (SURGERY, "sip_call_change", {"meeting_at": 60, "meeting_ends_at": 61, **CALLED}),
    (SURGERY, "sip_call_cancellation", {}),
    (SURGERY, "sip_call", {"meeting_at": 30, "meeting_ends_at": 31, **CALLED}),
    (SURGERY, "sip_meeting", {"held_at": 0}),
    (SURGERY, "sip_plan", {}),
    (OFFICE, "sip_confirmation", {"answer": "confirms"}),
    (OFFICE, "sip_follow_up", {"goes_on": "no"}),
    (OFFICE, "sip_closing", {}),
    (OFFICE, "services_declined", {}),
    (OFFICE, "placement_request", {"to": PLACEMENT}),
    (PLACEMENT, "placement_attempt", {"result": "offered"}),
    (OFFICE, "placement_outcome", {}),
    (SURGERY, "outpatient_care", {}),
    (WARD, "leave_start", {"began_at": 0}),
    (WARD, "leave_end", {"ended_at": 0}),
    (WARD, "ready_notice", {}),
    (WARD, "ready_withdrawal", {}),
    (WARD, "lpt_notice", {}),
    (OFFICE, "ready_reply", {"answer": "receive", "receives_from": 30}),
    (OFFICE, "handover", {"to": "Biståndsenheten Bromma"}),
    (OFFICE, "handover_undone", {}),
    (OFFICE, "handover", {"to": "Biståndsenheten Bromma"}),
    ("Biståndsenheten Bromma", "wrong_receiver", {"to": OFFICE}),
    (WARD, "participant_added", {"to": "Biståndsenheten Bromma"}),
    ("Biståndsenheten Bromma", "planning_holder", {"holder": OFFICE}),
    (WARD, "municipality_correction", HUDDINGE | {"to": "Biståndsenheten Huddinge"}),
    (WARD, "municipality_correction", HUDDINGE | {"municipality": "0180", "to": OFFICE}),
    (WARD, "transfer", {"to": SOMATIC}),
    (SOMATIC, "discharge", {"discharged_at": 0}),
    (SOMATIC, "reopening", {}),
    (SOMATIC, "discharge", {"discharged_at": 0}),
    (SOMATIC, "discharge_information", {}),
    (SOMATIC, "patient_summary", {}),
    (SOMATIC, "cancel", {"message": "discharge"}),
    (SOMATIC, "deceased", {"deceased_at": 0}),
    (SOMATIC, "sent_in_error", {}),
]


def told_values(course: Course, changes: dict[str, Any]) -> dict[str, Any]:
    """Names of units and types as ids, hours as moments."""
    units = {who.unit.name: who.unit_id for who in course.staff.values()}
    units["Umeå kommun"] = course.not_connected.pk

    def meant(name: str, value: Any) -> Any:
        if name == "message":
            return [entry.id for entry in course.entries if entry.type == value][-1]
        if isinstance(value, tuple):
            return tuple(units[one] for one in value)
        if type(value) is int:
            return course.now + timedelta(hours=value)
        return units.get(value, value)

    return {name: meant(name, value) for name, value in changes.items()}


def test_what_chance_seldom_reaches() -> None:
    """One course with every message that a stay may have: the same must hold after each."""
    course = Course(WARD)
    for unit, name, changes in TOLD:
        course.now += timedelta(hours=1)
        message_type, state, who = MESSAGE_TYPES[name], process.fold(course.entries), course.at(unit)
        wanted = told_values(course, changes)
        if message_type.naming.to_parties:
            wanted[message_type.naming.to_parties] = [wanted[message_type.naming.to_parties]]
        values = values_of(message_type, state, course, who, First(), wanted)
        assert take_step(course, who, message_type, values), (
            name,
            message_type.refusals(state, who.unit_id),
            values,
        )
    starts = {message_type.name for message_type in MESSAGE_TYPES.values() if message_type.starts_case}
    # By the region.
    assert {name for _, name, _ in TOLD} == MESSAGE_TYPES.keys() - starts - {"objection_decision"}

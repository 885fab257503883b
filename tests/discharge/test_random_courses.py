"""Random courses of a case through the real actions and database: what must hold whatever is sent."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discharge import actions, process
from discharge.actions.sending import derive
from discharge.attachments.files import Upload
from discharge.models import Case
from discharge.process import MESSAGE_TYPES, MessageType, Refused, local_date
from discharge.process.fields import SERVICE, Field, Kind
from discharge.process.state import CaseState, Entry
from discharge.queries import journal
from municipalities.access.acting import acting
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.stays import MONDAY, Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])
EXAMPLES, STEPS = 15, 25
PLACEMENT = "Placeringssamordningen, Stockholms stad"
SOMATIC, PSYCHIATRIC = "Akutgeriatrik 12", "Psykosvård 51"
UNITS = (
    SOMATIC,
    PSYCHIATRIC,
    "Tensta vårdcentral",
    "Rinkeby vårdcentral",
    "Biståndsenheten Järva",
    "Biståndsenheten Bromma",
    "Biståndsenheten Huddinge",
    PLACEMENT,
)
#: A deadline moves to an earlier time only with these: a new expected date, a new meeting, a track that
#: starts again, and what takes an earlier message back.
MOVE_DEADLINES = {"expected_discharge_change", "sip_call", "track_choice", "cancel", "reopening"}


class Course:
    """One case, those who may act in it, and what has been sent."""

    def __init__(self, ward: str = SOMATIC) -> None:
        self.staff = {who.unit_id: who for who in map(people.assignment_at, UNITS)}
        self.stay = Stay(
            nurse=self.at(ward),
            coordinator=self.at("Tensta vårdcentral"),
            officer=self.at("Biståndsenheten Järva"),
            person=people.person_aged(10, MONDAY.date()),
        )
        self.now = self.stay.now
        self.entries = self.read()

    def at(self, unit: str) -> Assignment:
        return next(who for who in self.staff.values() if who.unit.name == unit)

    def read(self) -> list[Entry]:
        with acting(self.stay.nurse):
            self.entries = journal.read(self.stay.case.pk)
        return self.entries

    def sent_by(self, who: Assignment) -> list[UUID]:
        return [entry.id for entry in self.entries if entry.unit == who.unit_id]

    def send(self, who: Assignment, row: MessageType, values: dict[str, Any]) -> bool:
        """Whether it was sent, and not refused."""
        case_id = self.stay.case.pk
        try:
            with acting(who):
                actions.send(
                    by=who, case_id=case_id, type=row.name, values=values, submission=uuid4(), now=self.now
                )
        except Refused:
            return False
        return True

    def acknowledge(self, who: Assignment) -> None:
        with acting(who):
            actions.acknowledge(by=who, case_id=self.stay.case.pk, now=self.now)

    def differences(self, state: CaseState) -> list[str]:
        assert state.ward is not None
        with acting(self.staff[state.ward]):
            case = Case.objects.select_related("facts").get(pk=self.stay.case.pk)
            return derive.differences(case, state)


def values_of(
    row: MessageType,
    state: CaseState,
    course: Course,
    who: Assignment,
    rng: Random,
    wanted: dict[str, Any] | None = None,
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in row.fields:
        if field.filled or not field.shown(state):
            continue
        if wanted and field.name in wanted:
            values[field.name] = wanted[field.name]
            continue
        asked = field.asked_with(values)
        values[field.name] = _value(field, state, course, who, rng) if asked else None
    return values


def _services(field: Field, rng: Random) -> list[dict[str, str]]:
    """One or two rows, each with a side that answers for it."""
    sides = [value for value, _ in field.choices]
    texts = dict.fromkeys(SERVICE, "Som vi har talat om.")
    return [texts | {"party": rng.choice(sides)} for _ in range(rng.choice((1, 2)))]


def _value(field: Field, state: CaseState, course: Course, who: Assignment, rng: Random) -> Any:
    """One of the values that the field may have; None where there is nothing to choose."""
    now = course.now
    parties = field.units or (who.unit.party,)
    of_kind: dict[Kind, list[Any]] = {
        Kind.TEXT: [field.suggest(state) if field.suggest else "Rum 4"],
        Kind.LINK: ["https://mote.example/1"],
        Kind.TELEPHONE: ["08-123 00 00"],
        Kind.LONG_TEXT: ["Som vi har talat om."],
        Kind.DATE: [local_date(now) + timedelta(days=n) for n in (0, 2, 9)],
        Kind.MOMENT: [now, now + timedelta(hours=30)],
        Kind.CHOICE: [value for value, _ in field.choices],
        Kind.YES_NO: [True, False],
        Kind.QUESTION: [True, False],
        Kind.UNIT: [unit for unit, one in course.staff.items() if one.unit.party in parties],
        Kind.COLLEAGUE: [who.user_id],
        Kind.MESSAGE: course.sent_by(who),
        Kind.PARTICIPANT: list(state.parts),
        Kind.PARTIES: [rng.sample(sorted(state.parts), n) for n in (1, 2) if n <= len(state.parts)],
        Kind.EARLIER: [None, *state.versions.values()],
        Kind.FILE: [None, Upload("lista.pdf", "application/pdf", b"%PDF-")],
        Kind.SERVICES: [_services(field, rng)] if field.kind is Kind.SERVICES else [],
    }
    found = of_kind[field.kind]
    return rng.choice(found) if found else None


def chosen(course: Course, state: CaseState, rng: Random) -> tuple[Assignment, MessageType]:
    """Mostly what may be sent now and has not been sent often; one time in five anything at all."""
    who = course.staff[rng.choice(sorted(state.parts))]
    sends = [row for row in MESSAGE_TYPES.values() if not row.starts_case]
    allowed = [row for row, refusals in process.available(state, who.unit_id, who.unit.party) if not refusals]
    rows = sends if not allowed or rng.random() < 0.2 else allowed
    rarely = [1 / (1 + state.sent.get(row.name, 0)) ** 2 for row in rows]
    return who, rng.choices(rows, rarely)[0]


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
        take_step(course, who, row, values_of(row, state, course, who, rng))
        if rng.random() < 0.5:
            course.acknowledge(who)
            course.read()


def take_step(course: Course, who: Assignment, row: MessageType, values: dict[str, Any]) -> bool:
    """Send it, and see that what must hold does; whether it was sent, and not refused."""
    before = course.entries
    state = process.fold(before)
    was_sent = course.send(who, row, values)
    after = course.read()
    if was_sent:
        assert_was_allowed(row, values, state, who, course)
        assert_deadlines_hold(row, state, process.fold(after))
    assert_nothing_lost(before, after, row if was_sent else None)
    assert course.differences(process.fold(after)) == []
    return was_sent


def assert_was_allowed(
    row: MessageType, values: dict[str, Any], state: CaseState, who: Assignment, course: Course
) -> None:
    assert who.unit.party in row.senders
    assert row.refusals(state, who.unit_id) == []
    assert row.problems(values, state, course.now) == {}


def assert_nothing_lost(before: list[Entry], after: list[Entry], row: MessageType | None) -> None:
    """What was sent stands as it was, but for receipts; and there is one message more where one was sent."""
    assert [said(entry) for entry in after[: len(before)]] == [said(entry) for entry in before]
    assert [entry.type for entry in after[len(before) :]] == ([row.name] if row else [])


def said(entry: Entry) -> tuple[Any, ...]:
    return (entry.id, entry.type, entry.sent_at, entry.unit, entry.facts, [r.unit for r in entry.recipients])


def assert_deadlines_hold(row: MessageType, state: CaseState, after: CaseState) -> None:
    if row.name in MOVE_DEADLINES:
        return
    was, now = tasks(state), tasks(after)
    for owed in was.keys() & now.keys():
        if was[owed] is not None:
            assert now[owed] is not None
            assert now[owed] >= was[owed]


class First(Random):
    """Takes the first of what there is, so that a told course is the same each time."""

    def choice(self, seq: Any) -> Any:
        return seq[0]


WARD, SURGERY, OFFICE = PSYCHIATRIC, "Tensta vårdcentral", "Biståndsenheten Järva"
#: Who sends what, with the values that matter; the rest are the first that may be. Hours count from now.
TOLD: list[tuple[str, str, dict[str, Any]]] = [
    (OFFICE, "take", {}),
    (WARD, "guardian_named", {}),
    (SURGERY, "care_contact", {}),
    (WARD, "track_choice", {}),
    (WARD, "consent", {"information": "planning", "party": "all"}),
    (OFFICE, "status_report", {}),
    (WARD, "planning_note", {"follows": None}),
    (WARD, "general_message", {"to": OFFICE}),
    (OFFICE, "consent_withdrawal", {"information": "planning", "party": "all"}),
    (WARD, "harm_assessment", {"information": "all", "party": "all", "outcome": "may_share"}),
    (WARD, "participant_added", {"to": "Rinkeby vårdcentral"}),
    (WARD, "participant_removed", {"participant": "Rinkeby vårdcentral"}),
    (WARD, "expected_discharge_change", {"certainty": "certain"}),
    (SURGERY, "sip_call", {"meeting_at": 30}),
    (OFFICE, "sip_answer", {"answer": "accept"}),
    (SURGERY, "sip_call_change", {"meeting_at": 60}),
    (SURGERY, "sip_call_cancellation", {}),
    (SURGERY, "sip_call", {"meeting_at": 30}),
    (SURGERY, "sip_meeting", {"held_at": 0}),
    (SURGERY, "sip_plan", {}),
    (OFFICE, "sip_confirmation", {"answer": "confirms"}),
    (OFFICE, "sip_follow_up", {}),
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
    ("Biståndsenheten Bromma", "wrong_receiver", {"to": OFFICE}),
    (WARD, "transfer", {"to": SOMATIC}),
    (SOMATIC, "discharge", {"discharged_at": 0}),
    (SOMATIC, "reopening", {}),
    (SOMATIC, "discharge", {"discharged_at": 0}),
    (SOMATIC, "discharge_information", {}),
    (SOMATIC, "patient_summary", {}),
    (SOMATIC, "cancel", {"message": "discharge"}),
    (SOMATIC, "deceased", {"deceased_at": 0}),
]


def told_values(course: Course, changes: dict[str, Any]) -> dict[str, Any]:
    """Names of units and types as ids, hours as moments."""
    units = {who.unit.name: who.unit_id for who in course.staff.values()}

    def meant(name: str, value: Any) -> Any:
        if name == "message":
            return [entry.id for entry in course.entries if entry.type == value][-1]
        if isinstance(value, int):
            return course.now + timedelta(hours=value)
        return units.get(value, value)

    return {name: meant(name, value) for name, value in changes.items()}


def test_what_chance_seldom_reaches() -> None:
    """One course with every message that a stay may have: the same must hold after each."""
    course = Course(WARD)
    for unit, name, changes in TOLD:
        course.now += timedelta(hours=1)
        row, state, who = MESSAGE_TYPES[name], process.fold(course.entries), course.at(unit)
        wanted = told_values(course, changes)
        if row.to_parties:
            wanted[row.to_parties] = [wanted[row.to_parties]]
        values = values_of(row, state, course, who, First(), wanted)
        assert take_step(course, who, row, values), (name, row.refusals(state, who.unit_id), values)
    starts = {row.name for row in MESSAGE_TYPES.values() if row.starts_case}
    # Only where the municipality that pays takes no part.
    assert {name for _, name, _ in TOLD} == MESSAGE_TYPES.keys() - starts - {"payer_told"}

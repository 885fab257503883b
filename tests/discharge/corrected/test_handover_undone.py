"""A hand-over that is taken back, folded from messages alone: as if it had not been."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discharge import process
from discharge.process import MESSAGE_TYPES, liability_facts, sip_facts
from discharge.process.judging import payers
from discharge.process.state import Address, CaseState, Entry
from municipalities.units.parties import Party
from tests.factories.discharge.fold import OFFICE, OTHER_OFFICE, SURGERY, WARD, Story, address

UNDO = MESSAGE_TYPES["handover_undone"]
OTHER_WARD = Address(uuid4(), Party.INPATIENT)
WRONG = address(OTHER_OFFICE, "0180")
NEW = Address(uuid4(), Party.MUNICIPAL, "0126")
ELSEWHERE = address(OTHER_OFFICE, "0126")
REFUSED = "arbetar redan"


def undo(story: Story, by: UUID = OFFICE, message: UUID | None = None) -> Story:
    """What goes to the others: not to who should not have had it."""
    party, offices = ("municipal", "0180") if by == OFFICE else ("inpatient", None)
    at, taken_back = story.at, message or story.entries[-1].id
    others = tuple(a for a in (address(WARD), address(SURGERY), story.office) if a.unit != by)
    facts = {"message": taken_back}
    story.entries.append(Entry(uuid4(), UNDO.name, at, by, party, offices, facts, others))
    story.at += timedelta(minutes=1)
    return story


def said_to_the_wrong_one(story: Story, unit: UUID, type: str, **facts: Any) -> Story:
    """While the other has the case, what is sent goes to it and not to who left it."""
    story.say(unit, type, (), **facts)
    entry = story.entries[-1]
    others = tuple(WRONG if a.unit == OFFICE else a for a in entry.recipients)
    story.entries[-1] = replace(entry, recipients=others)
    return story


def correct_area(
    story: Story, municipality: str, how: str, to: Address, moved_on: date | None = None
) -> None:
    """By the ward; `to` comes in, and who leaves follows."""
    said: dict[str, Any] = {"municipality": municipality, "placed_by": None, "district": None, "how": how}
    said |= {"moved_on": moved_on, "to": to.unit}
    leaves = payers.leaving_units(story.state(), said, {})
    story.say(WARD, "municipality_correction", (to,), **said, leaves=leaves)


def tasks(state: CaseState, unit: UUID) -> list[tuple[str, Any]]:
    return sorted(((task.type, task.due) for task in state.tasks_of(unit)), key=str)


class TestTheSender:
    def test_has_its_part_again_with_its_tasks_and_their_own_deadlines(self) -> None:
        story = Story().ready()
        before = tasks(story.state(), OFFICE)
        story.hand_over(WRONG).at += timedelta(hours=5)
        state = undo(story).state()
        assert state.acts(OFFICE)
        assert tasks(state, OFFICE) == before
        assert {name for name, _ in before} == {"take", "ready_reply"}

    def test_owes_what_was_asked_of_the_other_meanwhile(self) -> None:
        story = Story().hand_over(WRONG)
        handover = story.entries[-1].id
        ready = {"sip_needed": False, "outpatient_care_needed": False, "compulsory_outpatient_care": False}
        said_to_the_wrong_one(story, WARD, "ready_notice", **ready)
        due = story.state().tasks_of(OTHER_OFFICE)[0].due
        state = undo(story, message=handover).state()
        assert ("ready_reply", due) in tasks(state, OFFICE)
        assert tasks(state, OTHER_OFFICE) == []

    def test_is_called_to_the_meeting_that_the_other_was_called_to(self) -> None:
        story = Story().say(WARD, "consent", information="sip", party="all").hand_over(WRONG)
        handover = story.entries[-1].id
        when = story.at + timedelta(days=2)
        said_to_the_wrong_one(story, SURGERY, "sip_call", meeting_at=when, meeting_form="video")
        state = undo(story, message=handover).state()
        assert state.sip.planned is not None
        assert OFFICE in state.sip.planned.called
        assert OTHER_OFFICE not in state.sip.planned.called

    def test_has_its_part_too_where_the_ward_was_to_find_the_right_one(self) -> None:
        story = Story().say(OFFICE, "wrong_receiver", to=None)
        state = undo(story).state()
        assert tasks(state, OFFICE) == [("take", None)]
        assert tasks(state, WARD) == []


class TestTheOther:
    def test_never_should_have_had_a_part(self) -> None:
        story = undo(Story().hand_over(WRONG))
        part = story.state().parts[OTHER_OFFICE]
        assert part.mistaken_at == story.entries[-1].sent_at
        assert (part.unacknowledged, story.state().acts(OTHER_OFFICE)) == (0, False)

    def test_keeps_the_part_that_it_had_before(self) -> None:
        story = Story().say(WARD, "participant_added", (WRONG,), to=OTHER_OFFICE)
        before = tasks(story.state(), OTHER_OFFICE)
        state = undo(story.hand_over(WRONG)).state()
        assert state.acts(OTHER_OFFICE)
        assert state.parts[OTHER_OFFICE].mistaken_at is None
        assert tasks(state, OTHER_OFFICE) == before

    def test_that_had_left_before_has_left_then(self) -> None:
        story = Story().say(WARD, "participant_added", (WRONG,), to=OTHER_OFFICE)
        story.say(WARD, "participant_removed", participant=OTHER_OFFICE)
        left = story.entries[-1].sent_at
        part = undo(story.hand_over(WRONG)).state().parts[OTHER_OFFICE]
        assert (part.ended_at, part.mistaken_at) == (left, None)

    def test_may_get_it_anew_and_lose_it_anew(self) -> None:
        story = undo(Story().hand_over(WRONG)).hand_over(WRONG)
        state = story.state()
        assert state.acts(OTHER_OFFICE)
        assert state.handed_over[OFFICE].is_new
        part = undo(story).state().parts[OTHER_OFFICE]
        assert part.mistaken_at == story.entries[-1].sent_at

    def test_whom_the_ward_has_brought_in_meanwhile_stays(self) -> None:
        story = Story().hand_over(WRONG)
        handover = story.entries[-1].id
        story.say(WARD, "participant_removed", participant=OTHER_OFFICE)
        story.say(WARD, "participant_added", (WRONG,), to=OTHER_OFFICE)
        assert not story.state().handed_over[OFFICE].is_new
        state = undo(story, message=handover).state()
        assert state.acts(OTHER_OFFICE)
        assert state.acts(OFFICE)

    def test_nor_whom_a_correction_of_the_municipality_has(self) -> None:
        story = Story().hand_over(WRONG)
        handover = story.entries[-1].id
        story.say(WARD, "participant_removed", participant=OTHER_OFFICE)
        correct_area(story, "0180", "wrong", to=WRONG)
        assert undo(story, message=handover).state().acts(OTHER_OFFICE)


class TestAMunicipalityThatTheCaseHasMovedFrom:
    """Whoever handed it over to the wrong unit there may take it back while the municipality still pays."""

    def moved(self, story: Story) -> tuple[Story, UUID]:
        story.hand_over(WRONG)
        handover = story.entries[-1].id
        story.at += timedelta(days=2)
        correct_area(story, "0126", "moved", moved_on=date(2026, 3, 10), to=NEW)
        return story, handover

    def test_has_nothing_to_take_back(self) -> None:
        story, _ = self.moved(Story())
        state = story.state()
        assert not state.acts(OFFICE)
        assert not state.acts(OTHER_OFFICE)
        assert "inte lämnat" in " ".join(UNDO.refusals(state, OFFICE))

    def test_takes_it_back_while_it_pays_and_leaves_with_that(self) -> None:
        story, handover = self.moved(Story().ready())
        assert UNDO.refusals(story.state(), OFFICE) == []
        assert undo(story, message=handover).state().acts(OFFICE)
        state = story.say(WARD, "ready_withdrawal").state()
        assert not state.acts(OFFICE)
        assert state.tasks_of(OFFICE) == []
        assert state.acts(NEW.unit)


class TestATransfer:
    def test_is_as_if_it_had_not_been(self) -> None:
        story = Story()
        before = liability_facts(story.state())
        story.say(WARD, "transfer", (OTHER_WARD,), to=OTHER_WARD.unit, care_type="psychiatric")
        assert liability_facts(story.state())["changes"]
        state = undo(story, WARD).state()
        assert (state.ward, state.care_type, state.transferred_at) == (WARD, "somatic", None)
        assert liability_facts(state) == before
        assert state.parts[OTHER_WARD.unit].mistaken_at

    def test_what_the_ward_sent_on_paper_meanwhile_is_its_own_to_enter(self) -> None:
        story = Story()
        story.say(WARD, "transfer", (OTHER_WARD,), to=OTHER_WARD.unit, care_type="somatic")
        between = story.at
        story.at += timedelta(hours=1)
        then = process.fold_until(undo(story, WARD).entries, between)
        assert MESSAGE_TYPES["ready_notice"].refusals(story.state(), WARD, then) == []
        assert not then.acts(OTHER_WARD.unit)


class TestWhoActed:
    def refusal(self, story: Story, unit: UUID = OFFICE) -> str:
        return " ".join(UNDO.refusals(story.state(), unit))

    def test_nobody_takes_back_what_it_has_not_left(self) -> None:
        assert "inte lämnat" in self.refusal(Story())
        assert UNDO not in [row for row, _ in process.available(Story().state(), OFFICE, "municipal")]

    def test_nor_what_the_other_has_said_something_in(self) -> None:
        story = Story().hand_over(WRONG)
        assert self.refusal(story) == ""
        story.say(OTHER_OFFICE, "take", responsible=1)
        assert REFUSED in self.refusal(story)

    def test_a_receipt_is_no_answer(self) -> None:
        story = Story().hand_over(WRONG)
        entry = story.entries[-1]
        read = tuple(replace(a, acknowledged_at=story.at) for a in entry.recipients)
        story.entries[-1] = replace(entry, recipients=read)
        assert self.refusal(story) == ""

    def test_nor_is_what_others_say(self) -> None:
        story = Story().hand_over(WRONG).say(SURGERY, "care_contact")
        assert self.refusal(story) == ""

    def test_nor_what_it_has_cancelled_since(self) -> None:
        story = Story().hand_over(WRONG).say(OTHER_OFFICE, "take", responsible=1)
        story.say(OTHER_OFFICE, "cancel", message=story.entries[-1].id)
        assert REFUSED in self.refusal(story)

    def test_a_new_one_whom_the_ward_has_found_has_it(self) -> None:
        story = Story().say(OFFICE, "wrong_receiver", to=None)
        assert self.refusal(story) == ""
        story.say(WARD, "participant_added", (WRONG,), to=OTHER_OFFICE)
        assert REFUSED in self.refusal(story)

    def test_who_has_been_brought_back_has_nothing_to_take_back(self) -> None:
        story = Story().hand_over(WRONG)
        story.say(OTHER_OFFICE, "handover", (story.office,), to=OFFICE)
        assert "inte lämnat" in self.refusal(story)
        # But the other may, which has handed it back.
        assert self.refusal(story, OTHER_OFFICE) == ""

    def test_it_goes_to_those_who_should_know_and_not_to_who_should_not_have_had_it(self) -> None:
        state = Story().hand_over(WRONG).state()
        assert process.receivers(UNDO, state, OFFICE) == [WARD, SURGERY]
        known = Story().say(WARD, "participant_added", (WRONG,), to=OTHER_OFFICE).hand_over(WRONG).state()
        assert set(process.receivers(UNDO, known, OFFICE)) == {WARD, SURGERY, OTHER_OFFICE}

    def test_also_when_the_person_has_died(self) -> None:
        story = Story().hand_over(WRONG).say(WARD, "deceased", deceased_at=story_time())
        assert self.refusal(story) == ""


def story_time() -> Any:
    return Story().at


class TestWhatReachedThePayer:
    def test_stays_where_it_reached_it_by_the_hand_over(self) -> None:
        """Whoever was told is told, though another office of the municipality should have been."""
        story = Story(municipality="0180", office_in="0126").ready()
        story.say(OFFICE, "wrong_receiver", (WRONG,), to=OTHER_OFFICE)
        reached = story.entries[-1].sent_at
        assert story.state().ready_periods[0].counts_from == reached
        assert undo(story).state().ready_periods[0].counts_from == reached

    def test_what_went_to_another_municipality_meanwhile_counts_from_when_it_is_taken_back(self) -> None:
        story = Story().hand_over(ELSEWHERE)
        handover = story.entries[-1].id
        ready = {"sip_needed": False, "outpatient_care_needed": False, "compulsory_outpatient_care": False}
        said_to_the_wrong_one(story, WARD, "ready_notice", **ready)
        sent = replace(
            story.entries[-1],
            recipients=tuple(
                ELSEWHERE if a.unit == OTHER_OFFICE else a for a in story.entries[-1].recipients
            ),
        )
        story.entries[-1] = sent
        assert story.state().ready_periods[0].counts_from is None
        undo(story, message=handover)
        assert story.state().ready_periods[0].counts_from == story.entries[-1].sent_at


READY = {"sip_needed": True, "outpatient_care_needed": True, "compulsory_outpatient_care": False}
BETWEEN: list[tuple[UUID, str, dict[str, Any]]] = [
    (WARD, "ready_notice", READY),
    (WARD, "ready_withdrawal", {}),
    (WARD, "expected_discharge_change", {"expected_discharge": None, "certainty": "unknown"}),
    (SURGERY, "care_contact", {}),
    (SURGERY, "outpatient_care", {"status": "available"}),
    (WARD, "consent", {"information": "sip", "party": "all"}),
    (SURGERY, "sip_call", {"meeting_at": Story().at + timedelta(days=3), "meeting_form": "video"}),
    (WARD, "services_declined", {"wish": "declines"}),
    (WARD, "track_choice", {"track": "red"}),
]


def as_if_never(state: CaseState) -> tuple[Any, ...]:
    """What a case comes to, but for who else has once had a part in it."""
    owed = sorted((task.unit.hex, task.type, str(task.due)) for task in state.tasks)
    parts = {u: (p.ended_at, p.responsible) for u, p in state.parts.items() if u != OTHER_OFFICE}
    called = [(meeting.called, meeting.answers) for meeting in state.sip.meetings]
    return owed, parts, called, state.ward, state.care_type, liability_facts(state), sip_facts(state)


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(["handover", "wrong_receiver"]))
def test_whatever_was_said_meanwhile_the_case_is_as_if_it_had_not_been(rng: Random, type: str) -> None:
    """Told twice: with the hand-over and what was sent to the wrong office; and never handed over at all."""
    said = [rng.choice(BETWEEN) for _ in range(rng.randint(0, 8))]
    first, last = sorted(rng.randint(0, len(said)) for _ in range(2))
    with_it, without = Story(), Story()
    handover = None
    for place in range(len(said) + 1):
        if place == first:
            with_it.say(OFFICE, type, (WRONG,), to=OTHER_OFFICE)
            handover, without.at = with_it.entries[-1].id, with_it.at
        if place == last and handover:
            undo(with_it, message=handover)
            without.at = with_it.at
        if place < len(said):
            unit, name, facts = said[place]
            tell = said_to_the_wrong_one if first <= place < last else Story.say
            tell(with_it, unit, name, **facts)
            without.say(unit, name, (), **facts)
            # The same message, told twice.
            without.entries[-1] = replace(without.entries[-1], id=with_it.entries[-1].id)
    without.entries[0] = replace(without.entries[0], id=with_it.entries[0].id)
    assert as_if_never(with_it.state()) == as_if_never(without.state())


@pytest.mark.parametrize("type", ["handover", "wrong_receiver", "transfer"])
def test_every_hand_over_may_be_taken_back(type: str) -> None:
    """The database names them too: see test_handover_undone.py of the database."""
    by = WARD if type == "transfer" else OFFICE
    to = OTHER_WARD if type == "transfer" else WRONG
    story = Story().say(by, type, (to,), to=to.unit, care_type="somatic")
    assert UNDO.refusals(story.state(), by) == []
    assert undo(story, by).state().acts(by)

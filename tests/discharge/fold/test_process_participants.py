"""Folded from messages alone: wrong receivers, units that come and go, tracks, children, reopening."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from discharge import process
from discharge.process import MESSAGE_TYPES
from discharge.process.state import Address, CaseState
from municipalities.swedish.clock import STOCKHOLM
from municipalities.units.parties import Party
from tests.factories.discharge.fold import OFFICE, OTHER_OFFICE, SURGERY, WARD, Story, address

CLINIC = Address(uuid4(), Party.OUTPATIENT, "0180")
RIGHT = address(OTHER_OFFICE, "0180")
NOON_TUESDAY = datetime(2026, 3, 10, 12, 0, tzinfo=STOCKHOLM)


def owed(state: CaseState, unit: Any) -> list[str]:
    return [task.type for task in state.tasks_of(unit)]


def wrong(story: Story, to: Address | None) -> Story:
    also = (to,) if to else ()
    return story.say(OFFICE, "wrong_receiver", also, to=to.unit if to else None)


def problem(type: str, name: str, value: Any, state: CaseState) -> str:
    found = MESSAGE_TYPES[type].problems({name: value}, state, datetime(2026, 3, 20, tzinfo=STOCKHOLM))
    return found.get(name, "")


class TestWrongReceiver:
    def test_it_is_sent_on_with_what_was_owed(self) -> None:
        state = wrong(Story(), RIGHT).state()
        assert not state.acts(OFFICE)
        assert owed(state, OFFICE) == []
        assert owed(state, OTHER_OFFICE) == ["take"]
        assert owed(state, WARD) == []

    def test_what_has_begun_to_be_owed_keeps_its_time(self) -> None:
        story = Story().ready()
        due = story.state().tasks_of(OFFICE)[0].due
        story.at += timedelta(hours=8)
        [reply] = [t for t in wrong(story, RIGHT).state().tasks_of(OTHER_OFFICE) if t.type == "ready_reply"]
        assert reply.due == due

    def test_without_a_name_the_ward_finds_the_right_one(self) -> None:
        story = wrong(Story().ready(), None)
        state = story.state()
        assert (owed(state, WARD), owed(state, OFFICE)) == (["participant_added"], [])
        story.at = NOON_TUESDAY - timedelta(hours=2)
        story.say(WARD, "participant_added", (RIGHT,), to=OTHER_OFFICE)
        state = story.state()
        assert owed(state, WARD) == []
        assert owed(state, OTHER_OFFICE) == ["ready_reply", "take"]
        assert state.tasks_of(OTHER_OFFICE)[0].due == NOON_TUESDAY + timedelta(hours=4)

    def test_a_notice_counts_when_it_first_reaches_the_payer_and_never_moves(self) -> None:
        story = Story(municipality="0180", office_in="0126").ready()
        wrong(story, None)
        assert story.state().ready_periods[0].counts_from is None
        story.say(WARD, "participant_added", (RIGHT,), to=OTHER_OFFICE)
        added = story.entries[-1].sent_at
        assert story.state().ready_periods[0].counts_from == added
        story.say(OTHER_OFFICE, "wrong_receiver", (), to=None)
        assert story.state().ready_periods[0].counts_from == added

    def test_outpatient_care_can_be_wrong_too(self) -> None:
        state = Story().say(SURGERY, "wrong_receiver", (CLINIC,), to=CLINIC.unit).state()
        assert owed(state, CLINIC.unit) == ["care_contact"]
        assert owed(state, OFFICE) == ["take"]


class TestAddedAndRemoved:
    def test_who_comes_in_later_is_asked_for_what_is_left(self) -> None:
        story = Story(expected_discharge=date(2026, 3, 12)).say(SURGERY, "care_contact")
        story.say(WARD, "consent", information="sip", party="all")
        story.ready(outpatient_care_needed=True).say(WARD, "participant_added", (CLINIC,), to=CLINIC.unit)
        state = story.state()
        assert sorted(owed(state, CLINIC.unit)) == ["outpatient_care", "sip_call"]
        call = next(t for t in state.tasks_of(CLINIC.unit) if t.type == "sip_call")
        assert call.due == datetime(2026, 3, 12, 23, 59, 59, tzinfo=STOCKHOLM)

    def test_one_named_contact_is_enough_for_all(self) -> None:
        story = Story().say(WARD, "participant_added", (CLINIC,), to=CLINIC.unit)
        assert owed(story.state(), CLINIC.unit) == ["care_contact"]
        state = story.say(SURGERY, "care_contact").state()
        assert owed(state, CLINIC.unit) == owed(state, SURGERY) == []

    def test_who_has_been_removed_owes_nothing_and_reads_no_more(self) -> None:
        story = Story().say(WARD, "participant_removed", (), participant=SURGERY)
        state = story.state()
        assert (state.acts(SURGERY), owed(state, SURGERY)) == (False, [])
        assert process.receivers(MESSAGE_TYPES["ready_notice"], state, WARD) == [OFFICE]
        again = story.say(WARD, "participant_added", (address(SURGERY),), to=SURGERY).state()
        assert again.acts(SURGERY)

    @pytest.mark.parametrize(
        ("unit", "says"),
        [
            (WARD, "Överför vårdtillfället"),
            (OFFICE, "Lägg till en annan enhet"),
            (OTHER_OFFICE, "Välj en enhet i listan"),
            (SURGERY, ""),
        ],
        ids=["the ward", "the payer's last", "a stranger", "the surgery"],
    )
    def test_who_may_not_be_removed(self, unit: Any, says: str) -> None:
        assert says in problem("participant_removed", "participant", unit, Story().state())
        assert bool(says) == bool(problem("participant_removed", "participant", unit, Story().state()))

    def test_an_office_of_the_payers_may_go_when_there_is_another(self) -> None:
        state = Story().say(WARD, "participant_added", (RIGHT,), to=OTHER_OFFICE).state()
        assert problem("participant_removed", "participant", OFFICE, state) == ""

    def test_nobody_is_added_twice(self) -> None:
        assert "Välj en annan enhet" in problem("participant_added", "to", OFFICE, Story().state())


class TestTracks:
    def grey(self) -> Story:
        return Story().say(WARD, "track_choice", (), track="grey")

    def test_grey_starts_no_deadlines_and_ends_those_that_run(self) -> None:
        story = self.grey()
        assert story.state().tasks == []
        story.say(WARD, "discharge", discharged_at=story.at, destination="home")
        assert story.state().tasks == []

    def test_grey_is_never_declared_ready(self) -> None:
        for name in ("ready_notice", "lpt_notice"):
            refusals = MESSAGE_TYPES[name].refusals(self.grey().state(), WARD)
            assert any("Byt spår först" in refusal for refusal in refusals)
        ready = Story().ready().state()
        assert "Återta" in problem("track_choice", "track", "grey", ready)
        assert problem("track_choice", "track", "red", ready) == ""

    def test_back_from_grey_the_same_is_owed_again(self) -> None:
        state = self.grey().say(WARD, "track_choice", (), track="yellow").state()
        assert (owed(state, OFFICE), owed(state, SURGERY)) == (["take"], ["care_contact"])

    def test_the_button_says_that_a_choice_is_changed(self) -> None:
        message_type = MESSAGE_TYPES["track_choice"]
        assert message_type.verb_in(Story().state()) == "Välj spår"
        assert message_type.verb_in(self.grey().state()) == "Byt spår"


class TestVariants:
    def test_a_notice_under_lpt_counts_as_ready_and_asks_for_no_sip(self) -> None:
        story = Story(care_type="psychiatric")
        story.say(WARD, "lpt_notice", (), outpatient_care_needed=True)
        state = story.state()
        assert state.ready is not None
        assert state.ready.counts_from == story.entries[-1].sent_at
        assert sorted(owed(state, SURGERY)) == ["care_contact", "outpatient_care"]
        facts = process.liability_facts(state)
        assert (facts["compulsory_outpatient_care"], len(facts["ready"])) == (True, 1)
        assert story.say(WARD, "ready_withdrawal").state().ready is None
        assert "ready_reply" not in owed(story.state(), OFFICE)

    @pytest.mark.parametrize(("care_type", "offered"), [("somatic", False), ("psychiatric", True)])
    def test_it_is_offered_where_compulsory_care_is_given(self, care_type: str, offered: bool) -> None:
        state = Story(care_type=care_type).state()
        assert offered == ("lpt_notice" in names(state))
        if not offered:
            assert "Meddela utskrivningsklar" in MESSAGE_TYPES["lpt_notice"].refusals(state, WARD)[0]

    def test_compulsory_inpatients_who_go_home_without_it_follow_the_ordinary_rule(self) -> None:
        story = Story(care_type="psychiatric").say(SURGERY, "care_contact")
        state = story.ready().say(WARD, "consent", information="sip", party="all").state()
        assert "sip_call" in owed(state, SURGERY)

    def test_guardians_are_asked_for_with_a_child_only(self) -> None:
        assert "guardian_named" in names(Story(minor=True).state())
        assert "guardian_named" not in names(Story().state())


def names(state: CaseState) -> set[str]:
    return {message_type.name for message_type, _ in process.available(state, WARD, Party.INPATIENT)}


class TestReopening:
    def ended(self) -> Story:
        story = Story().ready()
        return story.say(WARD, "discharge", discharged_at=story.at, destination="home")

    def test_the_stay_goes_on_as_if_it_had_never_ended(self) -> None:
        story = self.ended()
        before = Story().ready().state()
        story.say(WARD, "reopening", (), ending=story.entries[-1].id)
        state = story.state()
        assert (state.is_open, state.discharged_at, state.step) == (True, None, 5)
        assert [t.type for t in state.tasks] == [t.type for t in before.tasks]
        assert process.liability_facts(state)["discharged_at"] is None

    def test_it_is_offered_when_there_is_something_to_reopen(self) -> None:
        assert "reopening" not in names(Story().state())
        assert "reopening" in names(self.ended().state())


class TestTimes:
    def test_what_was_met_too_late_says_so_for_ever(self) -> None:
        story = Story().ready()
        story.at += timedelta(days=2)
        story.say(OFFICE, "ready_reply", (), answer="receive", receives_from=story.at)
        due = story.state().due
        assert due[story.entries[-1].id] == datetime(2026, 3, 9, 16, 0, tzinfo=STOCKHOLM)

    def test_the_notice_of_admission_is_due_within_a_day(self) -> None:
        story = Story()
        first = story.entries[0]
        assert story.state().due[first.id] == first.facts["admitted_at"] + timedelta(hours=24)

"""Several units of one municipality in a case: one of them holds the planning, whatever is sent."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from discharge import process
from discharge.process import MESSAGE_TYPES
from discharge.process.parts.planning import holder_beside, holds_planning
from discharge.process.state import Address, CaseState
from tests.factories.discharge.fold import MONDAY, OFFICE, OTHER_OFFICE, SURGERY, WARD, Story, address

OTHER = address(OTHER_OFFICE, "0180")
ELSEWHERE = address(OTHER_OFFICE, "0126")


def told(holds: UUID | None = None) -> Story:
    """Both units are told of the admission at once; `holds` is who holds the planning by the notice."""
    story = Story()
    [notice] = story.entries
    recipients, facts = (*notice.recipients, OTHER), {**notice.facts, "holds": holds}
    story.entries[0] = replace(notice, recipients=recipients, facts=facts)
    return story


def owed(state: CaseState, unit: UUID) -> list[str]:
    return sorted(task.type for task in state.tasks_of(unit))


def said(story: Story, unit: UUID, type: str, **facts: object) -> Story:
    """As `say`, to the other office too."""
    return story.say(unit, type, () if unit == OTHER_OFFICE else (OTHER,), **facts)


def test_the_first_holds_it_and_alone_owes_what_the_municipality_owes() -> None:
    state = told().ready().state()
    assert holder_beside(state, OTHER_OFFICE) == OFFICE
    assert owed(state, OFFICE) == ["ready_reply", "take"]
    assert owed(state, OTHER_OFFICE) == []
    assert state.acts(OTHER_OFFICE)


def test_the_notice_may_name_another() -> None:
    state = told(holds=OTHER_OFFICE).state()
    assert (owed(state, OFFICE), owed(state, OTHER_OFFICE)) == ([], ["take"])


def test_the_other_acts_as_participants_do_but_answers_no_notice() -> None:
    state = told().ready().state()
    refusals = {name: MESSAGE_TYPES[name].refusals(state, OTHER_OFFICE) for name in ("take", "ready_reply")}
    assert refusals["take"] == []
    assert "håller i planeringen" in refusals["ready_reply"][0]
    assert "general_message" in {row.name for row, _ in process.available(state, OTHER_OFFICE, "municipal")}


def test_units_of_two_municipalities_hold_each_its_own() -> None:
    state = Story().ready().say(WARD, "participant_added", (ELSEWHERE,), to=OTHER_OFFICE).state()
    assert holds_planning(state, OFFICE)
    assert owed(state, OTHER_OFFICE) == ["ready_reply", "take"]


def test_a_unit_that_comes_in_later_is_told_and_owes_nothing_unless_it_is_to_hold_it() -> None:
    told_only = Story().ready().say(WARD, "participant_added", (OTHER,), to=OTHER_OFFICE).state()
    assert (owed(told_only, OFFICE), owed(told_only, OTHER_OFFICE)) == (["ready_reply", "take"], [])
    holds = Story().ready().say(WARD, "participant_added", (OTHER,), to=OTHER_OFFICE, holds=True).state()
    assert (owed(holds, OFFICE), owed(holds, OTHER_OFFICE)) == ([], ["ready_reply", "take"])


def test_a_surgery_never_holds_it() -> None:
    removed = Story().say(WARD, "participant_removed", (), participant=SURGERY)
    state = removed.say(
        WARD, "participant_added", (address(SURGERY, "0180"),), to=SURGERY, holds=True
    ).state()
    assert holder_beside(state, OFFICE) == OFFICE


def test_it_is_passed_on_with_what_is_left_and_the_deadlines() -> None:
    story = told().ready()
    due = next(task.due for task in story.state().tasks_of(OFFICE) if task.type == "ready_reply")
    story.at += timedelta(hours=3)
    state = said(story, OFFICE, "planning_holder", holder=OTHER_OFFICE).state()
    assert (owed(state, OFFICE), owed(state, OTHER_OFFICE)) == ([], ["ready_reply", "take"])
    assert next(task.due for task in state.tasks_of(OTHER_OFFICE) if task.type == "ready_reply") == due


def test_what_is_done_is_not_asked_again_but_the_new_holder_takes_it() -> None:
    story = told().ready().say(OFFICE, "take", (OTHER,), responsible=1)
    story.say(OFFICE, "ready_reply", (OTHER,), answer="receive", receives_from=MONDAY)
    state = said(story, WARD, "planning_holder", holder=OTHER_OFFICE).state()
    assert (owed(state, OFFICE), owed(state, OTHER_OFFICE)) == ([], ["take"])


def test_of_two_who_pass_it_on_at_once_the_later_holds() -> None:
    story = told()
    said(story, OFFICE, "planning_holder", holder=OTHER_OFFICE)
    state = said(story, WARD, "planning_holder", holder=OFFICE).state()
    assert [one for one in (OFFICE, OTHER_OFFICE) if holds_planning(state, one)] == [OFFICE]
    assert (owed(state, OFFICE), owed(state, OTHER_OFFICE)) == (["take"], [])


@pytest.mark.parametrize(
    ("unit", "may"), [(OFFICE, True), (OTHER_OFFICE, False), (WARD, True)], ids=["holder", "other", "ward"]
)
def test_who_may_pass_it_on(unit: UUID, may: bool) -> None:
    refusals = MESSAGE_TYPES["planning_holder"].refusals(told().state(), unit)
    assert (refusals == []) is may


def test_nobody_where_one_unit_takes_part() -> None:
    for unit in (WARD, OFFICE):
        assert MESSAGE_TYPES["planning_holder"].refusals(Story().state(), unit)


@pytest.mark.parametrize(
    ("unit", "says"), [(OFFICE, "redan"), (SURGERY, "kommunal"), (UUID(int=7), "kommunal")]
)
def test_who_may_not_be_given_it(unit: UUID, says: str) -> None:
    found = MESSAGE_TYPES["planning_holder"].problems({"holder": unit, "reason": "x"}, told().state(), MONDAY)
    assert says in found["holder"]


class TestLeaving:
    def test_handed_over_it_goes_with_the_case_also_to_a_unit_that_takes_part(self) -> None:
        state = told().ready().say(OFFICE, "handover", (OTHER,), to=OTHER_OFFICE).state()
        assert holds_planning(state, OTHER_OFFICE)
        assert owed(state, OTHER_OFFICE) == ["ready_reply", "take"]

    def test_who_does_not_hold_it_hands_over_its_own_part_alone(self) -> None:
        third = UUID(int=3)
        story = told().ready()
        to = Address(third, "municipal", "0180")
        state = story.say(OTHER_OFFICE, "handover", (to,), to=third).state()
        assert (owed(state, OFFICE), owed(state, third)) == (["ready_reply", "take"], [])

    @pytest.mark.parametrize("type", ["wrong_receiver", "participant_removed"])
    def test_without_a_receiver_the_next_holds_it_and_owes_what_is_left(self, type: str) -> None:
        story = told().ready()
        if type == "wrong_receiver":
            said(story, OFFICE, type, to=None)
        else:
            said(story, WARD, type, participant=OFFICE)
        state = story.state()
        assert owed(state, OTHER_OFFICE) == ["ready_reply", "take"]

    def test_the_other_goes_and_nothing_moves(self) -> None:
        story = told().ready()
        before = owed(story.state(), OFFICE)
        state = said(story, WARD, "participant_removed", participant=OTHER_OFFICE).state()
        assert owed(state, OFFICE) == before

    def test_handed_over_to_another_municipality_each_holds_its_own(self) -> None:
        """The units that stay have their own again; what was sent on is owed by who got it."""
        third = UUID(int=3)
        story = told().ready().say(OFFICE, "handover", (Address(third, "municipal", "0126"),), to=third)
        state = story.state()
        assert owed(state, third) == ["ready_reply", "take"]
        assert holds_planning(state, OTHER_OFFICE)

    def test_a_hand_over_taken_back_leaves_it_where_it_was(self) -> None:
        story = told().ready().say(OFFICE, "handover", (OTHER,), to=OTHER_OFFICE)
        story.say(OFFICE, "handover_undone", (OTHER,), message=story.entries[-1].id)
        state = story.state()
        assert holds_planning(state, OFFICE)
        assert (owed(state, OFFICE), owed(state, OTHER_OFFICE)) == (["ready_reply", "take"], [])


def test_a_notice_counts_from_when_any_one_of_its_units_was_told() -> None:
    """LUS 5:3 p. 2 says "berörda enheter": that one of them was told is enough (assumed)."""
    story = Story().ready()
    sent = story.entries[-1].sent_at
    story.at += timedelta(days=1)
    story.say(WARD, "participant_added", (OTHER,), to=OTHER_OFFICE)
    assert story.state().ready_periods[0].counts_from == sent
    only_other = Story(municipality="0180", office_in="0126").ready()
    only_other.say(WARD, "participant_added", (OTHER,), to=OTHER_OFFICE)
    assert only_other.state().ready_periods[0].counts_from == only_other.entries[-1].sent_at


def test_several_units_change_no_money() -> None:
    """What liability follows from is the same, whoever of the payer's units was told or holds it."""
    one, several = Story().ready(), told().ready()
    for story in (one, several):
        story.say(OFFICE, "take", (), responsible=1)
    said(several, OFFICE, "planning_holder", holder=OTHER_OFFICE)
    facts: Any
    others: Any
    facts, others = (process.liability_facts(story.state()) for story in (one, several))
    for entry, other in zip(one.entries, several.entries, strict=False):
        others = replaced(others, str(other.id), str(entry.id))
    assert replaced(facts, "", "") == others


def replaced(facts: Any, old: str, new: str) -> Any:
    text = json.dumps(facts, default=str, sort_keys=True)
    return json.loads(text.replace(old, new) if old else text)

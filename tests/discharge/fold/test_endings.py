"""When a task ends undone, what is owed meanwhile, and what is kept of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from discharge.process import MESSAGE_TYPES, fold
from discharge.process.judging import endings
from discharge.process.state import CaseState
from discharge.process.table.participants import ENTERING
from discharge.process.times import ASKED_FOR, ENDS
from municipalities.swedish.clock import last_second, local_date
from tests.factories.discharge.fold import MONDAY, OFFICE, OTHER_OFFICE, SURGERY, WARD, Story, address
from tests.factories.discharge.sip import FOLLOW_UP, Sip

DAY = timedelta(days=1)


def owed(state: CaseState, unit: UUID) -> list[str]:
    return sorted(task.type for task in state.tasks_of(unit))


def lapsed(state: CaseState) -> set[tuple[UUID, str]]:
    return {(one.unit, one.type) for one in state.lapsed}


def later(story: Story, days: float) -> CaseState:
    """The case as the night so many days on leaves it."""
    state = story.state()
    endings.end_until(state, story.at + timedelta(days=days))
    return state


def home(story: Story | None = None, *, consents: bool = True) -> Story:
    story = story or Story()
    if consents:
        story.say(WARD, "consent", information="all", party="all")
    return story.say(WARD, "discharge", discharged_at=story.at, destination="home")


def test_every_row_says_what_ends_what_it_asks_for() -> None:
    rows = [ask for row in MESSAGE_TYPES.values() for ask in (*row.asks, *row.to_self)]
    assert len(rows) > len(ENTERING)
    assert {ask.ends for ask in rows} == ENDS.keys()


def test_while_the_person_is_in_hospital_nothing_ends_by_age() -> None:
    story = Story().ready()
    state = later(story, 400)
    assert state.tasks == story.state().tasks
    assert (endings.next_end(state), state.lapsed) == (None, [])


def test_a_named_contact_and_the_answer_end_with_the_discharge() -> None:
    state = home(Story().ready()).state()
    assert (owed(state, SURGERY), owed(state, OFFICE)) == ([], [])
    assert lapsed(state) == {(SURGERY, "care_contact"), (OFFICE, "take"), (OFFICE, "ready_reply")}


def test_the_rest_ends_thirty_days_after_the_discharge() -> None:
    story = home()
    both = ["discharge_information", "patient_summary"]
    assert owed(later(story, 29), WARD) == both
    state = later(story, 31)
    assert owed(state, WARD) == []
    assert {(WARD, name) for name in both} <= lapsed(state)
    assert endings.next_end(story.state()) == last_second(MONDAY.date()) + ASKED_FOR


def test_what_comes_on_paper_later_answers_an_ended_task() -> None:
    """Late, and not undone: what was sent is done whenever it is told."""
    story = home()
    story.at += 40 * DAY
    story.say(WARD, "patient_summary")
    assert (WARD, "patient_summary") not in lapsed(later(story, 1))


def test_without_consent_nothing_is_owed_and_nothing_was_undone() -> None:
    story = home(consents=False)
    assert owed(story.state(), WARD) == ["patient_summary"]
    assert lapsed(later(story, 31)) == lapsed(story.state()) | {(WARD, "patient_summary")}


def test_consent_that_comes_later_makes_it_owed_the_same_day() -> None:
    story = home(consents=False)
    story.at += 3 * DAY
    given = story.at
    story.say(WARD, "consent", information="going_home", party="municipal")
    [task] = [task for task in story.state().tasks_of(WARD) if task.type == "discharge_information"]
    assert task.due == last_second(local_date(given))
    story.say(OFFICE, "consent_withdrawal", information="going_home", party="all")
    assert owed(story.state(), WARD) == ["patient_summary"]


def test_a_stay_that_is_opened_again_owes_again_what_had_ended() -> None:
    story = home(Story(), consents=False)
    before = story.entries[:-1]
    ending = story.entries[-1].id
    story.say(WARD, "reopening", ending=ending)
    state = later(story, 400)
    assert state.tasks == fold(before).tasks
    assert state.lapsed == []


def test_a_corrected_discharge_moves_the_end() -> None:
    story = home(Story())
    said = story.entries[-1]
    moved = said.facts["discharged_at"] - 10 * DAY
    story.say(WARD, "discharge", discharged_at=moved, destination="home")
    story.entries[-1] = replace(story.entries[-1], corrects=said.id)
    due = {task.type: task.due for task in story.state().tasks_of(WARD)}
    assert due["patient_summary"] == last_second(local_date(moved))


class TestSip:
    def test_an_answer_to_a_call_ends_with_the_meeting(self) -> None:
        story = Sip().consent().call()
        state = story.state()
        assert "sip_answer" in owed(state, OFFICE)
        assert state.sip.planned is not None
        endings.end_until(state, state.sip.planned.starts_at)
        assert "sip_answer" not in owed(state, OFFICE)
        assert (OFFICE, "sip_answer") in lapsed(state)
        assert (OFFICE, "sip_answer") in lapsed(story.hold().state())

    def test_minutes_of_a_meeting_long_after_the_discharge_are_owed_after_it(self) -> None:
        """Not thirty days after the discharge, before there was a meeting."""
        story = Sip().consent().call(meeting_at=MONDAY + 60 * DAY)
        home(story, consents=False)
        assert "sip_meeting" in owed(later(story, 45), SURGERY)
        assert "sip_meeting" not in owed(later(story, 95), SURGERY)

    def test_a_follow_up_waits_for_its_own_day(self) -> None:
        story = home(Sip().consent().call().hold().plan(main_party="outpatient"), consents=False)
        days = (FOLLOW_UP - local_date(story.at)).days
        assert "sip_follow_up" in owed(later(story, days + 29), SURGERY)
        assert "sip_follow_up" not in owed(later(story, days + 32), SURGERY)

    def test_consent_withdrawn_and_given_again_asks_for_the_same(self) -> None:
        story = Sip().consent().call()
        asked = story.owed()
        story.say(OFFICE, "consent_withdrawal", information="sip", party="all")
        assert story.owed() == set()
        assert story.consent().owed() == asked

    def test_a_death_closes_what_was_owed_and_not_what_waited_for_something_else(self) -> None:
        story = Story().say(WARD, "consent", information="sip", party="all").ready()
        before = story.state()
        assert {task.type for task in before.asked} - {task.type for task in before.tasks} == {"sip_call"}
        story.say(WARD, "deceased", (), deceased_at=story.at)
        closed = story.state().closed_by_death
        assert closed is not None
        assert closed.owed == tuple(dict.fromkeys(task.type for task in before.tasks))

    def test_the_contact_is_named_before_the_call_is_due(self) -> None:
        """Nobody can call before: so what is owed is the contact, by when the call is."""
        story = Story().say(WARD, "consent", information="sip", party="all").ready()
        [task] = story.state().tasks_of(SURGERY)
        assert (task.type, task.due) == ("care_contact", last_second(MONDAY.date() + 3 * DAY))
        state = story.say(SURGERY, "care_contact").state()
        assert owed(state, SURGERY) == ["sip_call"]


def test_what_a_withdrawal_takes_back_is_taken_back_from_who_came_in_later_too() -> None:
    to = address(OTHER_OFFICE, "0180")
    story = Story().ready().say(WARD, "participant_added", (to,), to=OTHER_OFFICE, holds=True)
    assert "ready_reply" in owed(story.state(), OTHER_OFFICE)
    state = story.say(WARD, "ready_withdrawal").state()
    assert owed(state, OTHER_OFFICE) == ["take"]
    assert state.lapsed == []


def test_the_column_and_the_page_end_the_same() -> None:
    """The page knows from the column how far the night has come."""
    for days in (0, 20, 31, 400):
        story = home(Sip().consent().call(), consents=False)
        night = later(story, days)
        page = story.state()
        endings.end_before(page, endings.next_end(night))
        assert (page.tasks, page.lapsed) == (night.tasks, night.lapsed)

"""Who is called to a SIP's meeting beside all units, what they are asked for, and goals one by one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from discharge import process
from discharge.process import MESSAGE_TYPES, columns
from discharge.process.sip.words import outcome_of
from discharge.process.state import Address, CaseState
from municipalities.units.parties import Party
from tests.factories.discharge.fold import OFFICE, SURGERY, WARD
from tests.factories.discharge.sip import FOLLOW_UP, MEETING, Sip, called, outside_stay, planned
from tests.factories.stays import MONDAY

PEOPLE = [{"id": "patient", "kind": "patient"}, {"id": "b", "kind": "next_of_kin"}]
TO_OFFICE: dict[str, Any] = {"called": (OFFICE,), "survey_from": (), "people": PEOPLE}


def chosen(**changes: Any) -> Sip:
    """The office is called, not the ward; and two who are no units."""
    return Sip().consent().call(**TO_OFFICE | changes)


def noted(story: Sip) -> dict[str, str]:
    meeting = story.state().sip.meeting
    assert meeting
    return {person: said.answer for person, said in meeting.noted.items()}


def note(story: Sip, unit: UUID = SURGERY, **answers: str) -> Sip:
    rows = [{"id": person, "answer": answer, "word": ""} for person, answer in answers.items()]
    story.say(unit, "sip_people", answers=rows)
    return story


def owed_types(story: Sip) -> set[str]:
    return {owed for _, owed in story.owed()}


# --- units -----------------------------------------------------------------------------------------


def test_a_unit_that_is_not_called_owes_no_answer_and_has_no_meeting_of_its_own() -> None:
    story = chosen()
    assert (OFFICE, "sip_answer") in story.owed()
    assert (WARD, "sip_answer") not in story.owed()
    assert story.refusals("sip_answer", WARD) == [
        "Er enhet är inte kallad till mötet. Be den som kallade att ändra kallelsen om ni ska vara med."
    ]
    state = story.state()
    meeting_of = {unit: _column("meeting_at", state, unit) for unit in (OFFICE, SURGERY, WARD)}
    assert meeting_of == {OFFICE: MEETING, SURGERY: MEETING, WARD: None}


def _column(name: str, state: CaseState, unit: UUID) -> Any:
    return columns.values(columns.PART, state, state.parts[unit])[name]


def test_a_call_from_before_units_were_chosen_called_all_and_asked_for_no_survey() -> None:
    assert called().owed() == {(WARD, "sip_answer"), (OFFICE, "sip_answer"), (SURGERY, "sip_meeting")}


def test_a_change_may_call_others_and_asks_everybody_anew() -> None:
    story = note(chosen(), b="comes")
    story.say(OFFICE, "sip_answer", answer="accept")
    story.say(
        SURGERY,
        "sip_call_change",
        meeting_at=MEETING + timedelta(days=1),
        meeting_form="room",
        called=(WARD,),
        people=PEOPLE,
    )
    meeting = story.state().sip.planned
    assert meeting
    assert meeting.called == {WARD}
    assert not meeting.answers
    assert not meeting.noted
    assert {task for task in story.owed() if task[1] in ("sip_answer", "sip_people")} == {
        (WARD, "sip_answer"),
        (SURGERY, "sip_people"),
    }


def test_a_survey_is_owed_by_those_who_were_asked_until_the_meeting_is_over() -> None:
    story = chosen(survey_from=(OFFICE,))
    assert (OFFICE, "sip_survey") in story.owed()
    assert (WARD, "sip_survey") not in story.owed()
    due = {task.type: task.due for task in story.state().tasks}
    assert due["sip_survey"] == MEETING
    assert story.refusals("sip_survey", WARD) == []
    assert "sip_survey" not in owed_types(story.hold())
    cancelled = chosen(survey_from=(OFFICE,))
    cancelled.say(SURGERY, "sip_call_cancellation")
    assert not owed_types(cancelled) & {"sip_survey", "sip_people", "sip_answer"}


def test_a_survey_is_written_where_a_sip_is_to_be() -> None:
    refusal = ["Först när en SIP ska göras. Kalla till SIP, eller invänta kallelsen."]
    assert Sip().consent().refusals("sip_survey") == refusal
    assert outside_stay().refusals("sip_survey", OFFICE) == []
    assert planned().refusals("sip_survey") == refusal


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"called": (UUID(int=7),)}, "called", "Välj bland de enheter som deltar"),
        ({"called": ()}, "called", "Fyll i uppgiften."),
        ({"survey_from": (WARD,)}, "survey_from", "Be bara enheter som kallas till mötet."),
        ({"meeting_ends_at": MEETING}, "meeting_ends_at", "Ange en senare tid när det slutar."),
        ({"meeting_ends_at": MEETING - timedelta(days=1)}, "meeting_ends_at", "Ange en senare tid"),
        ({"meeting_ends_at": MEETING + timedelta(days=1)}, "meeting_ends_at", "längre än tolv timmar"),
        ({"meeting_ends_at": None}, "meeting_ends_at", "Fyll i uppgiften."),
        ({"purpose": " "[:0]}, "purpose", "Fyll i uppgiften."),
        ({"people": [{"kind": "school", "name": ""}]}, "people", "Fyll i namn på rad 1."),
        ({"people": [{"kind": "", "name": "Eva"}]}, "people", "Fyll i vem på rad 1."),
        ({"people": [{"kind": "patient"}, {"kind": "patient"}]}, "people", "står på två rader"),
    ],
)
def test_what_is_wrong_in_a_call_is_said_at_its_field(changes: dict[str, Any], field: str, said: str) -> None:
    values: dict[str, Any] = {
        "purpose": "Stödet hemma",
        "meeting_at": MEETING,
        "meeting_ends_at": MEETING + timedelta(hours=1),
        "meeting_form": "room",
        "place": "Rum 4",
        "called": (OFFICE,),
        "survey_from": (),
        "people": PEOPLE,
    }
    row, state = MESSAGE_TYPES["sip_call"], Sip().consent().state()
    values["people"] = [person | {"name": "Eva Ek"} for person in PEOPLE]
    assert row.problems(values, state, MONDAY) == {}
    assert said in row.problems(values | changes, state, MONDAY)[field]


# --- those who are no units ------------------------------------------------------------------------


def test_each_is_noted_by_a_unit_with_when_and_the_last_word_holds() -> None:
    story = note(chosen(), b="declines")
    assert noted(story) == {"b": "declines"}
    assert (SURGERY, "sip_people") in story.owed()
    note(story, OFFICE, b="comes", patient="comes")
    assert noted(story) == {"b": "comes", "patient": "comes"}
    meeting = story.state().sip.meeting
    assert meeting
    assert (meeting.noted["b"].unit, meeting.noted["b"].at) == (OFFICE, story.entries[-1].sent_at)
    assert "sip_people" not in owed_types(story)


def test_who_declined_and_came_all_the_same_came() -> None:
    story = note(chosen(), b="declines", patient="comes")
    story.at = MEETING + timedelta(hours=1)
    came = [{"id": "b", "answer": "came"}]
    story.say(
        SURGERY,
        "sip_meeting",
        held_at=MEETING,
        meeting_form="room",
        person_took_part="yes",
        came_people=came,
    )
    meeting = story.state().sip.meeting
    assert meeting
    assert meeting.came == {"b": "came"}


def test_nobody_is_noted_who_is_not_called() -> None:
    row, state = MESSAGE_TYPES["sip_people"], chosen().state()
    strange = [{"id": "x", "answer": "comes", "word": ""}]
    assert row.problems({"answers": strange}, state, MONDAY)["answers"] == (
        "Listan har ändrats sedan formuläret öppnades. Öppna det igen."
    )
    twice = [{"id": "b", "answer": "comes"}] * 2
    assert "hålla isär" in row.problems({"answers": twice}, state, MONDAY)["answers"]
    assert row.problems({"answers": []}, state, MONDAY)["answers"] == "Fyll i uppgiften."
    assert called().refusals("sip_people") == [
        "Bara enheter är kallade till mötet. Ändra kallelsen om fler ska vara med."
    ]


@pytest.mark.parametrize("row_id", ["a/b", "Anna Ek", "å", "b\n", "x" * 41])
def test_the_id_of_a_row_is_no_text(row_id: str) -> None:
    """It is a fact, and stands in the address of an invitation."""
    people = [{"id": row_id, "kind": "next_of_kin", "name": "Anna Ek", "contact": ""}]
    problems = MESSAGE_TYPES["sip_call"].problems({"people": people}, chosen().state(), MONDAY)
    assert "hålla isär" in problems["people"]


def test_who_takes_over_from_the_caller_notes_and_changes_what_the_caller_would() -> None:
    clinic, story = Address(uuid4(), Party.OUTPATIENT, "0180"), chosen()
    story.say(SURGERY, "handover", (clinic,), to=clinic.unit)
    assert (clinic.unit, "sip_people") in story.owed()
    assert (SURGERY, "sip_people") not in story.owed()
    assert story.refusals("sip_call_change", clinic.unit) == []


# --- goals -----------------------------------------------------------------------------------------

GOALS = [{"id": "a", "party": "municipal"}, {"id": "b", "party": "school"}]


def followed(*answers: str) -> Sip:
    story = planned().plan(goals=GOALS).go_home()
    rows = [{"id": goal["id"], "answer": answer} for goal, answer in zip(GOALS, answers, strict=True)]
    facts: dict[str, Any] = {"followed_up_on": FOLLOW_UP, "goes_on": "yes", "next_follow_up_on": FOLLOW_UP}
    story.say(OFFICE, "sip_follow_up", **facts, reached=rows)
    return story


def test_goals_are_followed_up_one_by_one_and_counted() -> None:
    state = followed("reached", "not_relevant").state()
    assert state.sip.standing == {"a": "reached", "b": "not_relevant"}
    assert state.sip.follow_ups[0].outcome == "reached"
    facts = process.sip_facts(state)
    assert (facts["goals"], facts["goals_standing"]) == (2, {"not_relevant": 1, "reached": 1})
    assert facts["follow_ups"][0]["goals"] == {"not_relevant": 1, "reached": 1}


def test_a_goal_keeps_how_it_stands_into_a_new_version_and_a_new_goal_has_nothing() -> None:
    story = followed("partly", "reached").plan(goals=[GOALS[0], {"id": "c", "party": ""}])
    assert story.state().sip.standing == {"a": "partly"}
    facts = process.sip_facts(story.state())
    assert (facts["goals"], facts["goals_standing"]) == (2, {"partly": 1})


@pytest.mark.parametrize(
    ("goals", "outcome"),
    [
        (["reached", "reached"], "reached"),
        (["reached", "not_reached"], "partly"),
        (["partly", "partly"], "partly"),
        (["not_reached"], "not_reached"),
        (["not_relevant", "not_reached"], "not_reached"),
        (["not_relevant"], "not_assessed"),
    ],
)
def test_what_the_goals_come_to_together(goals: list[str], outcome: str) -> None:
    assert outcome_of(goals) == outcome


def test_a_follow_up_answers_for_each_goal_of_the_plan_as_it_holds_now() -> None:
    row, state = MESSAGE_TYPES["sip_follow_up"], planned().plan(goals=GOALS).state()
    one = {"id": "a", "answer": "reached", "word": ""}
    assert row.problems({"reached": [one]}, state, MONDAY)["reached"] == "Svara för varje rad."
    gone = [one, {"id": "z", "answer": "reached", "word": ""}]
    assert "Listan har ändrats" in row.problems({"reached": gone}, state, MONDAY)["reached"]


def test_an_old_follow_up_and_an_old_plan_are_read_as_they_stand() -> None:
    """Goals were one text, and what became of them one answer."""
    story = planned().go_home()
    facts: dict[str, Any] = {
        "followed_up_on": FOLLOW_UP,
        "outcome": "reached",
        "goes_on": "no",
        "next_follow_up_on": None,
    }
    story.say(OFFICE, "sip_follow_up", **facts)
    state = story.state()
    assert (state.sip.goals, state.sip.standing, state.sip.follow_ups[0].outcome) == (("1",), {}, "reached")
    row = MESSAGE_TYPES["sip_plan"]
    said = row.decoded({"goals": "Går själv.", "services": [{"what": "Hemtjänst", "party": "municipal"}]})
    assert said["goals"] == [{"id": "1", "what": "Går själv.", "how": "", "party": "", "who": ""}]
    assert said["services"] == [{"id": "1", "what": "Hemtjänst", "party": "municipal", "who": "", "when": ""}]


def test_facts_hold_ids_and_codes_and_no_words() -> None:
    row = MESSAGE_TYPES["sip_plan"]
    goals = [{"id": "a", "what": "Går själv", "how": "", "party": "school", "who": "Klara"}]
    facts, content = row.split({"goals": goals, "main_party": "municipal"})
    assert facts["goals"] == [{"id": "a", "party": "school", "what": "", "how": "", "who": ""}]
    assert content["goals"] == goals
    assert row.decoded(facts | content)["goals"] == goals


def test_a_follow_up_is_not_before_the_plan_nor_its_next_before_it() -> None:
    row, state = MESSAGE_TYPES["sip_follow_up"], planned().state()
    written = state.sip.versions[0].at.date()
    found = row.problems({"followed_up_on": written - timedelta(days=1)}, state, MEETING + timedelta(days=9))
    assert found["followed_up_on"].startswith("Datumet är före planen, som skrevs")
    values = {"followed_up_on": FOLLOW_UP, "goes_on": "yes", "next_follow_up_on": FOLLOW_UP}
    found = row.problems(values, state, MEETING)
    assert found["next_follow_up_on"] == "Nästa uppföljning ligger före den här. Ange ett senare datum."


# --- complex ---------------------------------------------------------------------------------------


def test_a_case_is_marked_as_complex_and_counted_also_without_a_sip() -> None:
    story = Sip()
    assert process.sip_facts(story.state()) == {}
    story.say(OFFICE, "complexity", complex="yes")
    assert process.sip_facts(story.state())["complex"] is True
    story.say(WARD, "complexity", complex="no")
    assert process.sip_facts(story.state()) == {}

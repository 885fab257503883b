"""A SIP from call to closing, folded: what it asks of whom, what may not be done yet, what is counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from discharge import process
from discharge.process import MESSAGE_TYPES
from discharge.process.state import CareChange
from municipalities.swedish.clock import STOCKHOLM
from municipalities.units.parties import Party
from tests.factories.discharge.fold import MONDAY, OFFICE, OTHER_OFFICE, SURGERY, WARD, address
from tests.factories.discharge.sip import FOLLOW_UP, MEETING, Sip, called, outside_stay, planned

# --- consent ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("type", ["sip_call", "sip_meeting", "sip_plan", "sip_confirmation", "sip_follow_up"])
def test_nothing_of_a_sip_without_consent(type: str) -> None:
    story = planned()
    story.say(OFFICE, "consent_withdrawal", information="sip", party="all")
    assert any("Samtycke saknas" in refusal for refusal in story.refusals(type))


def test_the_call_says_what_to_do_when_consent_is_missing() -> None:
    story = Sip()
    story.say(SURGERY, "care_contact")
    (refusal,) = story.refusals("sip_call")
    assert refusal.startswith(
        "Samtycke saknas för att lämna ”SIP och dess uppföljning” till slutenvård och kommun."
    )
    assert "registrera det i ärendet först" in refusal
    assert Sip().consent().refusals("sip_call") == []


def test_withdrawn_consent_stops_what_was_owed_and_leaves_closing() -> None:
    story = planned()
    story.say(SURGERY, "consent_withdrawal", information="sip", party="all")
    assert story.owed() == set()
    assert story.refusals("sip_closing") == []


def test_consent_again_brings_the_follow_up_back() -> None:
    story = planned()
    story.say(SURGERY, "consent_withdrawal", information="sip", party="all")
    story.say(SURGERY, "consent", information="sip", party="all")
    assert (OFFICE, "sip_follow_up") in story.owed()


def test_a_samordnad_vardplan_needs_no_consent_and_is_called_by_its_name() -> None:
    story = Sip().ready(compulsory_outpatient_care=True)
    assert MESSAGE_TYPES["sip_plan"].refusals(story.state(), SURGERY) == []
    assert process.plan_name(story.state()) == "Samordnad vårdplan"
    assert process.plan_name(planned().state()) == "Samordnad individuell plan (SIP)"


# --- the meeting -----------------------------------------------------------------------------------


def test_the_call_asks_the_others_to_answer_and_the_caller_for_notes() -> None:
    assert called().owed() == {(WARD, "sip_answer"), (OFFICE, "sip_answer"), (SURGERY, "sip_meeting")}
    due = {task.type: task.due for task in called().state().tasks if task.type.startswith("sip")}
    assert due["sip_answer"] == MEETING
    assert due["sip_meeting"] == MEETING.replace(hour=23, minute=59, second=59)


def test_a_changed_call_moves_the_meeting_and_asks_anew() -> None:
    story = called()
    story.say(OFFICE, "sip_answer", answer="accept", proposed_at=None)
    assert story.owed() == {(WARD, "sip_answer"), (SURGERY, "sip_meeting")}
    later = MEETING + timedelta(days=1)
    story.say(SURGERY, "sip_call_change", meeting_at=later, meeting_form="video")
    meeting = story.state().sip.planned
    assert meeting is not None
    assert (meeting.starts_at, meeting.form, meeting.answers) == (later, "video", {})
    assert (OFFICE, "sip_answer") in story.owed()


def test_only_the_caller_changes_and_cancels_and_only_who_is_called_answers() -> None:
    story = called()
    assert story.refusals("sip_call_change", OFFICE) == [
        "Den enhet som kallade ändrar eller ställer in mötet. Svara på kallelsen."
    ]
    assert story.refusals("sip_answer", SURGERY) == [
        "Er enhet är inte kallad till mötet. Be den som kallade att ändra kallelsen om ni ska vara med."
    ]
    assert story.refusals("sip_answer", OFFICE) == []


def test_a_second_call_waits_until_the_meeting_has_been_or_is_cancelled() -> None:
    story = called()
    assert story.refusals("sip_call") == ["Ett möte är redan planerat. Ändra kallelsen eller ställ in mötet."]
    story.say(SURGERY, "sip_call_cancellation")
    assert story.owed() == set()
    assert story.refusals("sip_call") == []
    assert story.state().sip.meeting is None


def test_a_call_counts_for_liability_though_its_meeting_was_cancelled() -> None:
    story = called()
    sent = story.entries[-1].sent_at
    story.say(SURGERY, "sip_call_cancellation")
    assert process.liability_facts(story.state())["sip_calls"] == [sent.astimezone(UTC).isoformat()]


def test_notes_are_taken_and_the_plan_is_owed() -> None:
    story = called().hold()
    assert story.owed() == {(SURGERY, "sip_plan")}
    assert story.state().sip.held[0].person_took_part == "yes"
    assert story.refusals("sip_plan") == []
    assert called().refusals("sip_plan") == [
        "Först när SIP-mötet är dokumenterat. Dokumentera vad ni kom fram till på mötet."
    ]


def test_a_unit_that_takes_over_the_case_answers_in_the_others_place() -> None:
    story = called()
    story.hand_over(address(OTHER_OFFICE, "0180"))
    assert story.refusals("sip_answer", OTHER_OFFICE) == []
    assert (OTHER_OFFICE, "sip_answer") in story.owed()


# --- the plan --------------------------------------------------------------------------------------


def test_the_plan_asks_each_other_party_and_the_main_one_for_a_follow_up() -> None:
    story = planned()
    assert story.owed() == {
        (WARD, "sip_confirmation"),
        (OFFICE, "sip_confirmation"),
        (OFFICE, "sip_follow_up"),
    }
    follow_up = next(task for task in story.state().tasks if task.type == "sip_follow_up")
    assert follow_up.due == datetime(2026, 5, 4, 23, 59, 59, tzinfo=STOCKHOLM)


def test_the_follow_up_falls_to_the_writer_where_the_main_party_is_not_in_the_case() -> None:
    story = planned()
    story.entries = [
        replace(entry, recipients=tuple(a for a in entry.recipients if a.party != Party.MUNICIPAL))
        for entry in story.entries
    ]
    assert (SURGERY, "sip_follow_up") in story.owed()


def test_and_to_the_other_side_where_the_writer_has_left_too() -> None:
    """A unit whose part has ended owes nothing, and reads nothing of what it would owe."""
    story = Sip().consent().call().hold().plan(main_party="outpatient")
    story.say(WARD, "participant_removed", participant=SURGERY)
    assert (OFFICE, "sip_follow_up") in story.follow_up(FOLLOW_UP + timedelta(days=60)).owed()
    assert SURGERY not in {unit for unit, _ in story.owed()}
    story.say(OFFICE, "consent_withdrawal", information="sip", party="all")
    story.say(WARD, "consent", information="sip", party="all")
    asked = {(OFFICE, "sip_follow_up"), (OFFICE, "sip_confirmation"), (WARD, "sip_confirmation")}
    assert story.owed() == asked


def test_answers_belong_to_the_version_that_was_read() -> None:
    story = planned().answer(OFFICE)
    story.plan(follow_up_on=FOLLOW_UP + timedelta(days=7)).answer(OFFICE, "objects", version="2")
    first, second = story.state().sip.versions
    assert first.answers == {OFFICE: "confirms"}
    assert second.answers == {OFFICE: "objects"}
    assert story.state().sip.version == second


def test_an_answer_to_an_older_version_is_refused_with_the_number_that_holds() -> None:
    story = planned().plan()
    message_type, state = MESSAGE_TYPES["sip_confirmation"], story.state()
    assert message_type.problems({"version": "1", "answer": "confirms"}, state, story.at)["version"] == (
        "Planen gäller nu i version 2. Läs den och ange det numret."
    )
    assert message_type.problems({"version": "2", "answer": "confirms"}, state, story.at) == {}


def test_who_wrote_a_version_does_not_confirm_it() -> None:
    assert planned().refusals("sip_confirmation", SURGERY) == [
        (
            "Er enhet har redan skrivit eller bekräftat den versionen av planen. "
            "Skriv en ny version om något ska ändras."
        )
    ]


def test_who_has_confirmed_is_not_asked_again_but_who_objected_may_confirm_later() -> None:
    assert planned().answer(OFFICE, "confirms").refusals("sip_confirmation", OFFICE) != []
    assert planned().answer(OFFICE, "objects").refusals("sip_confirmation", OFFICE) == []
    assert planned().answer(OFFICE, "confirms").plan().refusals("sip_confirmation", OFFICE) == []


SERVICE = {"what": "Hemtjänst", "party": "municipal", "who": "Bita", "when": ""}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"who": ""}, "Fyll i ansvarig på rad 2."),
        ({"party": ""}, "Fyll i huvudman på rad 2."),
        ({"what": ""}, "Fyll i insats på rad 2."),
        ({"party": "inpatient"}, "Välj ett av alternativen för huvudman på rad 2."),
        ({"who": "x" * 201}, "Högst 200 tecken. Texten har 201. Skriv kortare på rad 2."),
    ],
)
def test_each_service_has_a_side_and_somebody(row: dict[str, str], said: str) -> None:
    values = {"services": [SERVICE, SERVICE | row]}
    assert MESSAGE_TYPES["sip_plan"].problems(values, planned().state(), MONDAY)["services"] == said


def test_the_person_and_relatives_answer_for_a_service_by_themselves() -> None:
    rows = [SERVICE | {"party": party, "who": ""} for party in ("patient", "relatives")]
    rows += [SERVICE | {"party": party} for party in ("school", "other")]
    found = MESSAGE_TYPES["sip_plan"].problems({"services": rows}, planned().state(), MONDAY)
    assert "services" not in found


def test_a_plan_has_any_number_of_goals_and_services_but_not_none() -> None:
    plan, state = MESSAGE_TYPES["sip_plan"], planned().state()
    for name in ("goals", "services"):
        assert plan.problems({name: []}, state, MONDAY)[name] == "Fyll i uppgiften."
        assert name not in plan.problems({name: [SERVICE] * 30}, state, MONDAY)
        too_many = plan.problems({name: [SERVICE] * 51}, state, MONDAY)[name]
        assert too_many == "Högst 50 rader. Lägg ihop några av dem."


# --- going home, following up, closing -------------------------------------------------------------


def test_what_a_sip_asks_for_outlives_the_stay() -> None:
    story = called().go_home()
    assert (OFFICE, "sip_answer") in story.owed()
    assert story.refusals("sip_answer", OFFICE) == []
    assert (OFFICE, "sip_follow_up") in planned().go_home().owed()


def test_the_steps_seven_and_eight_come_after_going_home() -> None:
    assert planned().state().step == 4
    assert planned().go_home().state().step == 7
    assert planned().go_home().follow_up(None).state().step == 8


def test_a_ward_hears_nothing_of_the_sip_after_going_home() -> None:
    message_type = MESSAGE_TYPES["sip_follow_up"]
    assert WARD in process.receivers(message_type, planned().state(), SURGERY)
    assert process.receivers(message_type, planned().go_home().state(), SURGERY) == [OFFICE]


def test_follow_ups_are_counted_and_the_next_is_owed() -> None:
    following = FOLLOW_UP + timedelta(days=60)
    state = planned().go_home().follow_up(following).state()
    assert [said.outcome for said in state.sip.follow_ups] == ["partly"]
    assert state.sip.follow_up_on == following
    owed = [task.due for task in state.tasks if task.type == "sip_follow_up"]
    assert owed == [datetime(2026, 7, 3, 23, 59, 59, tzinfo=STOCKHOLM)]
    assert planned().follow_up(None).state().sip.follow_up_on is None


def test_a_closed_sip_asks_for_nothing_and_is_not_written_in() -> None:
    story = planned().go_home()
    story.say(OFFICE, "sip_closing", reason="goals_met", outcome="reached")
    assert story.owed() == set()
    assert story.refusals("sip_plan") == ["SIP är avslutad. Starta en ny SIP om personen behöver en igen."]
    assert not story.state().sip.is_running


def test_death_ends_it_all() -> None:
    story = planned()
    story.say(WARD, "deceased", deceased_at=story.at)
    assert story.state().tasks == []
    assert "Personen har avlidit. Ring avdelningen om det är fel." in story.refusals("sip_follow_up")


# --- outside a stay --------------------------------------------------------------------------------


def test_a_sip_outside_a_stay_has_consent_and_no_money() -> None:
    story = outside_stay()
    state = story.state()
    assert (state.kind, state.is_open, state.in_hospital) == ("sip", True, False)
    assert (state.payer, state.step) == (None, 3)
    assert [(task.unit, task.type) for task in state.tasks] == [(OFFICE, "sip_call")]
    assert story.refusals("sip_call", OFFICE) == []


def test_begun_by_outpatient_care_it_asks_the_municipality_to_take_it() -> None:
    state = outside_stay(by=SURGERY).state()
    assert {(task.unit, task.type) for task in state.tasks} == {(OFFICE, "take"), (SURGERY, "sip_call")}


def test_only_what_belongs_to_a_sip_is_said_in_it() -> None:
    state = outside_stay().state()
    names = {message_type.name for message_type, _ in process.available(state, OFFICE, Party.MUNICIPAL)}
    assert {"sip_call", "take", "handover", "deceased"} <= names
    assert not names & {"ready_reply", "outpatient_care", "services_declined", "placement_request"}


def test_nobody_begins_one_without_consent() -> None:
    message_type = MESSAGE_TYPES["sip_start"]
    values = {"consents": False, "how": "Nej.", "reason": "Behöver stöd."}
    assert message_type.problems(values, process.fold([]), MONDAY) == {
        "consents": "En SIP kräver personens samtycke. Fråga personen först."
    }


def test_closing_it_closes_the_case() -> None:
    story = outside_stay()
    story.say(OFFICE, "sip_closing", reason="not_needed", outcome="not_assessed")
    assert not story.state().is_open


# --- what is told of what may be done --------------------------------------------------------------


def test_what_is_far_ahead_is_not_listed() -> None:
    listed = {
        message_type.name for message_type, _ in process.available(Sip().state(), SURGERY, Party.OUTPATIENT)
    }
    assert "sip_call" in listed
    assert not listed & {"sip_answer", "sip_meeting", "sip_plan", "sip_confirmation", "sip_follow_up"}


# --- facts -----------------------------------------------------------------------------------------


def test_no_facts_where_no_sip_is_needed_or_begun() -> None:
    assert process.sip_facts(Sip().state()) == {}
    assert process.sip_facts(Sip().ready(sip_needed=False).state()) == {}


def test_a_call_that_is_missing_late_or_in_time_is_told_apart() -> None:
    missing = Sip().consent().ready()
    assert process.sip_facts(missing.state())["notices"] == [
        {"sent_at": "2026-03-09T08:17:00+00:00", "due_on": "2026-03-12", "called_in_time": False}
    ]
    in_time = Sip().consent()
    in_time.ready()
    in_time.at = datetime(2026, 3, 12, 23, 59, 30, tzinfo=STOCKHOLM)
    assert process.sip_facts(in_time.call().state())["notices"][0]["called_in_time"] is True
    late = Sip().consent()
    late.ready()
    late.at = datetime(2026, 3, 13, 0, 0, 10, tzinfo=STOCKHOLM)
    assert process.sip_facts(late.call().state())["notices"][0]["called_in_time"] is False


def test_held_and_followed_up_can_be_counted() -> None:
    story = planned().answer(OFFICE).go_home().follow_up(None)
    facts = process.sip_facts(story.state())
    assert [meeting["held_at"] for meeting in facts["meetings"]] == ["2026-03-11T09:00:00+00:00"]
    assert facts["versions"][0]["answers"] == ["confirms"]
    assert facts["follow_ups"] == [{"on": "2026-05-04", "outcome": "partly", "goals": {"partly": 1}}]
    assert (facts["goals"], facts["goals_standing"], facts["complex"]) == (1, {"partly": 1}, False)
    assert (facts["kind"], facts["municipality"], facts["closed_at"]) == ("stay", "0180", None)


def test_b6_a_transfer_to_another_kind_of_care_is_told_with_its_time() -> None:
    state = planned().state()
    moved = datetime(2026, 3, 10, 8, 0, tzinfo=STOCKHOLM)
    state.care_changes.append(CareChange(moved, "psychiatric"))
    facts = process.sip_facts(state)
    assert (facts["care_type"], facts["care_changes"]) == (
        "somatic",
        [{"at": "2026-03-10T07:00:00+00:00", "care_type": "psychiatric"}],
    )


def test_the_facts_of_a_sip_outside_a_stay_say_so() -> None:
    facts = process.sip_facts(outside_stay().state())
    assert (facts["kind"], facts["notices"], facts["meetings"]) == ("sip", [], [])

"""How the messages of a SIP change the case."""

from __future__ import annotations

from uuid import UUID

from discharge.process.judging import consents
from discharge.process.parts.planning import give_planning
from discharge.process.sip.state import Invited, Noted, SipFollowUp, SipMeeting, SipVersion
from discharge.process.sip.words import outcome_of
from discharge.process.state import CaseKind, CaseState, Ends, Entry, SipWish, Task
from discharge.process.words import AT_HOME
from municipalities.swedish.clock import last_second

ANSWER, MINUTES, SURVEY, PEOPLE = "sip_answer", "sip_meeting", "sip_survey", "sip_people"
#: What a call asks for: it is over with the meeting.
OF_MEETING = (ANSWER, MINUTES, SURVEY, PEOPLE)
#: The fields of a call that name who is called: of the units, and of others.
CALLED, OTHERS, SURVEYED = "called", "people", "survey_from"
DECLINES = "declines"
CALL, PLAN, CONFIRMATION, FOLLOW_UP = "sip_call", "sip_plan", "sip_confirmation", "sip_follow_up"


def begin(state: CaseState, entry: Entry) -> None:
    """A case that is nothing but a SIP; the person has consented, or it could not be begun."""
    facts = entry.facts
    state.kind = CaseKind.SIP
    state.began_at, state.begun_by = entry.sent_at, entry.unit
    state.care_type = state.admitted_care_type = facts["care_type"]
    state.municipality = facts["municipality"]
    state.district = facts["district"]
    give_planning(state, facts.get("holds"))
    pairs = consents.consent_pairs({"information": consents.SIP, "party": consents.ALL})
    state.consents |= dict.fromkeys(pairs, consents.CONSENT)


def wish_sip(state: CaseState, entry: Entry) -> None:
    """What is asked for waits while the person declines (`rules.WANTED`).

    It counts from when it was told, and not from the date on which it is said to have been said: nobody moves
    money by what only the sender knew. What was told on paper is entered afterwards, and can be objected to.
    """
    state.sip_wishes.append(SipWish(entry.sent_at, entry.facts["wish"] == DECLINES, entry.id))


def call(state: CaseState, entry: Entry) -> None:
    state.sip.meetings.append(
        SipMeeting(
            call=entry.id,
            latest=entry.id,
            called_at=entry.sent_at,
            called_by=entry.unit,
            called=called(state, entry),
            starts_at=entry.facts["meeting_at"],
            ends_at=entry.facts.get("meeting_ends_at"),
            form=entry.facts["meeting_form"],
            people=_people(entry),
        )
    )
    _drop_tasks(state, CALL, *OF_MEETING)


def called(state: CaseState, entry: Entry) -> frozenset[UUID]:
    """The receivers who are called; all of them, in a call from before they were chosen."""
    return _named(state, entry, CALLED, frozenset(to.unit for to in entry.recipients))


def surveyed(state: CaseState, entry: Entry) -> frozenset[UUID]:
    """The receivers who are asked how it is before the meeting."""
    return _named(state, entry, SURVEYED, frozenset())


def _named(state: CaseState, entry: Entry, field: str, unsaid: frozenset[UUID]) -> frozenset[UUID]:
    named, received = entry.facts.get(field), {to.unit for to in entry.recipients}
    return unsaid if named is None else frozenset(received & {state.in_truth(unit) for unit in named})


def _people(entry: Entry) -> tuple[Invited, ...]:
    return tuple(Invited(row["id"], row["kind"]) for row in entry.facts.get(OTHERS) or ())


def change_call(state: CaseState, entry: Entry) -> None:
    """Another time or place, or others who are called: everybody is asked anew."""
    meeting = state.sip.planned
    if meeting:
        meeting.latest = entry.id
        meeting.starts_at = entry.facts["meeting_at"]
        meeting.ends_at = entry.facts.get("meeting_ends_at")
        meeting.form = entry.facts["meeting_form"]
        meeting.people = _people(entry)
        meeting.noted.clear()
        # Before units were chosen, a change called whoever it reached, too.
        before = meeting.called if entry.facts.get(CALLED) is None else frozenset()
        meeting.called = before | called(state, entry)
        meeting.answers.clear()
    _drop_tasks(state, *OF_MEETING)


def cancel_meeting(state: CaseState, entry: Entry) -> None:
    if state.sip.planned:
        state.sip.planned.cancelled_at = entry.sent_at
    _drop_tasks(state, *OF_MEETING)


def answer_call(state: CaseState, entry: Entry) -> None:
    if state.sip.planned:
        state.sip.planned.answers[entry.unit] = entry.facts["answer"]


def note_people(state: CaseState, entry: Entry) -> None:
    """What those who are no units have answered; the last that is noted of somebody holds."""
    if state.sip.planned:
        said = {row["id"]: Noted(row["answer"], entry.unit, entry.sent_at) for row in entry.facts["answers"]}
        state.sip.planned.noted.update(said)


def survey(state: CaseState, entry: Entry) -> None:
    state.sip.surveys.append(entry.id)


def hold_meeting(state: CaseState, entry: Entry) -> None:
    meeting = state.sip.planned
    if meeting:
        meeting.held_at = entry.facts["held_at"]
        meeting.minutes = entry.id
        meeting.person_took_part = entry.facts["person_took_part"]
        meeting.came = {row["id"]: row["answer"] for row in entry.facts.get("came_people") or ()}
    for task in [task for task in state.asked if task.type in (ANSWER, SURVEY, PEOPLE)]:
        state.end_task(task, entry.sent_at)
    _drop_tasks(state, MINUTES)


def write_plan(state: CaseState, entry: Entry) -> None:
    """A new version: what was confirmed was another text, so everybody is asked anew."""
    number = len(state.sip.versions) + 1
    main = entry.facts["main_party"]
    # A plan from before goals were a list has one text of them: one goal.
    goals = tuple(row["id"] for row in entry.facts.get("goals") or ({"id": "1"},))
    state.sip.versions.append(SipVersion(number, entry.id, entry.sent_at, entry.unit, main, goals))
    state.sip.follow_up_on = entry.facts["follow_up_on"]
    _drop_tasks(state, PLAN, CONFIRMATION)
    _owe_follow_up(state, entry)


def confirm(state: CaseState, entry: Entry) -> None:
    number = entry.facts["version"]
    for version in state.sip.versions:
        if str(version.number) == number:
            version.answers[entry.unit] = entry.facts["answer"]


def follow_up(state: CaseState, entry: Entry) -> None:
    facts = entry.facts
    goals = {row["id"]: row["answer"] for row in facts.get("reached") or ()}
    outcome = facts.get("outcome") or outcome_of(goals.values())
    state.sip.follow_ups.append(SipFollowUp(entry.id, facts["followed_up_on"], outcome, goals))
    state.sip.follow_up_on = facts["next_follow_up_on"]
    _owe_follow_up(state, entry)


def close(state: CaseState, entry: Entry) -> None:
    state.sip.closed_at, state.sip.closing = entry.sent_at, entry.id
    state.sip.outcome = entry.facts["outcome"]
    state.sip.follow_up_on = None
    _drop_tasks(state, CALL, *OF_MEETING, PLAN, CONFIRMATION, FOLLOW_UP)
    if state.kind is CaseKind.SIP:
        state.end_with_case(entry.sent_at)


def _owe_follow_up(state: CaseState, entry: Entry) -> None:
    """On its date, by the party with the main responsibility; by who wrote the plan if that is nobody here.

    Where the writer has left the case too, by those who still take part on either side.
    """
    _drop_tasks(state, FOLLOW_UP)
    version, on = state.sip.version, state.sip.follow_up_on
    if version is None or on is None:
        return
    acting = {p.unit: p.party for p in state.parts.values() if state.acts(p.unit)}
    main = [unit for unit, party in acting.items() if party == version.main_party]
    left = [unit for unit, party in acting.items() if party in AT_HOME]
    for unit in main or ([version.unit] if version.unit in left else left):
        state.asked.append(Task(unit, FOLLOW_UP, entry.type, entry.sent_at, last_second(on), Ends.AGE))


def _drop_tasks(state: CaseState, *types: str) -> None:
    state.asked = [task for task in state.asked if task.type not in types]

"""A SIP in words: the plan as it holds now, its versions, who has confirmed it, meetings and follow-ups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from discharge.presenters.case import Choice, PlannedChoice, choices, planned_choices
from discharge.presenters.invitations import calendar_link
from discharge.presenters.messages.afterwards import mark_in
from discharge.presenters.messages.timeline import HIDDEN, message_fields
from discharge.presenters.people.parties import PartyState
from discharge.process import (
    ANSWERS_TO_CALL,
    ANSWERS_TO_PLAN,
    MAIN_PARTIES,
    MEETING_FORMS,
    MESSAGE_TYPES,
    OUTCOMES,
    SIP_STEPS,
    available,
    plan_name,
)
from discharge.process.fields import ROW_ID
from discharge.process.sip.state import COMES, Invited, SipMeeting, SipVersion
from discharge.process.sip.words import (
    ANSWERS_OF_PEOPLE,
    CAME,
    NOT_REACHED,
    PEOPLE,
    REACHED,
    RESPONSIBLE,
    STANDINGS_OF_GOALS,
)
from discharge.queries import CaseFile
from municipalities.models import Assignment
from municipalities.units.parties import Party

CONFIRMS = next(iter(dict(ANSWERS_TO_PLAN)))
ACCEPTS = next(iter(dict(ANSWERS_TO_CALL)))


@dataclass(frozen=True, slots=True)
class ServiceWords:
    what: str
    side: str
    who: str
    when: str


@dataclass(frozen=True, slots=True)
class GoalWords:
    """A goal of the plan; `state` is what was last said of how it stands, where it has been followed up."""

    what: str
    how: str
    who: str
    state: PartyState | None


@dataclass(frozen=True, slots=True)
class PlanWords:
    """One version of the plan, as it was last corrected."""

    number: int
    at: datetime
    unit: str
    afterwards: str
    own_words: str
    needs: str
    goals: list[GoalWords]
    services: list[ServiceWords]
    others: str
    main: str
    contact: str
    follow_up_on: date | None
    parties: list[PartyState]

    @property
    def is_confirmed(self) -> bool:
        return all(party.colour == "success" for party in self.parties)


@dataclass(frozen=True, slots=True)
class VersionLink:
    number: int
    at: datetime
    unit: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class MeetingWords:
    """A meeting, held, cancelled or to come; `minutes` are its notes (label, text).

    `people` are those who are no units; `told` are units that are not called.
    """

    starts_at: datetime
    ends_at: datetime | None
    purpose: str
    form: str
    place: str
    link: str
    state: PartyState
    answers: list[PartyState]
    told: list[str]
    people: list[PersonAsked]
    minutes: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PersonAsked:
    """Who is no unit and is asked to a meeting; `noted` says who has noted the answer, and when.

    `paper` is the row's id, where there is an invitation to print.
    """

    name: str
    state: PartyState
    noted: str
    at: datetime | None
    paper: str


@dataclass(frozen=True, slots=True)
class SurveyWords:
    """What a unit has written before the meeting: (label, text)."""

    unit: str
    at: datetime
    said: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class FollowUpWords:
    number: int
    on: date
    outcome: str
    said: str
    unit: str
    #: (the goal, how it stands, the person's own words)
    goals: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class SipPage:
    """`name` is what the document is: a SIP, or under compulsory outpatient care a samordnad vårdplan.

    `is_destroyed`: the plan has been written, and what it said is gone on a decision.
    """

    name: str
    plan: PlanWords | None
    is_destroyed: bool
    versions: list[VersionLink]
    meetings: list[MeetingWords]
    follow_ups: list[FollowUpWords]
    next_follow_up: date | None
    calendar: str
    has_consent: bool
    is_complex: bool
    surveys: list[SurveyWords]
    closed: list[tuple[str, str]]
    closed_at: datetime | None
    choices: list[Choice]
    planned: list[PlannedChoice]


def sip_page(file: CaseFile, by: Assignment, now: datetime, number: int | None = None) -> SipPage | None:
    """The page, with the version that is asked for, or the newest; None where there is no such version."""
    sip = file.state.sip
    shown = sip.version if number is None else next((v for v in sip.versions if v.number == number), None)
    if number is not None and shown is None:
        return None
    said = file.as_corrected(shown.message) if shown else None
    closing, hidden = sip.closing and file.as_corrected(sip.closing), file.case.patient.protected_identity
    offered = [
        (message_type, why)
        for message_type, why in available(file.state, by.unit_id, by.unit.party)
        if message_type.step in SIP_STEPS and not why
    ]
    return SipPage(
        name=plan_name(file.state),
        plan=plan_words(file, shown) if shown else None,
        is_destroyed=bool(said and said.destroyed),
        versions=[
            VersionLink(version.number, version.at, file.names[version.unit], version is shown)
            for version in reversed(sip.versions)
        ],
        meetings=[words for meeting in reversed(sip.meetings) if (words := _meeting_words(file, meeting))],
        follow_ups=follow_ups(file),
        next_follow_up=sip.follow_up_on,
        calendar=calendar_link(file),
        has_consent=file.state.sip_is_consented,
        is_complex=file.state.complex,
        surveys=survey_words(file, hidden=hidden),
        closed=message_fields(closing, file.names, hidden=hidden) if closing else [],
        closed_at=sip.closed_at,
        choices=choices(file, by.unit_id, offered, now),
        planned=planned_choices(file, offered, now),
    )


def plan_words(file: CaseFile, version: SipVersion) -> PlanWords | None:
    """None where nobody has consented that the unit reads it, or where it has been destroyed."""
    message = file.still_said(version.message)
    if message is None:
        return None
    said, sip = message.said, file.state.sip
    answerable = dict(RESPONSIBLE)
    return PlanWords(
        number=version.number,
        at=version.at,
        unit=file.names[version.unit],
        afterwards=mark_in(file, message),
        own_words=said["own_words"],
        needs=said["needs"],
        goals=[
            GoalWords(
                row["what"],
                row["how"],
                ", ".join(filter(None, (answerable.get(row["party"], ""), row["who"]))),
                goal_state(sip.standing.get(row[ROW_ID])) if sip.holds(version) else None,
            )
            for row in said["goals"]
        ],
        services=[
            ServiceWords(row["what"], answerable[row["party"]], row["who"], row["when"])
            for row in said["services"]
        ],
        others=said.get("others", ""),
        main=dict(MAIN_PARTIES)[said["main_party"]],
        contact=said["contact"],
        # The plan that holds now is followed up when the last follow-up said; an older one said when itself.
        follow_up_on=sip.follow_up_on if sip.holds(version) else said["follow_up_on"],
        parties=_confirmation_states(file, version),
    )


def follow_ups(file: CaseFile) -> list[FollowUpWords]:
    """Counted from the first; the newest stands first."""
    found, standings = [], dict(STANDINGS_OF_GOALS)
    for number, followed in enumerate(file.state.sip.follow_ups, 1):
        message = file.still_said(followed.message)
        if message:
            said, unit = message.said["said"], message.sender_unit.full_name
            outcome = dict(OUTCOMES)[followed.outcome]
            goals = [
                (file.names.get(("goals", row[ROW_ID]), ""), standings[row["answer"]], row["word"])
                for row in message.said.get("reached") or ()
            ]
            found.append(FollowUpWords(number, followed.on, outcome, said, unit, goals))
    return found[::-1]


def goal_state(standing: str | None) -> PartyState | None:
    if standing is None:
        return None
    colour, icon = {REACHED: ("success", "done"), NOT_REACHED: ("warning", "late")}.get(
        standing, ("neutral", "waiting")
    )
    return PartyState("", colour, icon, dict(STANDINGS_OF_GOALS)[standing], "")


def survey_words(file: CaseFile, *, hidden: bool) -> list[SurveyWords]:
    """The newest first; those that the reader may read, as they were last corrected."""
    said = [message for one in file.state.sip.surveys if (message := file.still_said(one))]
    return [
        SurveyWords(m.sender_unit.full_name, m.sent_at, message_fields(m, file.names, hidden=hidden))
        for m in reversed(said)
    ]


def _confirmation_states(file: CaseFile, version: SipVersion) -> list[PartyState]:
    """The units that help the person, the one that wrote it first; a ward has had its part."""
    states: list[PartyState] = []
    for part in file.parts:
        name, answer = part.unit.full_name, version.answers.get(part.unit_id)
        if part.unit_id == version.unit:
            states.insert(0, PartyState(name, "success", "done", "har skrivit den", ""))
        elif answer == CONFIRMS:
            states.append(PartyState(name, "success", "done", "har bekräftat", ""))
        elif answer is not None:
            states.append(PartyState(name, "warning", "late", "vill ändra planen", ""))
        elif part.active and part.party in (Party.OUTPATIENT, Party.MUNICIPAL):
            states.append(PartyState(name, "neutral", "waiting", "har inte svarat", ""))
    return states


def _meeting_words(file: CaseFile, meeting: SipMeeting) -> MeetingWords | None:
    message = file.as_corrected(meeting.latest)
    if message is None:
        return None
    said, hidden = message.said, file.case.patient.protected_identity
    noted = file.still_said(meeting.minutes) if meeting.minutes else None
    labels = {field.name: field.label for field in MESSAGE_TYPES[noted.type].fields} if noted else {}
    state = PartyState("", "info", "soon", "Planerat", "")
    if meeting.cancelled_at:
        state = PartyState("", "neutral", "none", "Inställt", "")
    elif meeting.held_at:
        state = PartyState("", "success", "done", "Hållet", "")
    others = {to.unit.pk for to in message.receivers} - meeting.called
    return MeetingWords(
        starts_at=meeting.held_at or meeting.starts_at,
        ends_at=None if meeting.held_at else meeting.ends_at,
        purpose=said.get("purpose", ""),
        form=dict(MEETING_FORMS)[meeting.form],
        place=HIDDEN if hidden else said.get("place", ""),
        link="" if hidden else said.get("link", ""),
        state=state,
        answers=[
            _answer_state(file, meeting, unit) for unit in sorted(meeting.called, key=file.names.__getitem__)
        ],
        told=sorted(file.names[unit] for unit in others),
        people=[person_asked(file, meeting, person) for person in meeting.people],
        minutes=[(labels[name], noted.content[name]) for name in ("came", "minutes")] if noted else [],
    )


def person_asked(file: CaseFile, meeting: SipMeeting, person: Invited) -> PersonAsked:
    """Who came says more than what was answered before."""
    noted, came = meeting.noted.get(person.id), meeting.came.get(person.id)
    state = PartyState("", "neutral", "waiting", "har inte svarat", "")
    if noted:
        is_good = noted.answer == COMES
        word = dict(ANSWERS_OF_PEOPLE)[noted.answer].lower()
        state = PartyState("", "success" if is_good else "warning", "done" if is_good else "late", word, "")
    if came:
        is_good = came == CAME[0][0]
        state = PartyState("", "success" if is_good else "neutral", "done", dict(CAME)[came].lower(), "")
    return PersonAsked(
        name=file.names.get(("people", person.id)) or dict(PEOPLE)[person.kind],
        state=state,
        noted=file.names[noted.unit] if noted else "",
        at=noted.at if noted else None,
        paper=person.id if meeting.is_to_have(person) else "",
    )


def _answer_state(file: CaseFile, meeting: SipMeeting, unit: UUID) -> PartyState:
    answer = meeting.answers.get(unit)
    if answer is None:
        return PartyState(file.names[unit], "neutral", "waiting", "har inte svarat", "")
    word = dict(ANSWERS_TO_CALL)[answer].removeprefix("Vi ")
    colour, icon = ("success", "done") if answer == ACCEPTS else ("warning", "late")
    return PartyState(file.names[unit], colour, icon, word, "")

"""What stands on the papers: the call to SIP and the patient's trygghetskvitto."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from discharge.presenters.messages.afterwards import mark_in
from discharge.presenters.messages.timeline import HIDDEN, MARKS, field_words, message_fields
from discharge.presenters.people.numbers import number_words
from discharge.presenters.people.persons import PersonChange, person_change
from discharge.presenters.sip import FollowUpWords, PlanWords, follow_ups, plan_words
from discharge.process import CARE_CONTACT, MEETING_FORMS, MESSAGE_TYPES, PATIENT_SUMMARY, plan_name
from discharge.process.fields import Field
from discharge.process.on_paper.paper import OnPaper
from discharge.process.parts.planning import holds_planning
from discharge.process.sip.words import PATIENT, PEOPLE, TOLD_WHY
from discharge.queries import CaseFile
from discharge.queries.lookups.places import seen_unit
from municipalities import directory
from municipalities.models import Assignment, Unit
from municipalities.presenters.contact import answers_when
from municipalities.swedish.clock import full_day_words, full_words, local_date, times_words
from municipalities.units.parties import Party


@dataclass(frozen=True, slots=True)
class Contact:
    """The fast vårdkontakt, as named by the outpatient unit."""

    name: str
    title: str
    phone: str
    unit: Unit


@dataclass(frozen=True, slots=True)
class Meeting:
    """The SIP meeting, as called to; `place` is a room, a telephone number or a link.

    It is empty for a protected identity: it may tell where somebody lives or is cared for.
    """

    starts_at: datetime
    ends_at: datetime | None
    form: str
    place: str
    called_by: Unit
    called_on: str
    called: list[Unit]
    afterwards: str
    #: What it is for, and who is called and is no unit.
    purpose: str
    people: list[str]

    @property
    def at(self) -> str:
        return times_words(self.starts_at, self.ends_at)


@dataclass(frozen=True, slots=True)
class Paper:
    """What both papers have. `name` is empty for a protected identity: it is written by hand."""

    reference: str
    name: str
    ward: Unit | None
    contact: Contact | None
    meeting: Meeting | None
    change: PersonChange | None = None


@dataclass(frozen=True, slots=True)
class PatientPaper:
    """The trygghetskvitto: the ward's words (label, text), and what the others have said."""

    paper: Paper
    said: list[tuple[str, str]]
    call: str
    went_home_on: str
    municipal_phone: str
    municipal_unit: str
    #: When it answers, and who does on weekends and holidays.
    municipal_hours: list[tuple[str, str]]
    afterwards: str


@dataclass(frozen=True, slots=True)
class PlanPaper:
    """The SIP, or the samordnad vårdplan, as it is handed over."""

    paper: Paper
    name: str
    plan: PlanWords
    follow_ups: list[FollowUpWords]

    @property
    def written_on(self) -> str:
        return full_day_words(local_date(self.plan.at))

    @property
    def follow_up(self) -> str:
        on = self.plan.follow_up_on
        return f"Planen följs upp {full_day_words(on)}." if on else "Ingen ny uppföljning är planerad."

    @property
    def followed(self) -> list[str]:
        """The oldest first."""
        return [
            "\n".join(
                [
                    f"{full_day_words(said.on).capitalize()}. Målen: {said.outcome.lower()}. {said.said}",
                    *(
                        f"{goal}: {standing.lower()}." + (f" ”{word}”" if word else "")
                        for goal, standing, word in said.goals
                    ),
                ]
            )
            for said in reversed(self.follow_ups)
        ]


@dataclass(frozen=True, slots=True)
class Letter:
    """A message on paper, to a unit that is not connected: who sends it, of whom, and what it says.

    `sender` answers for the paper; a protected person's ward writes by hand which it is. `entered_by` is set
    where it only wrote down the words of `unit`.
    """

    reference: str
    title: str
    to: Unit
    sender: Unit
    unit: Unit
    entered_by: Unit | None
    sent_on: str
    name: str
    number: str
    mark: str
    said: list[tuple[str, str]]
    change: PersonChange | None
    afterwards: str


def letter(file: CaseFile, message_id: UUID, unit_id: UUID, by: Assignment) -> Letter | None:
    """None where the unit has no such paper to send."""
    delivery = file.state.deliveries.get(OnPaper(message_id, unit_id))
    message = next((one for one in file.messages if one.pk == message_id), None)
    if delivery is None or delivery.by != by.unit_id or message is None or message.destroyed:
        return None
    hidden = file.case.patient.protected_identity
    fields = message_fields(message, file.names, hidden=hidden, changed=file.changed_in(message))
    return Letter(
        reference=file.case.reference,
        title=MESSAGE_TYPES[message.type].title,
        to=directory.unit(unit_id),
        sender=seen_unit(by.unit, file.case.place),
        unit=message.sender_unit,
        entered_by=message.entered_by,
        sent_on=full_words(message.sent_at),
        name="" if hidden else file.case.person.name,
        number="" if hidden else number_words(file.case),
        mark=MARKS[file.journal.mark(message.pk)],
        # What tells who it is is written by hand.
        said=[(label, text) for label, text in fields if text != HIDDEN],
        change=person_change(file.case, hidden=hidden),
        afterwards=mark_in(file, message),
    )


@dataclass(frozen=True, slots=True)
class InvitationPaper:
    """The invitation of one who is called; `to` is empty where it is written by hand.

    `tells_why`: also what the meeting is for and who else is called.
    """

    paper: Paper
    to: str
    tells_why: bool


def call_paper(file: CaseFile) -> InvitationPaper | None:
    """To the person whom the plan is about; None where no meeting is called to."""
    call = paper(file)
    return InvitationPaper(call, "", tells_why=True) if call.meeting else None


def invitation_paper(file: CaseFile, person_id: str) -> InvitationPaper | None:
    """To somebody else who is called; None where the one is not, or is not to be there any more."""
    call, meeting = paper(file), file.state.sip.planned
    person = meeting.find_invited(person_id) if meeting else None
    if call.meeting is None or person is None:
        return None
    hidden = file.case.patient.protected_identity
    is_named = not hidden and person.kind != PATIENT
    to = file.names.get(("people", person_id), "") if is_named else ""
    return InvitationPaper(call, to, tells_why=person.kind in TOLD_WHY)


def plan_paper(file: CaseFile) -> PlanPaper | None:
    """None until there is a plan."""
    version = file.state.sip.version
    plan = plan_words(file, version) if version else None
    return PlanPaper(paper(file), plan_name(file.state), plan, follow_ups(file)) if plan else None


def paper(file: CaseFile) -> Paper:
    hidden, contact = file.case.patient.protected_identity, None
    if named := file.latest(CARE_CONTACT.name):
        said = named.content
        contact = Contact(said["name"], said.get("title", ""), said["phone"], named.sender_unit)
    return Paper(
        reference=file.case.reference,
        name="" if hidden else file.case.person.name,
        ward=file.case.ward,
        contact=contact,
        meeting=_find_meeting(file),
        change=person_change(file.case, hidden=hidden),
    )


def patient_paper(file: CaseFile, now: datetime) -> PatientPaper | None:
    """None until the ward has written the summary. A meeting that has been is not told of."""
    summary = file.latest(PATIENT_SUMMARY.name)
    if summary is None:
        return None
    said = summary.content
    hidden = file.case.patient.protected_identity
    fields = [
        field
        for field in PATIENT_SUMMARY.fields
        if field.name != "call" and said.get(field.name) and not (hidden and field.tells_who)
    ]
    home, meeting = file.state.discharged_at, _find_meeting(file)
    # One that had the notice by mistake takes part too: whom to call is the payer's, in its district.
    offices = [p.unit for p in file.parts if p.party == Party.MUNICIPAL and p.active and p.concerned]
    offices.sort(
        key=lambda unit: (
            unit.district_id != file.case.district_id,
            not holds_planning(file.state, unit.pk),
        )
    )
    return PatientPaper(
        paper=replace(paper(file), meeting=meeting if meeting and meeting.starts_at > now else None),
        said=_under_headings([(field, field_words(field, said[field.name], {})) for field in fields]),
        # Where the ward is may not stand on a paper: the number is written by hand.
        call="" if file.case.place.is_protected else said["call"],
        went_home_on=full_day_words(local_date(home)) if home else "",
        municipal_unit=offices[0].full_name if offices else "",
        municipal_phone=offices[0].phone if offices else "",
        municipal_hours=answers_when(offices[0]) if offices else [],
        afterwards=mark_in(file, summary),
    )


def _under_headings(said: list[tuple[Field, str]]) -> list[tuple[str, str]]:
    """Each with its heading; what says more of an answer (`infection_what`) stands beneath that."""
    found: dict[str, tuple[str, str]] = {}
    for field, text in said:
        answer = next((name for name in found if field.name.startswith(f"{name}_")), "")
        if answer:
            label, before = found[answer]
            found[answer] = (label, f"{before}\n{text}")
        else:
            found[field.name] = (field.label, text)
    return list(found.values())


def _find_meeting(file: CaseFile) -> Meeting | None:
    """The meeting that is called to, as it was last changed; one that has been held or cancelled is none."""
    planned = file.state.sip.planned
    message = file.still_said(planned.latest) if planned else None
    if message is None:
        return None
    said = message.said
    hidden, names = file.case.patient.protected_identity, file.names
    called = planned.called if planned else frozenset()
    return Meeting(
        starts_at=said["meeting_at"],
        ends_at=said.get("meeting_ends_at"),
        form=dict(MEETING_FORMS)[said["meeting_form"]],
        place="" if hidden else said["link" if said["meeting_form"] == "video" else "place"],
        called_by=message.sender_unit,
        called_on=full_day_words(local_date(message.sent_at)),
        afterwards=mark_in(file, message),
        called=[part.unit for part in file.parts if part.unit_id in called],
        purpose=said.get("purpose", ""),
        people=[
            names.get(("people", one.id)) or dict(PEOPLE)[one.kind]
            for one in (planned.people if planned else ())
            if one.kind != PATIENT
        ],
    )

"""What stands on the papers: the call to SIP and the patient's trygghetskvitto."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from discharge.models import Message
from discharge.process import MESSAGE_TYPES, local_date
from discharge.queries import CaseFile
from municipalities.models import Unit
from municipalities.parties import Party
from municipalities.times import full_day_words, full_words

CARE_CONTACT, SIP_CALL, SUMMARY = "care_contact", "sip_call", "patient_summary"


@dataclass(frozen=True, slots=True)
class Contact:
    """The fast vårdkontakt, as named by the outpatient unit."""

    name: str
    title: str
    phone: str
    unit: Unit


@dataclass(frozen=True, slots=True)
class Meeting:
    """The SIP meeting, as called to; `place` is a room, a telephone number or a link."""

    starts_at: datetime
    form: str
    place: str
    called_by: Unit
    called_on: str
    called: list[Unit]

    @property
    def at(self) -> str:
        return full_words(self.starts_at)


@dataclass(frozen=True, slots=True)
class Paper:
    """What both papers have. `name` is empty for a protected identity: it is written by hand."""

    reference: str
    name: str
    ward: Unit
    contact: Contact | None
    meeting: Meeting | None


@dataclass(frozen=True, slots=True)
class PatientPaper:
    """The trygghetskvitto: the ward's words (label, text), and what the others have said."""

    paper: Paper
    said: list[tuple[str, str]]
    call: str
    went_home_on: str
    municipal_phone: str
    municipal_unit: str


def paper(file: CaseFile) -> Paper:
    patient = file.case.patient
    return Paper(
        reference=file.case.reference,
        name="" if patient.protected_identity else patient.name,
        ward=file.case.ward,
        contact=_contact(file),
        meeting=_meeting(file),
    )


def patient_paper(file: CaseFile, now: datetime) -> PatientPaper | None:
    """None until the ward has written the summary. A meeting that has been is not told of."""
    summary = file.latest(SUMMARY)
    if summary is None:
        return None
    said = summary.content
    fields = [field for field in MESSAGE_TYPES[SUMMARY].fields if field.name != "call"]
    home, meeting = file.state.discharged_at, _meeting(file)
    office = next((p.unit for p in file.parts if p.party == Party.MUNICIPAL and p.active), None)
    return PatientPaper(
        paper=replace(paper(file), meeting=meeting if meeting and meeting.starts_at > now else None),
        said=[(field.label, said[field.name]) for field in fields if field.name in said],
        call=said["call"],
        went_home_on=full_day_words(local_date(home)) if home else "",
        municipal_unit=office.full_name if office else "",
        municipal_phone=office.phone if office else "",
    )


def _contact(file: CaseFile) -> Contact | None:
    message = file.latest(CARE_CONTACT)
    if message is None:
        return None
    said = message.content
    return Contact(said["name"], said.get("title", ""), said["phone"], message.sender_unit)


def _meeting(file: CaseFile) -> Meeting | None:
    message = file.latest(SIP_CALL)
    if message is None:
        return None
    said = _values(message)
    forms = dict(next(f.choices for f in MESSAGE_TYPES[SIP_CALL].fields if f.name == "meeting_form"))
    return Meeting(
        starts_at=said["meeting_at"],
        form=forms[said["meeting_form"]],
        place=said["link" if said["meeting_form"] == "video" else "place"],
        called_by=message.sender_unit,
        called_on=full_day_words(local_date(message.sent_at)),
        called=[recipient.unit for recipient in message.recipients.all()],
    )


def _values(message: Message) -> dict[str, Any]:
    return MESSAGE_TYPES[message.type].decoded(message.facts | message.content)

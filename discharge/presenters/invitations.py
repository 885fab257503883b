"""A SIP meeting as a calendar file (RFC 5545): who has it in a calendar tells nobody whom it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urljoin
from uuid import UUID

from django.urls import reverse

from discharge.models import Case
from discharge.process import MEETING_CALLS, SIP_CALL
from discharge.process.words import MEETING_FORMS
from discharge.queries import CaseFile, SeenMessage
from discharge.queries.lookups import directory
from municipalities.door import texts
from municipalities.swedish.clock import local_date

#: What calendars are told of a call from before a call had an end (assumed).
LENGTH = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Invitation:
    """A meeting, or that it is cancelled: the same `id` and a higher `sequence`, so that calendars follow.

    `sequence` is how many seconds after the call something was last said in the case: it never falls, also
    where a change is corrected or taken back.
    """

    id: UUID
    sequence: int
    starts_at: datetime
    ends_at: datetime
    place: str
    url: str
    is_cancelled: bool

    @property
    def method(self) -> str:
        return "CANCEL" if self.is_cancelled else "PUBLISH"

    def as_text(self, now: datetime) -> str:
        # Only who fetches the file needs the library.
        from icalendar import Calendar, Event

        event = Event()
        event.add("uid", f"{self.id}@vardovergang")
        event.add("sequence", self.sequence)
        event.add("dtstamp", now.astimezone(UTC))
        event.add("dtstart", self.starts_at.astimezone(UTC))
        event.add("dtend", self.ends_at.astimezone(UTC))
        event.add("summary", "SIP-möte")
        event.add("location", self.place)
        event.add("url", self.url)
        event.add("description", f"Logga in och läs ärendet: {self.url}")
        event.add("class", "PRIVATE")
        event.add("status", "CANCELLED" if self.is_cancelled else "CONFIRMED")
        calendar = Calendar()
        calendar.add("version", "2.0")
        calendar.add("prodid", "-//Vårdövergång//SIP//SV")
        calendar.add("method", self.method)
        calendar.add_component(event)
        return calendar.to_ical().decode()


def invitation(file: CaseFile, site: str) -> Invitation | None:
    """The meeting to come, or the last one where it is cancelled; `site` is the site's own address.

    None where there is neither, or nobody has consented that the unit reads of it.
    """
    planned, call = file.state.sip.planned, _find_call(file)
    if call is None:
        return None
    said_last = (m for m in reversed(file.messages) if m.type in MEETING_CALLS)
    message = file.as_corrected(planned.latest) if planned else next(said_last, None)
    last_at = file.state.last_at
    if message is None or not last_at:
        return None
    said = message.said
    return Invitation(
        id=call.pk,
        sequence=int((last_at - call.sent_at).total_seconds()),
        starts_at=said["meeting_at"],
        ends_at=said.get("meeting_ends_at") or said["meeting_at"] + LENGTH,
        place=_place_words(said, file.case, local_date(message.sent_at)),
        url=urljoin(site, reverse("discharge:case", args=[file.case.pk])),
        is_cancelled=not planned,
    )


def calendar_link(file: CaseFile) -> str:
    """What the link to the file is called; empty where there is none."""
    if _find_call(file) is None:
        return ""
    return "Lägg i min kalender" if file.state.sip.planned else "Ta bort mötet ur min kalender"


def _find_call(file: CaseFile) -> SeenMessage | None:
    """The call to the last meeting, unless that has been held; a call that was itself cancelled too."""
    calls = [m for m in file.journal.originals if m.type == SIP_CALL.name]
    held = {meeting.call for meeting in file.state.sip.held}
    return calls[-1] if calls and calls[-1].pk not in held else None


def _place_words(said: Mapping[str, Any], case: Case, today: date) -> str:
    """The form of the meeting, a unit of the directory, or the link: never what somebody has written freely.

    A calendar is often shared. Of a protected identity not even the unit, and no link that names the person.
    """
    form = dict(MEETING_FORMS)[said["meeting_form"]]
    if case.patient.protected_identity:
        return form
    if link := said.get("link"):
        person = case.person
        numbers = (case.identity_number[-4:], case.patient.identity_number[-4:])
        telling = (person.given_name, person.family_name, person.street, *numbers)
        return form if any(texts.contains_words(link, name) for name in telling) else str(link)
    unit = directory.unit_named(said.get("place") or "", today)
    return unit.full_name if unit else form

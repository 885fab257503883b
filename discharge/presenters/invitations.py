"""A SIP meeting as a calendar file (RFC 5545): who has it in a calendar tells nobody whom it is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin
from uuid import UUID

from django.urls import reverse

from discharge.models import Patient
from discharge.process import MESSAGE_TYPES
from discharge.queries import CaseFile

#: A call says when the meeting begins; calendars want an end (assumed).
LENGTH = timedelta(hours=1)
IN_THE_CASE = "Se ärendet"


@dataclass(frozen=True, slots=True)
class Invitation:
    """`sequence` counts the changes, so that calendars move the entry instead of adding one."""

    id: UUID
    sequence: int
    starts_at: datetime
    place: str
    url: str

    def as_text(self, now: datetime) -> str:
        return "".join(f"{line}\r\n" for said in self._lines(now) for line in _folded(said))

    def _lines(self, now: datetime) -> Iterator[str]:
        yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Vårdövergång//SIP//SV", "METHOD:PUBLISH")
        yield from ("BEGIN:VEVENT", f"UID:{self.id}@vardovergang", f"SEQUENCE:{self.sequence}")
        yield f"DTSTAMP:{_utc(now)}"
        yield f"DTSTART:{_utc(self.starts_at)}"
        yield f"DTEND:{_utc(self.starts_at + LENGTH)}"
        yield from ("SUMMARY:SIP-möte", f"LOCATION:{_escaped(self.place)}", f"URL:{self.url}")
        yield f"DESCRIPTION:{_escaped(f'Logga in och läs ärendet: {self.url}')}"
        yield from ("CLASS:PRIVATE", "STATUS:CONFIRMED", "END:VEVENT", "END:VCALENDAR")


def invitation(file: CaseFile, site: str) -> Invitation | None:
    """The planned meeting; None where there is none. `site` is the site's own address."""
    planned = file.state.sip.planned
    message = file.as_corrected(planned.latest) if planned else None
    if planned is None or message is None:
        return None
    said = MESSAGE_TYPES[message.type].decoded(message.facts | message.content)
    return Invitation(
        id=planned.call,
        sequence=planned.changes,
        starts_at=planned.starts_at,
        place=_place(said.get("link") or said.get("place", ""), file.case.patient),
        url=urljoin(site, reverse("discharge:case", args=[file.case.pk])),
    )


def _place(place: str, patient: Patient) -> str:
    """A place that names the person, or where the person lives, is left to the case page."""
    telling = (patient.given_name, patient.family_name, patient.street, patient.identity_number[-4:])
    tells = any(word and word.lower() in place.lower() for word in telling)
    return IN_THE_CASE if tells or patient.protected_identity else place


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.splitlines())


def _folded(line: str) -> Iterator[str]:
    """At most 75 bytes a line, cut between characters (RFC 5545, 3.1)."""
    part, size = "", 0
    for character in line:
        length = len(character.encode())
        if size + length > 74:
            yield part
            part, size = " ", 1
        part, size = part + character, size + length
    yield part

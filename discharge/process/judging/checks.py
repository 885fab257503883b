"""Checks of single values: each says in Swedish what is wrong, or None."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from discharge.process.on_paper.paper import OnPaper
from discharge.process.parts.planning import holds_planning
from discharge.process.state import GREY, CaseState, Residence
from municipalities.door.limits import TELEPHONE
from municipalities.swedish.clock import full_day_words, full_words, local_date

NO_PAPER = "Välj bland det som ni har skrivit och som ännu inte är registrerat som skickat."


def not_future(value: datetime, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    return "Tiden ligger i framtiden. Ange när det hände." if value > now else None


def future(value: datetime, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    return "Tiden har redan passerat. Ange en kommande tid." if value < now else None


def after_admission(value: datetime, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    admitted = values.get("admitted_at") or state.admitted_at
    if admitted and value < admitted:
        return f"Tiden är före inskrivningen {full_words(admitted)}. Ange en senare tid."
    return None


def on_paper(value: Iterable[OnPaper], values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    return None if all(paper in state.deliveries for paper in value) else NO_PAPER


def told_after_written(
    value: datetime, values: dict[str, Any], state: CaseState, now: datetime
) -> str | None:
    """What is sent on paper is written first; of the admission somebody may have rung before (assumed)."""
    chosen = [state.deliveries[paper] for paper in values.get("papers") or () if paper in state.deliveries]
    written = [one.sent_at for one in chosen if one.paper.message != state.admission_notice]
    if written and value < max(written).astimezone(UTC).replace(second=0, microsecond=0):
        return f"Tiden är före meddelandet {full_words(max(written))}. Ange en senare tid."
    return None


def not_before_admission(value: date, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    admitted = values.get("admitted_at") or state.admitted_at
    if admitted and value < local_date(admitted):
        return f"Datumet är före inskrivningen {full_day_words(local_date(admitted))}. Ange ett senare datum."
    return None


def not_past(value: date, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    return "Datumet har redan passerat. Ange ett kommande datum." if value < local_date(now) else None


def web_address(value: str, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    if not value.startswith("https://"):
        return "Skriv en länk som börjar med https://"
    is_whole = re.fullmatch(r"https://[^\s/?#<>\"”»]+[^\s<>\"”»]*", value)
    return None if is_whole else "Länken går inte att läsa. Kopiera den igen."


def telephone(value: str, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    return None if re.fullmatch(TELEPHONE, value) else "Skriv ett telefonnummer, till exempel 08-123 456 00."


def dated_unless_unknown(value: str, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    if value != "unknown" and not values.get("expected_discharge"):
        return "Ange datum, eller välj okänd."
    return None


def asked_before_transfer(
    value: datetime, values: dict[str, Any], state: CaseState, now: datetime
) -> str | None:
    """A transfer is told when it is written, maybe late, and is never cancelled: so one is asked."""
    told_at = state.transferred_at
    if told_at is None or values.get("before_transfer"):
        return None
    if value < told_at.astimezone(UTC).replace(second=0, microsecond=0):
        return (
            f"Tiden är före ”Överflyttad till annan avdelning” {full_words(told_at)}. "
            "Ange en senare tid, eller kryssa i att tiden stämmer."
        )
    return None


def not_grey_when_ready(value: str, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    if value == GREY and state.ready:
        return "Patienten är meddelad utskrivningsklar. Återta det meddelandet innan ni väljer spår grå."
    return None


def takes_part(value: UUID, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    return None if state.acts(value) else "Enheten deltar inte i ärendet. Välj en enhet i listan."


def not_taking_part(value: UUID, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    return "Enheten deltar redan i ärendet. Välj en annan enhet." if state.acts(value) else None


def holds_not_yet(value: UUID, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    if not state.acts(value) or not state.parts[value].is_office:
        return "Bara en kommunal enhet som deltar håller i planeringen. Välj en sådan."
    return "Enheten håller redan i planeringen. Välj en annan." if holds_planning(state, value) else None


def not_the_ward(value: UUID, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    if value == state.ward:
        return "Avdelningen har patienten. Överför vårdtillfället om en annan avdelning tar över."
    return None


def not_the_payers_last(value: UUID, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    """Else no notice would reach the municipality that pays, or that pays the period that runs."""
    part = state.parts[value]
    offices = [
        other.unit
        for other in state.parts.values()
        if other.ended_at is None and other.is_office and other.municipality == part.municipality
    ]
    if part.municipality in state.payers and offices == [value]:
        return "Kommunen som betalar måste delta. Lägg till en annan enhet i kommunen först."
    return None


def not_in_the_future(value: date, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    return "Datumet ligger i framtiden. Ange när det gjordes." if value > local_date(now) else None


def moved_during_stay(value: date, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    if state.admitted_at and value <= local_date(state.admitted_at):
        admitted = full_day_words(local_date(state.admitted_at))
        return f"Personen skrevs in {admitted}. Välj ”Fel från början” om personen flyttade dessförinnan."
    return None


def said_last(value: UUID, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    """Somebody else has said who pays since the form was opened."""
    if value == state.residence_said:
        return None
    return "Kommunen har ändrats sedan formuläret öppnades. Läs vad som gäller nu och rätta igen."


def another_area(value: str, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    """A correction says something else than what holds."""
    said = Residence(values.get("municipality"), values.get("placed_by"), values.get("district"))
    if said == state.residence and not state.former:
        return "Det är så det står redan. Ändra kommun eller stadsdel ovan."
    return None


def consented(value: bool, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    return None if value else "En SIP kräver personens samtycke. Fråga personen först."


def answered_yes(value: bool, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    return None if value else "Svara ja för att skicka. Avbryt annars, och ring om ni är osäkra."


def current_version(value: str, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    current = len(state.sip.versions)
    if value.strip() == str(current):
        return None
    return f"Planen gäller nu i version {current}. Läs den och ange det numret."

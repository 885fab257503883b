"""The unit's day in words: who, where, and what about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from discharge.presenters.lists.tabs import count_words
from discharge.presenters.lists.worklist import Row, case_row
from discharge.presenters.people.parties import to_do
from discharge.presenters.people.persons import PersonWords
from discharge.process import MESSAGE_TYPES
from discharge.process.words import messages_words
from discharge.queries import Morning, MorningLine, MorningPart
from municipalities.models import Assignment
from municipalities.swedish.clock import (
    clock_words,
    date_words,
    day_words,
    full_day_words,
    local,
    local_date,
    moment_words,
)
from municipalities.units.parties import Party

EMPTY = {
    MorningPart.TO_DO: "Inget ska vara gjort i dag.",
    MorningPart.READY: "Ingen.",
    MorningPart.HOME: "Ingen.",
    MorningPart.LIABLE: "Inget.",
    MorningPart.NEW: "Inget.",
    MorningPart.MEETINGS: "Inga.",
}


@dataclass(frozen=True, slots=True)
class MorningRow:
    case_id: UUID
    person: PersonWords
    reference: str
    place: str
    what: str


@dataclass(frozen=True, slots=True)
class MorningTable:
    title: str
    rows: Sequence[MorningRow]
    #: How many there are, with those that found no room.
    number: int
    empty: str
    left_out: str


@dataclass(frozen=True, slots=True)
class MorningPaper:
    """`cases` stand on it."""

    unit: str
    day: str
    tables: Sequence[MorningTable]
    notes: Sequence[str]
    cases: list[UUID]


def morning_paper(morning: Morning, by: Assignment, now: datetime) -> MorningPaper:
    parts = {part.case_id: part for part in morning.page.rows}
    rows = {case: case_row(parts[case], morning.page, now) for case in morning.cases}
    with_responsible = by.unit.party == Party.MUNICIPAL
    tables = [
        MorningTable(
            title=title_of(section.part, morning, now),
            rows=[
                row_of(row, line_words(section.part, line, row, now), with_responsible)
                for line in section.lines
                for row in [rows[line.case_id]]
            ],
            number=len(section.lines) + section.left_out,
            empty=EMPTY[section.part],
            left_out=left_out_words(section.left_out, len(section.lines)),
        )
        for section in morning.sections
    ]
    return MorningPaper(
        by.unit.full_name, full_day_words(local_date(now)), tables, morning_notes(morning), morning.cases
    )


def title_of(part: MorningPart, morning: Morning, now: datetime) -> str:
    return f"{part.label} {moment_words(morning.since, now)}" if part is MorningPart.NEW else part.label


def morning_notes(morning: Morning) -> list[str]:
    """What waits beside it, and what is not there."""
    notes = []
    if waiting := morning.to_acknowledge:
        notes.append(f"{messages_words(waiting)} att kvittera.")
    if morning.old:
        tasks = "1 uppgift" if morning.old == 1 else f"{count_words(morning.old)} uppgifter"
        notes.append(f"{tasks} från för mer än 30 dagar sedan står bara i arbetslistan.")
    if morning.is_cut:
        notes.append("Enheten har fler ärenden än vad som har gåtts igenom: de äldsta saknas.")
    return notes


def left_out_words(number: int, shown: int) -> str:
    if not number:
        return ""
    return f"{number} till fick inte plats och står i arbetslistan ({shown} av {shown + number} visas)."


def row_of(row: Row, what: str, with_responsible: bool) -> MorningRow:
    responsible = row.responsible if with_responsible else ""
    return MorningRow(
        case_id=row.case.pk,
        person=row.person,
        reference=row.case.reference if row.person.hidden else "",
        place=", ".join(word for word in (row.place.name, row.place.site) if word),
        what=f"{what} · {responsible}" if responsible else what,
    )


def line_words(part: MorningPart, line: MorningLine, row: Row, now: datetime) -> str:
    say = {
        MorningPart.TO_DO: task_words,
        MorningPart.READY: ready_words,
        MorningPart.HOME: home_words,
        MorningPart.LIABLE: liable_words,
        MorningPart.NEW: news_words,
        MorningPart.MEETINGS: meeting_words,
    }
    return say[part](line, row, now)


def task_words(line: MorningLine, row: Row, now: datetime) -> str:
    """By the clock: a paper is read for hours, and "om 30 min" is true for a minute."""
    task = to_do(line.types[0])
    if line.at:
        by_when = "senast" if line.at >= now else "försenat sedan"
        task = f"{task}, {by_when} {moment_words(line.at, now)}"
    return f"{task[:1].upper()}{task[1:]}"


def ready_words(line: MorningLine, row: Row, now: datetime) -> str:
    said = [f"Sedan {day_words(local_date(line.at), local_date(now))}"] if line.at else []
    if row.free_days_left is not None:
        said.append(f"fristdagar kvar {row.free_days_left}")
    if row.next:
        said.append(f"{row.next.who}: {row.next.what}")
    return ", ".join(said)


def home_words(line: MorningLine, row: Row, now: datetime) -> str:
    certainty = f", {row.case.get_certainty_display().lower()}" if row.certainty_mark else ""
    return f"{day_words(line.day, local_date(now)).capitalize()}{certainty}" if line.day else ""


def liable_words(line: MorningLine, row: Row, now: datetime) -> str:
    today = local_date(now)
    if line.day is None or line.day < today:
        return f"Pågår sedan {date_words(line.day, today)}" if line.day else ""
    return f"Börjar {day_words(line.day, today)}"


def news_words(line: MorningLine, row: Row, now: datetime) -> str:
    titles = ", ".join(MESSAGE_TYPES[name].title for name in line.types)
    return f"{titles} ({moment_words(line.at, now)})" if line.at else titles


def meeting_words(line: MorningLine, row: Row, now: datetime) -> str:
    return f"SIP-möte {clock_words(local(line.at))}" if line.at else "Uppföljning av SIP"

"""Lists as files to work on with: what the page shows, as a table with dates as dates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.text import slugify

from discharge.presenters.lists.placements import PlacementWords
from discharge.presenters.people.persons import PersonWords
from municipalities.models import Assignment
from municipalities.spreadsheets import Line, Spreadsheet
from municipalities.swedish.clock import full_words, local, local_date


def about_list(
    by: Assignment, title: str, chosen: Iterable[tuple[str, str]], number: int, now: datetime
) -> list[tuple[str, str]]:
    """Which list a file is, when and by whom."""
    return [
        ("Enhet", by.unit.full_name),
        ("Lista", title),
        *chosen,
        ("Antal rader", str(number)),
        ("Skapad", full_words(now)),
        ("Av", by.user.name),
    ]


def file_name(title: str, by: Assignment, now: datetime) -> str:
    """Which list of which unit, and when; nothing of a person."""
    return f"{slugify(f'{title} {by.unit.full_name}')}-{local(now):%Y-%m-%d-%H%M}"


def name_of(person: PersonWords) -> str:
    return f"{person.name} (förut {person.formerly})" if person.formerly else person.name


_PLACEMENT_HEADS = (
    "Ärende",
    "Person",
    "Ålder",
    "Avdelning",
    "Begärt",
    "Begärt av",
    "Väntat, dagar",
    "Behov",
    "Boende och stöd som behövs",
    "Försök",
    "Senast tillfrågad",
    "Senaste svar",
    "Svar den",
    "Ledigt från",
    "Nästa steg",
    "Utfall",
    "Var",
)


def placement_table(
    rows: Sequence[PlacementWords], title: str, about: Sequence[tuple[str, str]], cut: str
) -> Spreadsheet:
    return Spreadsheet(title, _PLACEMENT_HEADS, [_placement_line(row) for row in rows], about, cut)


def _placement_line(row: PlacementWords) -> Line:
    latest = row.latest
    return (
        row.reference,
        name_of(row.person),
        row.person.age,
        row.ward,
        local_date(row.since),
        row.asked_by,
        row.waited_days,
        row.need,
        row.wanted,
        len(row.attempts),
        latest.provider if latest else None,
        latest.result.word if latest else None,
        local_date(latest.at) if latest else None,
        latest.free_from if latest else None,
        row.next_step,
        row.outcome.word if row.outcome else None,
        row.place,
    )

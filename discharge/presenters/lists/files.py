"""Lists as files to work on with: what the page shows, as a table with dates as dates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.text import slugify

from discharge.presenters.lists.placements import PlacementWords
from discharge.presenters.lists.worklist import Row
from discharge.presenters.people.persons import PersonWords
from discharge.queries import WorklistPage
from municipalities.door import texts
from municipalities.models import Assignment
from municipalities.spreadsheets import Line, Spreadsheet
from municipalities.swedish.clock import full_words, local, local_date
from municipalities.units.parties import NOTHING_TO_DO

#: Whom a unit is there for is the directory's, and leaves it in no file (decision 0072).
NOT_IN_FILES = ("group",)


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
    if not person.formerly:
        return person.name
    name, was = map(texts.isolate_direction, (person.name, person.formerly))
    return f"{name} (förut {was})"


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


def cut_words(page: WorklistPage, most: int) -> str:
    return f"Bara de första {most} raderna är med: listan har fler." if page.has_next else ""


_TASK_HEADS = ("Att göra", "Senast")
_STATE_HEADS = ("Läge",)
_CASE_HEADS = (
    "Ärende",
    "Person",
    "Nummer",
    "Ålder",
    "{place}",
    "Sjukhus",
    "Inskriven",
    "Beräknad utskrivning",
    "Säkerhet",
    "Utskrivningsklar, dagar",
    "Fristdagar kvar",
    "Betalningsansvar",
    "Steg",
    "Väntar på",
    "Vad",
    "Tidsgräns",
    "Parter",
    "Handläggare",
    "Spår",
    "Att kvittera",
    "Avslutat",
    "Avslutat den",
)


def worklist_table(
    rows: Sequence[Row], about: Sequence[tuple[str, str]], *, with_tasks: bool, is_ward: bool, cut: str
) -> Spreadsheet:
    """A row of the list a line; what there is to do and by when first, or else how it stands."""
    place = "Område" if is_ward else "Enhet"
    heads = (*(_TASK_HEADS if with_tasks else _STATE_HEADS), *_CASE_HEADS)
    lines = [(*_first_cells(row, with_tasks=with_tasks), *case_cells(row)) for row in rows]
    return Spreadsheet("Arbetslista", [head.format(place=place) for head in heads], lines, about, cut)


def _first_cells(row: Row, *, with_tasks: bool) -> Line:
    if not with_tasks:
        return (row.state.word,)
    return (row.task.verb, row.task.due) if row.task else ("", None)


def case_cells(row: Row) -> Line:
    case, ended, following = row.case, row.ended, row.next
    return (
        case.reference,
        name_of(row.person),
        row.person.number,
        row.person.age,
        row.place.name,
        row.place.site,
        local_date(case.admitted_at),
        None if ended else case.expected_discharge,
        case.get_certainty_display() if case.expected_discharge and not ended else None,
        row.ready_days,
        row.free_days_left,
        row.liability,
        row.step,
        following.who if following else None,
        following.what if following else None,
        following.deadline if following else None,
        ", ".join(f"{party.label}: {party.word or NOTHING_TO_DO}" for party in row.parties),
        row.responsible,
        row.track.word if row.track else None,
        row.to_acknowledge,
        ended.how if ended else None,
        local_date(ended.at) if ended else None,
    )

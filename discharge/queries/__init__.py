"""The only code that reads for a page: named questions, each a constant number of SQL statements."""

from discharge.queries.cases import CaseFile, case_file, last_said, open_case, state_of
from discharge.queries.drafts import draft, drafts
from discharge.queries.earlier import attachment, message, versions
from discharge.queries.lists import CARDS, LISTS, TABS, NamedList
from discharge.queries.meetings import Calendar, calendar
from discharge.queries.placements import Placements, placements
from discharge.queries.rows import (
    LAST_PAGE,
    PAGE_SIZE,
    Answers,
    Filters,
    WorklistPage,
    answering,
    areas,
    counts,
    responsible_people,
    worklist,
)
from discharge.queries.units import unread

__all__ = [
    "CARDS",
    "LAST_PAGE",
    "LISTS",
    "PAGE_SIZE",
    "TABS",
    "Answers",
    "Calendar",
    "CaseFile",
    "Filters",
    "NamedList",
    "Placements",
    "WorklistPage",
    "answering",
    "areas",
    "attachment",
    "calendar",
    "case_file",
    "counts",
    "draft",
    "drafts",
    "last_said",
    "message",
    "open_case",
    "placements",
    "responsible_people",
    "state_of",
    "unread",
    "versions",
    "worklist",
]

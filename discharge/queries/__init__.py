"""The only code that reads for a page: named questions, each a constant number of SQL statements."""

from discharge.queries.access_log import (
    LogFilters,
    LoggedPerson,
    LogPage,
    log_of_person,
    log_page,
    logged_person,
    reader_of,
    reading,
    readings,
    reviews_of,
    selection,
    selections,
    units_of_organisation,
)
from discharge.queries.cases import CaseFile, blocks, case_file, last_said, open_case, state_of
from discharge.queries.drafts import begun, draft, drafts
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
    "LogFilters",
    "LogPage",
    "LoggedPerson",
    "NamedList",
    "Placements",
    "WorklistPage",
    "answering",
    "areas",
    "attachment",
    "begun",
    "blocks",
    "calendar",
    "case_file",
    "counts",
    "draft",
    "drafts",
    "last_said",
    "log_of_person",
    "log_page",
    "logged_person",
    "message",
    "open_case",
    "placements",
    "reader_of",
    "reading",
    "readings",
    "responsible_people",
    "reviews_of",
    "selection",
    "selections",
    "state_of",
    "units_of_organisation",
    "unread",
    "versions",
    "worklist",
]

"""The only code that reads for a page: named questions, each a constant number of SQL statements."""

from discharge.queries.cases import CaseFile, case_file, open_case
from discharge.queries.lists import CARDS, LISTS, TABS, NamedList
from discharge.queries.rows import (
    ANSWERS,
    LAST_PAGE,
    PAGE_SIZE,
    Answers,
    Filters,
    WorklistPage,
    areas,
    counts,
    responsible_people,
    worklist,
)
from discharge.queries.units import unread

__all__ = [
    "ANSWERS",
    "CARDS",
    "LAST_PAGE",
    "LISTS",
    "PAGE_SIZE",
    "TABS",
    "Answers",
    "CaseFile",
    "Filters",
    "NamedList",
    "WorklistPage",
    "areas",
    "case_file",
    "counts",
    "open_case",
    "responsible_people",
    "unread",
    "worklist",
]

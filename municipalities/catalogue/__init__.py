"""The HSA catalogue's export: read, checked, compared with the directory. Pure: no Django, no database."""

from municipalities.catalogue.plan import Change, Plan, Row, plan
from municipalities.catalogue.reading import COLUMNS, Known, Line, Refusal, Unreadable, check, read

__all__ = [
    "COLUMNS",
    "Change",
    "Known",
    "Line",
    "Plan",
    "Refusal",
    "Row",
    "Unreadable",
    "check",
    "plan",
    "read",
]

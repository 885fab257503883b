"""The HSA catalogue's export: read, checked, compared with the directory. Pure: no Django, no database."""

from municipalities.catalogue.plan import Plan, Row, UnitChange, plan
from municipalities.catalogue.reading import (
    COLUMNS,
    Known,
    Line,
    Refusal,
    UnreadableCatalogue,
    read,
    split_good_and_refused,
)

__all__ = [
    "COLUMNS",
    "Known",
    "Line",
    "Plan",
    "Refusal",
    "Row",
    "UnitChange",
    "UnreadableCatalogue",
    "plan",
    "read",
    "split_good_and_refused",
]

"""Words and links of the directory, its people, its imports, and of what was changed in them."""

from municipalities.presenters.directory import (
    area_words,
    confirmed_ids,
    days_words,
    group_words,
    municipality_choices,
    party_choices,
    party_words,
    place_words,
    unit_facts,
)
from municipalities.presenters.history import account_words, history, invitations, newest_first
from municipalities.presenters.imports import import_changes, import_counts

__all__ = [
    "account_words",
    "area_words",
    "confirmed_ids",
    "days_words",
    "group_words",
    "history",
    "import_changes",
    "import_counts",
    "invitations",
    "municipality_choices",
    "newest_first",
    "party_choices",
    "party_words",
    "place_words",
    "unit_facts",
]

"""What a unit sees of a case when its own part has ended: what its row in `process/columns.py` says.

Everything else is blank. A column that is added to a model is therefore hidden until somebody has judged what
it tells.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from discharge.models import Case, Participation
from discharge.process import columns
from discharge.process.columns import Seen

#: Which case and which part it is: what is not derived.
CASE_IDENTITY = frozenset({"id", "patient_id", "kind", "reference"})
PART_IDENTITY = frozenset({"id", "case_id", "patient_id", "unit_id", "party", "since"})
_BLANK: Mapping[str, Any] = {"BooleanField": False, "PositiveSmallIntegerField": 0, "ArrayField": []}


def case_in_lists() -> frozenset[str]:
    """Which case it was; a list shows no more."""
    return CASE_IDENTITY | columns.seen(columns.CASE, Seen.IN_LISTS, Seen.AS_IT_IS)


def case_on_page() -> frozenset[str]:
    """What the messages until the part's end add up to; never what billing has made of the case since."""
    return case_in_lists() | columns.seen(columns.CASE, Seen.AS_IT_WAS)


def part_on_page() -> frozenset[str]:
    """The same of a part."""
    return PART_IDENTITY | columns.seen(columns.PART, Seen.AS_IT_WAS)


def veil_case(case: Case) -> None:
    """For a list: nothing of what the case has come to since."""
    _blank_unlisted(case, case_in_lists())


def as_it_was(case: Case, then: Mapping[str, Any]) -> None:
    """The case's columns as they stood `then`, and of them only those that may be shown."""
    _blank_unlisted(case, case_in_lists())
    _set_listed(case, then, case_on_page() - columns.seen(columns.CASE, Seen.AS_IT_IS))


def part_as_it_was(part: Participation, then: Mapping[str, Any]) -> None:
    """The same of a unit's part."""
    _blank_unlisted(part, PART_IDENTITY)
    _set_listed(part, then, part_on_page())


def _set_listed(row: Model, then: Mapping[str, Any], listed: frozenset[str]) -> None:
    for name in then.keys() & listed:
        setattr(row, name, then[name])


def _blank_unlisted(row: Model, listed: frozenset[str]) -> None:
    """Blank every other column of the row in memory."""
    for field in row._meta.concrete_fields:  # noqa: SLF001 - Django documents it
        if field.attname not in listed:
            # What says nothing: None, no, zero, or the empty text or the choice that stands for none.
            says_nothing = field.get_default() if field.choices else ""
            blank = None if field.null else _BLANK.get(field.get_internal_type(), says_nothing)
            setattr(row, field.attname, blank)

"""What a unit sees of a case when its own part has ended: a list of what may be shown, by column.

What is not listed is blank. A column that is added to a model is therefore hidden until somebody has judged
what it tells, and has listed it here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Field, Model

from discharge.models import Case, Participation

#: Which case it was; a list shows no more.
CASE_IN_LISTS = frozenset({"id", "patient_id", "kind", "reference", "care_type", "admitted_at"})
#: What the messages until the part's end add up to; never what billing has made of the case since.
CASE_AS_IT_WAS = CASE_IN_LISTS | {
    "ward_id",
    "payer_id",
    "district_id",
    "expected_discharge",
    "certainty",
    "track",
    "ready_at",
    "discharged_at",
    "deceased_at",
    "sip_closed_at",
    "step",
    "next_unit_id",
    "next_type",
    "next_deadline",
    "is_open",
    "changed_at",
}
PART_ALWAYS = frozenset({"id", "case_id", "patient_id", "unit_id", "party", "since"})
PART_AS_IT_WAS = PART_ALWAYS | {
    "active",
    "ended_at",
    "in_hospital",
    "to_acknowledge",
    "to_answer",
    "next_type",
    "deadline",
    "ready_at",
    "admitted_at",
    "responsible_id",
    "sip_running",
    "meeting_at",
    "meeting_held",
    "follow_up_on",
    "placement",
}
_BLANK: Mapping[str, Any] = {"BooleanField": False, "PositiveSmallIntegerField": 0, "ArrayField": []}


def veil(case: Case) -> None:
    """For a list: nothing of what the case has come to since."""
    _keep(case, CASE_IN_LISTS)


def as_it_was(case: Case, then: Mapping[str, Any]) -> None:
    """The case's columns as they stood `then`, and of them only those listed."""
    _keep(case, CASE_IN_LISTS)
    _set(case, then, CASE_AS_IT_WAS)


def part_as_it_was(part: Participation, then: Mapping[str, Any]) -> None:
    """The same of a unit's part."""
    _keep(part, PART_ALWAYS)
    _set(part, then, PART_AS_IT_WAS)


def _set(row: Model, then: Mapping[str, Any], listed: frozenset[str]) -> None:
    for name in then.keys() & listed:
        setattr(row, name, then[name])


def _keep(row: Model, listed: frozenset[str]) -> None:
    """Blank every other column of the row in memory."""
    for field in row._meta.concrete_fields:  # noqa: SLF001 - Django documents it
        if field.attname not in listed:
            setattr(row, field.attname, _blank(field))


def _blank(field: Field[Any, Any]) -> Any:
    """What says nothing: None, no, zero, or the empty text or the choice that stands for none."""
    if field.null:
        return None
    return _BLANK.get(field.get_internal_type(), field.get_default() if field.choices else "")

"""From a field of the process table to the form field that asks for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms

from discharge import directory
from discharge.fields import Field, Kind
from discharge.forms.moments import DayField, MomentField
from municipalities.models import Assignment, District, Unit, User

MISSING = "Fyll i uppgiften."
UNKNOWN_UNIT = "Enheten finns inte i katalogen. Välj en enhet i listan."


class UnitField(forms.ModelChoiceField):
    default_error_messages = {"invalid_choice": UNKNOWN_UNIT}

    def label_from_instance(self, obj: Unit) -> str:
        return obj.full_name


class ColleagueField(forms.ModelChoiceField):
    default_error_messages = {"invalid_choice": "Välj en kollega på enheten."}

    def label_from_instance(self, obj: User) -> str:
        return obj.name


class DistrictField(forms.ModelChoiceField):
    default_error_messages = {"invalid_choice": "Välj en stadsdel i listan."}

    def label_from_instance(self, obj: District) -> str:
        return obj.name


Builder = Callable[[Field, Assignment, date, dict[str, Any]], forms.Field]


def _text(field: Field, by: Assignment, today: date, common: dict[str, Any]) -> forms.Field:
    return forms.CharField(**common)


def _long_text(field: Field, by: Assignment, today: date, common: dict[str, Any]) -> forms.Field:
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), **common)


def _choice(field: Field, by: Assignment, today: date, common: dict[str, Any]) -> forms.Field:
    common["error_messages"] |= {
        "required": "Välj ett av alternativen.",
        "invalid_choice": "Välj ett av alternativen.",
    }
    return forms.ChoiceField(choices=field.choices, widget=forms.RadioSelect, **common)


def _unit(field: Field, by: Assignment, today: date, common: dict[str, Any]) -> forms.Field:
    return UnitField(directory.units(field.units, today, but=by.unit), empty_label="Välj enhet", **common)


def _colleague(field: Field, by: Assignment, today: date, common: dict[str, Any]) -> forms.Field:
    return ColleagueField(directory.colleagues(by.unit, today), empty_label="Välj person", **common)


BUILDERS: dict[Kind, Builder] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _long_text,
    Kind.DATE: lambda field, by, today, common: DayField(**common),
    Kind.MOMENT: lambda field, by, today, common: MomentField(**common),
    Kind.CHOICE: _choice,
    Kind.YES_NO: lambda field, by, today, common: forms.BooleanField(**common | {"required": False}),
    Kind.UNIT: _unit,
    Kind.COLLEAGUE: _colleague,
}


def form_field(field: Field, by: Assignment, today: date) -> forms.Field:
    """The form field; the rules of the table are checked after it, on all values together."""
    common = {
        "label": field.label,
        "help_text": field.help,
        "required": field.required and field.required_when is None,
        "error_messages": {"required": MISSING},
    }
    made = BUILDERS[field.kind](field, by, today, common)
    if made.required and field.kind is not Kind.CHOICE:
        made.widget.attrs["aria-required"] = "true"
    return made

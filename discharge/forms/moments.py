"""Moments as people type them, in Stockholm."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from discharge.process import STOCKHOLM
from municipalities.forms.days import YEARS

#: A browser's datetime-local first; the others are for input typed by hand.
_FORMATS = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d %H.%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S")
GAP = "Klockslaget finns inte: klockan ställdes fram till sommartid den natten."


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, datetime):
            return f"{value.astimezone(STOCKHOLM):%Y-%m-%dT%H:%M}"
        return str(value) if value else None


class MomentField(forms.Field):
    """A moment in Stockholm's civil time; an hour that comes twice means its first time."""

    widget = MomentInput
    default_error_messages = {
        "invalid": "Skriv datum och klockslag som ÅÅÅÅ-MM-DD TT:MM.",
        "gap": GAP,
    }

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value
        moment = _parsed(str(value).strip())
        if moment is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if not exists(moment):
            raise ValidationError(self.error_messages["gap"], code="gap")
        return moment


def exists(moment: datetime) -> bool:
    """Whether clocks in Stockholm ever showed it: an hour is left out when summer time begins."""
    return moment.astimezone(UTC).astimezone(STOCKHOLM).replace(tzinfo=None) == moment.replace(tzinfo=None)


def _parsed(text: str) -> datetime | None:
    for form in _FORMATS:
        try:
            moment = datetime.strptime(text, form).replace(tzinfo=STOCKHOLM)
        except ValueError:
            continue
        return moment if moment.year in YEARS else None
    return None

"""Days as people type them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from municipalities.door import texts

YEARS = range(1900, 2200)
#: The date is written rightly, and can't be meant.
STRANGE_YEAR = f"Året kan inte vara %(year)d. Ange ett år från {YEARS[0]} till {YEARS[-1]}."


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    widget = DayInput
    input_formats = ["%Y-%m-%d", "%Y%m%d"]
    default_error_messages = {"invalid": "Skriv datumet som ÅÅÅÅ-MM-DD.", "year": STRANGE_YEAR}

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(texts.code(value) if isinstance(value, str) else value)
        if day and day.year not in YEARS:
            raise ValidationError(self.error_messages["year"], code="year", params={"year": day.year})
        return day

"""Daily rates: a new one, and one put right."""

from __future__ import annotations

from typing import Any

from billing.forms.sourced import SourcedForm
from billing.models import Certainty, DailyRate
from municipalities.forms import fields
from municipalities.forms.fields import choice, number, text
from municipalities.units.parties import CareType


class RateCorrectionForm(SourcedForm):
    """The year and the kind of care stand: another year's is another rate."""

    kronor = fields.kronor("Kronor per vårddygn", 1, 1_000_000)
    source = text("Källa", 200, "Socialstyrelsens föreskrift för året.")
    status = choice("Kontroll", Certainty.choices, "Kontrollerad: någon har läst beloppet i källan.")

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("kronor", "source", "status")}


class RateForm(RateCorrectionForm):
    field_order = ("year", "care_type")

    year = number("År", 2010, 2100)
    care_type = choice(
        "Vårdform",
        [("", "Alla vårdformer"), *CareType.choices()],
        "Ett belopp för en vårdform går före det för alla.",
        required=False,
    )

    def key(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("year", "care_type")}

    def rate(self) -> DailyRate:
        """As it would be; not saved."""
        return DailyRate(**self.key(), **self.values())

"""The question of a what-if: which months and municipalities, and what would be otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from billing.actions import Question
from billing.liability import Condition
from billing.models import Terms
from discharge.process import Refused
from municipalities.door.forms import Form
from municipalities.forms.fields import WholeNumberField, kronor
from municipalities.units.parties import CareType

AS_IN_FORCE = [("", "Som i villkoren")]
CONDITIONS = [
    (Condition.ADMISSION_NOTICE.value, "Inskrivningsmeddelande inom 24 timmar"),
    (Condition.SIP_CALL.value, "Kallelse till SIP i tid"),
    (Condition.OUTPATIENT_CARE.value, "Öppenvårdens insatser på plats"),
    (Condition.SERVICES_DECLINED.value, "Personen tar emot kommunens insatser"),
]
MOST_FREE_DAYS, HIGHEST_RATE = 365, 1_000_000

_CHOOSE = {"required": "Välj en månad.", "invalid_choice": "Välj en månad som är stängd."}


#: A number of free days for each kind of care, by the name of its field.
FREE_DAYS = {f"free_days_{care_type}": CareType(care_type) for care_type, _ in CareType.choices()}


def _free_days(care_type: CareType) -> WholeNumberField:
    return WholeNumberField(
        label=f"Antal fristdagar, {care_type.label.lower()}",
        required=False,
        min_value=0,
        max_value=MOST_FREE_DAYS,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": "Skriv ett helt antal dagar, till exempel 3.",
            "min_value": "Antalet dagar kan inte vara negativt.",
            "max_value": f"Skriv högst {MOST_FREE_DAYS} dagar.",
        },
    )


class WhatIfForm(Form):
    """What is left empty is as in the terms and rates in force. The browser must not stop the form."""

    use_required_attribute = False

    first_month = forms.ChoiceField(label="Från och med", error_messages=_CHOOSE)
    last_month = forms.ChoiceField(label="Till och med", error_messages=_CHOOSE)
    payers = forms.MultipleChoiceField(
        label="Kommuner",
        help_text="Välj ingen för att räkna på alla.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Välj kommuner ur listan."},
    )
    care_types = forms.MultipleChoiceField(
        label="Vårdformer som ändras",
        help_text="Välj ingen för att ändra alla. Fristdagarna anges för varje vårdform för sig.",
        choices=CareType.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Välj vårdformer ur listan."},
    )
    unit = forms.ChoiceField(
        label="Fristdagar räknas i", choices=[*AS_IN_FORCE, *Terms.Unit.choices], required=False
    )
    cutoff = forms.TimeField(
        label="Klockslag för dag noll",
        help_text="Till exempel 12.00. Ett meddelande som skickas då eller tidigare gör dagen till dag noll.",
        required=False,
        input_formats=["%H.%M", "%H:%M", "%H:%M:%S"],
        widget=forms.TimeInput(format="%H.%M", attrs={"inputmode": "numeric"}),
        error_messages={"invalid": "Skriv ett klockslag, till exempel 12.00."},
    )
    model = forms.ChoiceField(label="Modell", choices=[*AS_IN_FORCE, *Terms.Model.choices], required=False)
    settlement = forms.ChoiceField(
        label="Avräkning i genomsnittsmodellen",
        choices=[("", "Ingen vald"), *Terms.Settlement.choices],
        required=False,
    )
    rate = kronor(
        "Dygnsbelopp i kronor", 1, HIGHEST_RATE, "Gäller alla de valda månadernas år.", required=False
    )
    without = forms.MultipleChoiceField(
        label="Villkor som inte prövas",
        help_text="En överenskommelse kan inte ta bort dem; här går det att se vad de betyder.",
        choices=CONDITIONS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Välj villkor ur listan."},
    )

    def __init__(
        self,
        data: Any = None,
        *,
        months: Iterable[tuple[str, str]],
        municipalities: Iterable[tuple[str, str]],
    ) -> None:
        self.months = list(months)
        newest = self.months[0][0] if self.months else None
        super().__init__(data, label_suffix="", initial={"first_month": newest, "last_month": newest})
        self._set_choices("first_month", self.months)
        self._set_choices("last_month", self.months)
        self._set_choices("payers", list(municipalities))
        self.fields |= {name: _free_days(care_type) for name, care_type in FREE_DAYS.items()}

    def _set_choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first_month"), cleaned.get("last_month")
        if first and last and first > last:
            self.add_error("last_month", "Den sista månaden ligger före den första.")
        model, settlement = cleaned.get("model"), cleaned.get("settlement")
        if model == Terms.Model.AVERAGE and not settlement:
            self.add_error("settlement", "Välj hur genomsnittsmodellen avräknas.")
        if settlement and model != Terms.Model.AVERAGE:
            self.add_error(
                "settlement",
                "Avräkning hör till genomsnittsmodellen. Välj den modellen, eller ingen avräkning.",
            )
        return cleaned

    def free_day_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in FREE_DAYS]

    def _free_days(self) -> dict[str, int]:
        typed = {care_type.value: self.cleaned_data[name] for name, care_type in FREE_DAYS.items()}
        return {care_type: days for care_type, days in typed.items() if days is not None}

    def refuse(self, refused: Refused) -> None:
        """Show what an action refused, above the fields."""
        self.add_error(None, refused.message)

    def question(self) -> Question:
        typed = self.cleaned_data
        cutoff = typed["cutoff"].isoformat() if typed["cutoff"] is not None else None
        changes = {
            name: typed[name] for name in ("care_types", "unit", "model", "settlement", "rate", "without")
        } | {"cutoff": cutoff, "free_days": self._free_days()}
        return Question(
            first_month=_parse_month(typed["first_month"]),
            last_month=_parse_month(typed["last_month"]),
            payers=typed["payers"],
            changes={name: value for name, value in changes.items() if value not in ("", None, [], {})},
        )


def _parse_month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")

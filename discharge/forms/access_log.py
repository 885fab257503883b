"""The log reviewer's forms: which rows, which period, which person, what a reading was found to be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from discharge.forms.kinds import MISSING
from discharge.identity_numbers import IdentityNumber, InvalidNumber, parse
from discharge.process import Refused
from discharge.queries import LogFilters
from municipalities.forms.days import DayField
from municipalities.models import AccessLog, LogReview, Unit
from municipalities.parties import Word

SHOWN_DAYS = timedelta(days=7)
IN_ORDER = "Sista dagen kan inte vara före den första."
_TEXT = {"required": MISSING, "max_length": "Högst %(limit_value)d tecken. Texten har %(show_value)d."}


class PeriodForm(forms.Form):
    """A period of whole days; the week that ends today is suggested."""

    use_required_attribute = False
    first_day = DayField(label="Från och med", error_messages={"required": MISSING})
    last_day = DayField(label="Till och med", error_messages={"required": MISSING})

    def __init__(self, today: date, data: Mapping[str, Any] | None = None) -> None:
        initial = {"first_day": today - SHOWN_DAYS, "last_day": today}
        super().__init__(data, initial=initial, label_suffix="")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", IN_ORDER)
        return cleaned


class FilterForm(PeriodForm):
    """What the log is filtered by. A person is never looked up here: that asks for a reason."""

    user = forms.CharField(label="Användare (namn)", required=False, max_length=80)
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label="Enhet",
        required=False,
        empty_label="Alla",
        error_messages={"invalid_choice": "Enheten hör inte till organisationen."},
    )
    reference = forms.CharField(label="Ärendereferens", required=False, max_length=11)
    action = forms.ChoiceField(
        label="Åtgärd", required=False, choices=[("", "Alla"), *AccessLog.Action.choices]
    )
    refused = forms.BooleanField(label="Bara nekade försök", required=False)

    def __init__(self, today: date, units: QuerySet[Unit], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(today, data)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]  # a ModelChoiceField's

    def clean_reference(self) -> str:
        return str(self.cleaned_data["reference"]).strip().upper()

    def filters(self) -> LogFilters:
        """What was chosen; the suggested week while nothing is."""
        if not self.is_bound:
            return LogFilters(self.initial["first_day"], self.initial["last_day"])
        chosen = self.cleaned_data
        unit = chosen["unit"]
        return LogFilters(**(chosen | {"unit": unit.pk if unit else None}))


class Reason(Word):
    """Why a person's readings are looked up."""

    ASKED = "asked", "Personen har begärt sin logg"
    SUSPECTED = "suspected", "Misstanke om obehörig läsning"
    REVIEW = "review", "Planerad granskning"


class PersonForm(forms.Form):
    """A person by number, with a reason that the log keeps."""

    use_required_attribute = False
    number = forms.CharField(
        label="Personnummer",
        help_text="Personnummer, samordningsnummer eller reservnummer: ÅÅÅÅMMDD-NNNN.",
        max_length=30,
        error_messages={"required": MISSING, "max_length": "Skriv numret som ÅÅÅÅMMDD-NNNN."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    reason = forms.ChoiceField(
        label="Varför söker du?",
        choices=Reason.choices(),
        error_messages={"required": "Välj varför du söker.", "invalid_choice": "Välj varför du söker."},
        widget=forms.RadioSelect,
    )

    def __init__(self, today: date, data: Mapping[str, Any] | None = None) -> None:
        self.today = today
        super().__init__(data, label_suffix="")

    def clean_number(self) -> IdentityNumber:
        try:
            return parse(self.cleaned_data["number"], self.today)
        except InvalidNumber as error:
            raise ValidationError(str(error)) from None

    def clean_reason(self) -> str:
        """In the log's words."""
        return Reason(self.cleaned_data["reason"]).label


class ReviewForm(forms.Form):
    """One judgement: what was looked at, what was found, what is done."""

    use_required_attribute = False
    finding = forms.ChoiceField(
        label="Bedömning",
        choices=LogReview.Finding.choices,
        error_messages={"required": "Välj en bedömning.", "invalid_choice": "Välj en bedömning."},
        widget=forms.RadioSelect,
    )
    looked_at = forms.CharField(
        label="Vad har du granskat?",
        max_length=500,
        error_messages=_TEXT,
        help_text="Till exempel schema, uppdrag eller samtal. Skriv inget om patientens hälsa.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    measure = forms.CharField(
        label="Åtgärd",
        required=False,
        max_length=500,
        error_messages=_TEXT,
        help_text="Behövs om läsningen är obefogad eller ska utredas.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, label_suffix="")

    def refuse(self, refused: Refused) -> None:
        """Show what the action refused, at its fields or above them all."""
        if not refused.problems:
            self.add_error(None, refused.message)
        for name, text in refused.problems.items():
            self.add_error(name, text)

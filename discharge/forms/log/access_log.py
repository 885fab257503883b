"""The log reviewer's forms: which rows, which period, which person, what a reading was found to be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet

from discharge.forms.registration import NumberForm
from discharge.queries import LogFilters
from municipalities.door.forms import CodeField, Form, NameField, TextField
from municipalities.forms.days import DayField
from municipalities.forms.fields import MISSING, SettingsForm, choose_among
from municipalities.models import AccessLog, LogReview, Unit
from municipalities.units.parties import Word

SHOWN_DAYS = timedelta(days=7)
IN_ORDER = "Sista dagen kan inte vara före den första."


class PeriodForm(Form):
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


class LogFilterForm(PeriodForm):
    """What the log is filtered by. A person is never looked up here: that asks for a reason."""

    user = NameField(label="Användare (namn)", required=False, max_length=80)
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label="Enhet",
        required=False,
        empty_label="Alla",
        error_messages={"invalid_choice": "Enheten hör inte till organisationen."},
    )
    reference = CodeField(label="Ärendereferens", required=False, max_length=11)
    action = forms.ChoiceField(
        label="Åtgärd", required=False, choices=[("", "Alla"), *AccessLog.Action.choices]
    )
    refused = forms.BooleanField(label="Bara nekade försök", required=False)

    def __init__(self, today: date, units: QuerySet[Unit], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(today, data)
        choose_among(self.fields["unit"], units)

    def clean_reference(self) -> str:
        return str(self.cleaned_data["reference"]).upper()

    def filters(self) -> LogFilters:
        """What was chosen; the suggested week while nothing is."""
        if not self.is_bound:
            return LogFilters(self.initial["first_day"], self.initial["last_day"])
        chosen = self.cleaned_data
        unit = chosen["unit"]
        return LogFilters(**(chosen | {"unit": unit.pk if unit else None}))


class LogReason(Word):
    """Why a person's readings are looked up."""

    ASKED = "asked", "Personen har begärt sin logg"
    SUSPECTED = "suspected", "Misstanke om obehörig läsning"
    REVIEW = "review", "Planerad granskning"


class PersonLogForm(NumberForm):
    """A person by number, with a reason that the log keeps; here nothing is likelier than the rest."""

    reasons = LogReason

    def __init__(self, now: datetime, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(now, data)
        self.fields["reason"].initial = None


class ReviewForm(SettingsForm):
    """One judgement: what was looked at, what was found, what is done."""

    finding = forms.ChoiceField(
        label="Bedömning",
        choices=LogReview.Finding.choices,
        error_messages={"required": "Välj en bedömning.", "invalid_choice": "Välj en bedömning."},
        widget=forms.RadioSelect,
    )
    looked_at = TextField(
        label="Vad har du granskat?",
        max_length=500,
        error_messages={"required": MISSING},
        help_text="Till exempel schema, uppdrag eller samtal. Skriv inget om patientens hälsa.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    measure = TextField(
        label="Åtgärd",
        required=False,
        max_length=500,
        error_messages={"required": MISSING},
        help_text="Behövs om läsningen är obefogad eller ska utredas.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

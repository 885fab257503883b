"""The record keeper's forms: which case, on which decision, which content; that a second one has read it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from discharge.forms.table import submission_field
from municipalities.door.forms import CodeField
from municipalities.forms.days import DayField
from municipalities.forms.fields import MISSING, SettingsForm, number, text

#: More than anybody can have read.
MOST_MESSAGES = 100_000


class CaseForm(SettingsForm):
    reference = CodeField(
        label="Ärendereferens",
        max_length=11,
        error_messages={"required": MISSING},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_reference(self) -> str:
        return str(self.cleaned_data["reference"]).upper()


class _ChosenForm(SettingsForm):
    decision = text("Beslutets diarienummer", 80)
    decided_on = DayField(label="Beslutets datum", error_messages={"required": MISSING})
    submission = submission_field()
    half = frozenset({"decision", "decided_on"})
    #: What is chosen among, which the page's own table shows.
    chosen_by = ""

    def __init__(self, offered: Iterable[UUID], data: Any = None) -> None:
        super().__init__(data)
        self.fields[self.chosen_by].choices = [(str(one), "") for one in offered]  # type: ignore[attr-defined]

    def chosen(self) -> list[UUID]:
        return [UUID(one) for one in self.cleaned_data[self.chosen_by]]


def _several(label: str, missing: str) -> forms.MultipleChoiceField:
    gone = "Listan har ändrats. Läs den igen."
    return forms.MultipleChoiceField(
        label=label, error_messages={"required": missing, "invalid_choice": gone, "invalid_list": gone}
    )


class DestructionForm(_ChosenForm):
    """Nothing is chosen beforehand: IVO's decision says what."""

    messages = _several("Meddelanden", "Välj minst ett meddelande.")
    chosen_by = "messages"


class DisposalForm(_ChosenForm):
    cases = _several("Ärenden", "Välj minst ett ärende.")
    chosen_by = "cases"


class ConfirmForm(SettingsForm):
    """Read, and counted: nothing is destroyed by a click alone."""

    read = forms.BooleanField(
        label="Jag har läst beslutet och kontrollerat vad det gäller",
        error_messages={"required": "Läs beslutet och kontrollera listan först."},
    )
    messages = number(
        "Antal meddelanden som förstörs", 1, MOST_MESSAGES, "Räkna dem i listan och skriv antalet."
    )

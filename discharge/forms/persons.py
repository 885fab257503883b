"""Registering the person of a case anew, and taking protected identity away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from discharge.models import Protection
from municipalities.door.forms import Form, TextField, postal_code
from municipalities.forms.fields import MISSING, leave_unmarked
from municipalities.forms.fields import name as name_field

NAMES = ("given_name", "family_name")
#: The ground in the log's words.
GROUNDS = {"own": "eget skydd", "register": "enligt folkbokföringen"}


def ask_for_a_name(form: forms.BaseForm, cleaned: Mapping[str, Any]) -> None:
    """Many have one name only."""
    if not any(cleaned.get(name) or name in form.errors for name in NAMES):
        form.add_error("given_name", "Fyll i minst ett namn.")


class PersonForm(Form):
    """Name and address, as the case knows them."""

    use_required_attribute = False
    given_name = name_field("Förnamn", 80, required=False)
    family_name = name_field("Efternamn", 80, required=False)
    street = name_field("Gatuadress", 120, required=False)
    postal_code = postal_code()
    city = name_field("Postort", 60, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in NAMES:
            leave_unmarked(self.fields[name])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        ask_for_a_name(self, cleaned)
        return cleaned


class UnprotectForm(Form):
    """On which ground, and why."""

    use_required_attribute = False
    ground = forms.ChoiceField(
        label="På vilken grund?",
        choices=Protection.Ground.choices,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Välj en grund."),
        widget=forms.RadioSelect,
    )
    reason = TextField(
        label="Varför tas skyddet bort?",
        min_length=5,
        max_length=80,
        error_messages={"required": MISSING},
        help_text="Sparas i åtkomstloggen med ditt namn.",
    )

    @property
    def logged(self) -> str:
        """In the log's words, with ground and reason once they are right."""
        if not self.is_valid():
            return "personuppgifter"
        said = self.cleaned_data
        return f"tog bort skyddade personuppgifter ({GROUNDS[said['ground']]}): {said['reason']}"

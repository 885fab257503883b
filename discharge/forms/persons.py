"""Registering the person of a case anew, and taking protected identity away."""

from __future__ import annotations

from django import forms

from discharge.forms.kinds import MISSING
from discharge.models import Protection
from municipalities.door.forms import Form
from municipalities.forms.fields import text

_TOO_LONG = "Högst %(limit_value)d tecken. Texten har %(show_value)d."


class PersonForm(Form):
    """Name and address, as the case knows them."""

    use_required_attribute = False
    given_name = text("Förnamn", 80)
    family_name = text("Efternamn", 80)
    street = text("Gatuadress", 120, required=False)
    postal_code = text("Postnummer", 6, required=False)
    city = text("Postort", 60, required=False)

    def clean_postal_code(self) -> str:
        code = str(self.cleaned_data["postal_code"]).replace(" ", "")
        if code and not (code.isascii() and code.isdecimal() and len(code) == 5):
            raise forms.ValidationError("Skriv postnumret med fem siffror.")
        return code


class UnprotectForm(Form):
    """On which ground, and why."""

    use_required_attribute = False
    ground = forms.ChoiceField(
        label="På vilken grund?",
        choices=Protection.Ground.choices,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Välj en grund."),
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Varför tas skyddet bort?",
        min_length=5,
        max_length=80,
        error_messages={
            "required": MISSING,
            "min_length": "Skriv minst %(limit_value)d tecken.",
            "max_length": _TOO_LONG,
        },
        help_text="Sparas i åtkomstloggen med ditt namn.",
    )

"""Registering the person of a case anew, and taking protected identity away."""

from __future__ import annotations

from django import forms

from discharge.forms.kinds import MISSING
from discharge.models import Protection
from municipalities.door.forms import Form, TextField, postal_code
from municipalities.forms.fields import text


class PersonForm(Form):
    """Name and address, as the case knows them."""

    use_required_attribute = False
    given_name = text("Förnamn", 80)
    family_name = text("Efternamn", 80)
    street = text("Gatuadress", 120, required=False)
    postal_code = postal_code()
    city = text("Postort", 60, required=False)


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

"""Why somebody opens the details of a protected identity."""

from __future__ import annotations

from django import forms

from discharge.models import BlockOpening
from municipalities.door.forms import Form, TextField
from municipalities.forms.fields import MISSING


class ReasonForm(Form):
    """The reason stands in the access log, so it is short and says nothing of the patient's health."""

    reason = TextField(
        label="Varför behöver du uppgifterna?",
        min_length=5,
        max_length=80,
        help_text="Skälet sparas i åtkomstloggen tillsammans med ditt namn.",
    )


class RecallForm(Form):
    """How paper about the wrong person was recalled from a unit that is not connected."""

    use_required_attribute = False
    recall = TextField(
        label="Hur är det gjort, och vem talade ni med?",
        min_length=5,
        max_length=200,
        error_messages={"required": MISSING},
        help_text="Skriv det också om inget papper hade skickats. Skriv inget om personen.",
    )


class OpenBlockForm(Form):
    """On which ground, and why, somebody reads in spite of a block."""

    use_required_attribute = False
    ground = forms.ChoiceField(
        label="På vilken grund?",
        choices=BlockOpening.Ground.choices,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Välj en grund."),
        widget=forms.RadioSelect,
    )
    reason = TextField(
        label="Varför behövs uppgifterna nu?",
        min_length=5,
        max_length=80,
        error_messages={"required": MISSING},
        help_text="Sparas i åtkomstloggen med ditt namn, och granskas. Skriv inget om patientens hälsa.",
    )

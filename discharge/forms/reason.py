"""Why somebody opens the details of a protected identity."""

from __future__ import annotations

from django import forms


class ReasonForm(forms.Form):
    """The reason stands in the access log, so it is short and says nothing of the patient's health."""

    reason = forms.CharField(
        label="Varför behöver du uppgifterna?",
        min_length=5,
        max_length=80,
        help_text="Skälet sparas i åtkomstloggen tillsammans med ditt namn.",
    )

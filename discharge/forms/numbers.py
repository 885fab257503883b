"""Saying that a case's person has another number, and taking that back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms

from discharge.forms.registration import AskedNumber
from discharge.models import LinkKind
from municipalities.door.forms import Form, TextField
from municipalities.forms.fields import MISSING, leave_unmarked
from municipalities.units.parties import Word

KEPT_IN_THE_LOG = "Sparas i åtkomstloggen med ditt namn."
#: In the log's words.
LINKED = "kopplade nummer"


class UndoStep(Word):
    ASK = "ask", "Begär att kopplingen hävs"
    CONFIRM = "confirm", "Bekräfta: häv kopplingen"
    DECLINE = "decline", "Nej, låt kopplingen stå"


#: In the log's words.
STEPS: Mapping[str, str] = {
    UndoStep.ASK: "begärde att en koppling hävs",
    UndoStep.CONFIRM: "hävde en koppling",
    UndoStep.DECLINE: "avböjde att häva en koppling",
}


class LinkForm(AskedNumber):
    """What has happened, which number it is, and how that is known."""

    field_order = ("kind", "number", "confirmed", "reason")
    kind = forms.ChoiceField(
        label="Vad har hänt?",
        choices=LinkKind.choices(),
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Välj vad som har hänt."),
        widget=forms.RadioSelect,
    )
    reason = TextField(
        label="Hur vet ni det?",
        min_length=5,
        max_length=80,
        error_messages={"required": MISSING},
        help_text=f"Visas för ärendets parter. {KEPT_IN_THE_LOG}",
    )

    def __init__(self, now: datetime, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(now, data)
        number = self.fields["number"]
        number.label = "Vilket är numret?"
        number.widget.attrs.pop("autofocus")

    def clean_kind(self) -> LinkKind:
        return LinkKind(self.cleaned_data["kind"])

    @property
    def logged(self) -> str:
        """In the log's words, with the reason once that is right."""
        return f"{LINKED}: {self.cleaned_data['reason']}" if self.is_valid() else "nummer"


class UndoForm(Form):
    """What is done with a link; `reason` is asked for with the first step."""

    use_required_attribute = False
    step = forms.ChoiceField(
        choices=UndoStep.choices(),
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Välj vad du vill göra."),
        widget=forms.HiddenInput,
    )
    reason = TextField(
        label="Varför ska kopplingen hävas?",
        required=False,
        min_length=5,
        max_length=80,
        help_text=KEPT_IN_THE_LOG,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # The step that shows it asks for it.
        leave_unmarked(self.fields["reason"])
        self.fields["reason"].widget.attrs["aria-required"] = "true"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        is_asked = cleaned.get("step") == UndoStep.ASK
        if is_asked and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", MISSING)
        return cleaned

    @property
    def logged(self) -> str:
        """In the log's words, with the reason once that is right."""
        if not self.is_valid():
            return "koppling"
        said = self.cleaned_data
        return f"{STEPS[said['step']]}: {said['reason']}".removesuffix(": ")

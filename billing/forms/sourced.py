"""What is written with its source: what the source does not say is not checked in it."""

from __future__ import annotations

from typing import Any

from billing.models import MARK_OF_ASSUMPTION, Certainty
from municipalities.forms.fields import SettingsForm

NOT_CHECKED = (
    f"Källan säger {MARK_OF_ASSUMPTION}. Välj Okontrollerad, eller skriv bara det som står i källan."
)


class SourcedForm(SettingsForm):
    """A form with `source` and `status`."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        is_assumed = MARK_OF_ASSUMPTION in cleaned.get("source", "").lower()
        if is_assumed and cleaned.get("status") == Certainty.VERIFIED:
            self.add_error("status", NOT_CHECKED)
        return cleaned

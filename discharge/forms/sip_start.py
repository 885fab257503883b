"""Starting a SIP outside a stay: consent, the person, and who takes part."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django import forms
from django.urls import reverse_lazy

from discharge.forms.kinds import UnitField
from discharge.forms.registration import RECEIVERS, NumberForm, RegistrationForm, help_from
from discharge.forms.table import Shown
from discharge.process import SIP_START, Refused
from discharge.queries.lookups import directory
from discharge.queries.lookups.lookup import SipReason
from municipalities.models import Unit
from municipalities.units.parties import Party

NOBODY = "Ingen"


class SipNumberForm(NumberForm):
    """Step one: the number, and why it is looked up for a SIP."""

    reasons = SipReason


class SipStartForm(RegistrationForm):
    """As for a stay, but what a SIP needs: no admission, and whoever starts it is in it already."""

    notice = SIP_START
    number_page = reverse_lazy("discharge:sip-new")
    address = reverse_lazy("discharge:sip-start")
    page = "discharge/forms/sip_start.html"
    receivers_part = "discharge/forms/_sip_receivers.html"
    suggests = reverse_lazy("discharge:sip-suggest-receivers")
    beside = ()

    def receivers_to_choose(self, unit: Unit, today: date) -> dict[str, forms.Field]:
        surgeries = directory.surgeries(today).exclude(pk=unit.pk)
        clinics = directory.all_clinics(today).exclude(pk=unit.pk)
        fields: dict[str, forms.Field] = {
            "surgery": UnitField(surgeries, label="Vårdcentral", required=False, empty_label=NOBODY),
            "clinic": UnitField(clinics, label="Öppenvårdsmottagning", required=False, empty_label=NOBODY),
        }
        if unit.party == Party.MUNICIPAL:
            return {**self.offices_beside(today), **fields}
        municipal = UnitField(
            directory.municipal_units(today),
            label="Kommun eller stadsdel",
            empty_label="Välj mottagare",
            error_messages={"required": "Välj den kommun eller stadsdel som ska vara med."},
        )
        beside = self.offices_beside(today)
        return {"help_from": help_from(), "municipal": municipal, **beside, **fields}

    def refuse(self, refused: Refused) -> None:
        at = next(name for name in RECEIVERS if name in self.fields)
        problems = {at if name == "receivers" else name: text for name, text in refused.problems.items()}
        super().refuse(Refused(refused.message, problems))

    def consent_fields(self) -> Iterator[Shown]:
        return self.shown("consents", "how", "reason")

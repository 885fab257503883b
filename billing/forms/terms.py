"""New terms, terms put right, terms that end, and an agreement for one municipality."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from billing.forms.sourced import SourcedForm
from billing.models import Certainty, Terms, date_range
from billing.rules.term_lines import Span
from discharge.forms.kinds import MunicipalityField
from municipalities.forms.fields import MISSING, SettingsForm, choice, day, number, text
from municipalities.models import Municipality
from municipalities.units.parties import CareType

#: The choices that no text settles; as questions they are answered by a tick.
ASSUMED = {
    "discharge_day_charged": "Utskrivningsdagen debiteras",
    "leave_days_charged": "Permissionsdygn debiteras",
    "leave_stops_free_days": "Permission stoppar fristdagarna",
    "new_count_after_withdrawal": "Återtagen utskrivningsklar ger nya fristdagar",
    "outpatient_care_judged_daily": "Öppenvårdens insatser bedöms dag för dag",
    "declined_sip_waives_call": "Kallelse till SIP krävs inte när personen har avböjt SIP",
}
CONTENT = (*Terms.COPIED, "settlement")
NO_SETTLEMENT = ("", "Ingen")


class TermsForm(SourcedForm):
    """What terms say, for days zero from a first to a last."""

    half = frozenset({"first", "last", "free_days", "cutoff"})
    ticks = tuple(ASSUMED)
    ticks_legend = "Regler som är antagna"
    ticks_help = "Ingen text avgör dem. Markera det som avtalet säger."
    field_order = (
        *("care_types", "first", "last", "name", "free_days", "cutoff", "unit", "model", "settlement"),
        *(*ASSUMED, "source", "status"),
    )

    first = day("Från och med dag noll")
    last = day("Till och med dag noll", "Lämna tomt när villkoren gäller tills vidare.", required=False)
    name = text("Villkorens namn", 120, "Till exempel avtalets nummer.")
    free_days = number("Antal fristdagar", 0, 365)
    cutoff = forms.TimeField(
        label="Klockslag för dag noll",
        help_text="Meddelandets dag är dag noll när det skickas senast då.",
        error_messages={"required": MISSING, "invalid": "Skriv klockslaget som TT:MM."},
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    unit = choice("Fristdagar räknas i", Terms.Unit.choices)
    model = choice("Modell", Terms.Model.choices)
    settlement = choice(
        "Avräkning",
        [NO_SETTLEMENT, *Terms.Settlement.choices],
        "Bara för genomsnittliga fristdagar.",
        required=False,
    )
    source = text("Källa", 200, "Dokumentet där uppgiften står.")
    status = choice("Kontroll", Certainty.choices, "Kontrollerad: någon har läst uppgiften i källan.")

    def __init__(self, data: QueryDict | None = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        for name, label in ASSUMED.items():
            self.fields[name] = forms.BooleanField(label=label, required=False)
        self.order_fields(self.field_order)

    def days(self) -> Span:
        return Span(self.cleaned_data["first"], self.cleaned_data["last"], self.cleaned_data["name"])

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in CONTENT}

    def terms(self) -> Terms:
        """As they would be; not saved."""
        return Terms(valid=date_range(self.days()), **self.values())


class NewTermsForm(TermsForm):
    """The same for several kinds of care at once."""

    care_types = forms.MultipleChoiceField(
        label="Vårdformer",
        choices=CareType.choices(),
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Välj minst en vårdform."),
        widget=forms.CheckboxSelectMultiple,
    )

    def care(self) -> list[CareType]:
        return [CareType(value) for value in self.cleaned_data["care_types"]]


class CorrectionForm(TermsForm):
    """The first day may be left empty, where the terms have held from the beginning."""

    first = day("Från och med dag noll", "Lämna tomt när villkoren gäller från början.", required=False)


class EndForm(SettingsForm):
    last = day("Sista dag noll")

    def end(self) -> date:
        return self.cleaned_data["last"]


class AgreementForm(SettingsForm):
    municipality = MunicipalityField(
        Municipality.objects.all(),
        label="Kommun",
        empty_label="Välj kommun",
        error_messages={"required": "Välj en kommun i listan."},
    )
    name = text("Överenskommelsens namn", 120)


def shown_terms(terms: Terms) -> dict[str, Any]:
    """What the fields show of terms that there are."""
    values = {name: getattr(terms, name) for name in CONTENT}
    return values | {"first": terms.valid_from, "last": terms.valid_to}


def usual_terms() -> dict[str, Any]:
    """What the fields show where there are none: what nobody has decided otherwise."""
    return shown_terms(Terms(valid=date_range(Span(None, None))))

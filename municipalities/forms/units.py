"""A unit's contact details, the areas and groups that it serves, and the HSA catalogue's export."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from municipalities.door import limits
from municipalities.door.forms import DigitsField, EmailField
from municipalities.forms import fields
from municipalities.forms.fields import CHOOSE, MISSING, SettingsForm, choose_among, day, number, text
from municipalities.models import District, Municipality, Unit
from municipalities.units.groups import GROUPS_OF
from municipalities.units.parties import Party


def choice_of_rows(
    label: str, rows: Any, help_text: str = "", *, required: bool = True
) -> forms.ModelChoiceField:
    """One row of many, in a list."""
    return forms.ModelChoiceField(
        rows,
        label=label,
        required=required,
        help_text=help_text,
        empty_label="Välj" if required else "Ingen",
        error_messages={"required": MISSING, "invalid_choice": CHOOSE},
    )


class ContactForm(SettingsForm):
    """Contact details. What the HSA catalogue also says comes back with its next reading."""

    phone = fields.phone("Telefon", 30)
    function_address = EmailField(
        label="Funktionsadress",
        required=False,
        max_length=254,
        help_text="Enhetens gemensamma e-postadress, aldrig en persons.",
        error_messages={"invalid": "Skriv en e-postadress, till exempel bistand@kommun.se."},
    )
    opening_hours = text("Öppettider", 200, required=False)
    weekend_contact = text("Kontakt på helger", 200, required=False)
    holiday_contact = text("Kontakt på helgdagar", 200, required=False)
    stand_in = choice_of_rows("Ersättare", Unit.objects.none(), "När enheten inte kan nås.", required=False)

    def __init__(self, unit: Unit, today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Unit.objects.valid_on(today).filter(party=unit.party).exclude(pk=unit.pk)
        choose_among(self.fields["stand_in"], others)


class AreaForm(SettingsForm):
    """An area that the unit is to answer for."""

    municipality = choice_of_rows("Kommun", Municipality.objects.none())
    district = choice_of_rows("Stadsdel", District.objects.none(), required=False)
    postal_prefix = DigitsField(
        "^[0-9]{2,5}$",
        label="Postnummer börjar med",
        required=False,
        help_text="Två till fem siffror, om bara en del av området hör till enheten.",
        error_messages={"invalid": "Skriv två till fem siffror."},
    )
    valid_from = day("Från och med")

    def __init__(self, unit: Unit, today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Municipality.objects.filter(code__startswith="01")
        if unit.party == Party.MUNICIPAL:
            rows = rows.filter(pk=unit.municipality_id)
        choose_among(self.fields["municipality"], rows)
        districts = District.objects.valid_on(today).filter(municipality__in=rows)
        choose_among(self.fields["district"], districts)


class GroupForm(SettingsForm):
    """A group that the unit is to answer for."""

    half = frozenset({"youngest", "oldest"})
    group = fields.choice("Grupp", ())
    youngest = number("Yngst", 0, 120, "Ålder i år, om enheten inte tar emot alla.", required=False)
    oldest = number("Äldst", 0, 120, "Ålder i år, om enheten inte tar emot alla.", required=False)
    valid_from = day("Från och med")

    def __init__(self, unit: Unit, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = GROUPS_OF.get(Party(unit.party), ())
        self.fields["group"].choices = [(group.value, group.label) for group in groups]  # type: ignore[attr-defined]


class LastDayForm(SettingsForm):
    """What is to end, and when."""

    last_day = day("Sista dagen")


class ExportForm(SettingsForm):
    """The file of the HSA catalogue."""

    file = forms.FileField(
        label="Export från HSA-katalogen",
        help_text="CSV eller JSON i UTF-8, högst 5 MB.",
        error_messages={"required": "Välj en fil.", "empty": "Filen är tom. Exportera den på nytt."},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > limits.CATALOGUE_BYTES:
            raise forms.ValidationError("Filen är större än 5 MB. Dela upp exporten per organisation.")
        return file

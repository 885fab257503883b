"""Registering a person: first the number alone, then the person and the notice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse_lazy

from discharge.actions import RegisteredPerson
from discharge.forms.kinds import (
    STRANGE_PLACING_DISTRICT,
    AlsoField,
    Asked,
    DistrictField,
    MunicipalityField,
    UnitField,
    strange_district,
)
from discharge.forms.persons import NAMES, ask_for_a_name
from discharge.forms.suggestions import (
    FOLLOWS,
    KnownBefore,
    suggest_values,
    suggested_offices,
    who_for,
)
from discharge.forms.table import Shown, TableForm, typed_moments
from discharge.models import Message
from discharge.persons import checked_numbers
from discharge.persons.identity_numbers import IdentityNumber, InvalidNumber, parse
from discharge.process import ADMISSION_NOTICE, PLANNED_ADMISSION, MessageType, Refused
from discharge.process.judging import afterwards
from discharge.process.state import CaseState
from discharge.queries.lookups import directory
from discharge.queries.lookups.lookup import LookupReason
from discharge.queries.lookups.suggesting import Suggested, WhoFor
from municipalities.door import forms as door
from municipalities.door.forms import Form, TextField
from municipalities.forms.fields import CHOOSE, MISSING, leave_unmarked
from municipalities.forms.fields import name as name_field
from municipalities.ids import parse_id
from municipalities.models import Assignment, Municipality, Unit
from municipalities.swedish.clock import age_on, local_date
from municipalities.units.groups import SOCIAL_GROUPS
from municipalities.units.parties import CareType, Word

ADDRESS = ("street", "postal_code", "city")
ON_PAPER = (
    "En kommun som inte är ansluten får meddelandet på papper: skriv ut det, skicka det och registrera när. "
    "Det räknas som skickat från den tiden, inte förr."
)
RECEIVERS = ("municipal", "surgery", "clinic")
BY_HELP = "Efter ålder och vårdform"
AREA = ("municipality", "district", "listed_unit", "placed_by", "placing_district")
#: Left empty only where their words say so, which a mark would contradict.
UNMARKED = (*NAMES, *ADDRESS, *AREA, "surgery")


class AskedNumber(Form):
    """A number that is typed, and confirmed when it says something strange."""

    use_required_attribute = False
    number = TextField(
        label="Personnummer",
        help_text="Personnummer, samordningsnummer eller reservnummer: ÅÅÅÅMMDD-NNNN.",
        max_length=30,
        error_messages={"required": MISSING, "max_length": "Skriv numret som ÅÅÅÅMMDD-NNNN."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True, "spellcheck": "false"}),
    )

    #: Asked when the number says that somebody is older than people become: the number that is confirmed.
    confirmed = forms.BooleanField(label="Ja, numret stämmer", required=False, widget=forms.HiddenInput)

    def __init__(self, now: datetime, data: Mapping[str, Any] | None = None) -> None:
        self.now = now
        super().__init__(data, label_suffix="")

    def clean_number(self) -> IdentityNumber:
        try:
            number = parse(self.cleaned_data["number"], local_date(self.now))
        except InvalidNumber as error:
            raise ValidationError(str(error)) from None
        if number.question and self.data.get("confirmed") != number.value:
            # A box to tick below the number, empty also when another number was confirmed before.
            asked = self.fields["confirmed"]
            asked.widget = forms.CheckboxInput(attrs={"value": number.value})
            leave_unmarked(asked)
            self.data = {name: value for name, value in self.data.items() if name != "confirmed"}
            raise ValidationError(number.question)
        return number


class NumberForm(AskedNumber):
    """Step one: the number and why it is looked up; a second stay is refused before anything is typed."""

    reasons: type[Word] = LookupReason
    field_order = ("number", "reason", "confirmed")
    reason = forms.ChoiceField(
        label="Varför söker du?",
        error_messages={"required": "Välj varför du söker.", "invalid_choice": "Välj varför du söker."},
        widget=forms.RadioSelect,
    )

    def __init__(self, now: datetime, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(now, data)
        chosen = self.fields["reason"]
        chosen.choices, chosen.initial = self.reasons.choices(), next(iter(self.reasons))  # type: ignore[attr-defined]

    def clean_reason(self) -> str:
        """In the log's words."""
        return self.reasons(self.cleaned_data["reason"]).label


class RegistrationForm(TableForm):
    """Step two: the person, the notice's own fields and its receivers.

    `typed` is shown as it is, without judging it; `data` is judged.
    """

    #: The message that the form sends, its two pages and where it is sent; the part of it that is suggested
    #: anew when the person's address has changed, and who suggests it.
    notice = ADMISSION_NOTICE
    number_page = reverse_lazy("discharge:new")
    address = reverse_lazy("discharge:register")
    page = "discharge/forms/person.html"
    receivers_part = "discharge/forms/_receivers.html"
    suggests = reverse_lazy("discharge:suggest-receivers")
    #: What is asked in the same form and sent beside the notice.
    beside: tuple[MessageType, ...] = (PLANNED_ADMISSION,)
    half = frozenset({"given_name", "family_name", "postal_code", "city", "municipality", "district"})
    checked = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self,
        *,
        by: Assignment,
        now: datetime,
        data: Mapping[str, Any] | None = None,
        typed: Mapping[str, Any] | None = None,
    ) -> None:
        self.by, data, typed = by, door.let_in_form(data), door.let_in_form(typed)
        today = local_date(now)
        asked_for = [f for row in (self.notice, *self.beside) for f in row.fields if not f.filled]
        asked_for += afterwards.ASKED_TO_BEGIN if self.notice.may_be_entered_afterwards else ()
        defaults = {field.name: field.suggest(CaseState()) for field in asked_for if field.suggest}
        self.standing = data or typed or {}
        self.known = self.known_before(by, self.standing, today)
        suggestions = defaults | suggest_values(self.standing, self.known, today)
        super().__init__(
            asked_for,
            asked=Asked(by, today, Message.objects.none, Unit.objects.none()),
            now=now,
            suggestions=suggestions,
            data=data,
        )
        self.initial = {**self.initial, **(typed or {}), **typed_moments(self.rows.values(), typed or {})}
        self.fields |= _person_fields() | _area_fields(now) | self.receivers_to_choose(by.unit, today)
        for name in self.fields.keys() & FOLLOWS.keys():
            self.fields[name].widget.attrs |= {"hx-post": self.suggests}
        asked = ("help_from", "municipal", "also", *RECEIVERS[1:])
        self.order_fields([*_person_fields(), *AREA, *asked, *self.rows])
        for name in self.fields.keys() & set(UNMARKED):
            leave_unmarked(self.fields[name])

    @staticmethod
    def known_before(by: Assignment, standing: Mapping[str, Any], today: date) -> KnownBefore:
        """By the number that was looked up, and by the sender's kind of care."""
        try:
            born = checked_numbers.read(str(standing.get("checked") or "")).birth_date
        except checked_numbers.NotChecked:
            born = None
        return KnownBefore(age_on(today, born), by.unit.care_type or CareType.SOMATIC)

    def tell_sources(self, sources: Mapping[str, str]) -> None:
        """Where what stands in a field comes from, until somebody changes it."""
        for name in self.fields.keys() & sources.keys():
            said = self.fields[name].help_text
            self.fields[name].help_text = f"{sources[name].capitalize()}. {said}".strip()

    def suggested_offices(self) -> list[Suggested]:
        return suggested_offices(self.standing, self.known, local_date(self.now))

    @property
    def who_for(self) -> WhoFor:
        """Whom the receivers are for, as far as the form says."""
        return who_for(self.standing, self.known)

    def offices_beside(self, today: date) -> dict[str, forms.Field]:
        """The other units of the municipality that is to have the message; none until it is known."""
        home = self.who_for.home
        units = directory.municipal_units(today).filter(municipality_id=home.municipality)
        if home.district:
            units = units.filter(Q(district_id=home.district) | Q(district=None))
        if not self.is_bound:
            chosen = self.standing.get("municipal") or self.suggestions.get("municipal")
            units = units.exclude(pk=parse_id(chosen) or self.by.unit_id)
        also = AlsoField(
            units.exclude(pk=self.by.unit_id).order_by("sort_key"),
            label="Också till, i samma kommun",
            required=False,
            help_text="De får meddelandet samtidigt. Enheten ovan håller i planeringen.",
        )
        return {"also": also} if home.municipality and units.exists() else {}

    def receivers_to_choose(self, unit: Unit, today: date) -> dict[str, forms.Field]:
        fields: dict[str, forms.Field] = {
            "help_from": help_from(),
            "municipal": UnitField(
                directory.municipal_units(today),
                label="Kommun eller stadsdel",
                empty_label="Välj mottagare",
                required=False,
                help_text=ON_PAPER,
            ),
            **self.offices_beside(today),
            "surgery": UnitField(
                directory.surgeries(today),
                label="Vårdcentral",
                required=False,
                empty_label="Ingen",
            ),
        }
        clinics = directory.clinics(today, unit.care_type)
        if clinics:
            fields["clinic"] = UnitField(
                clinics, label="Öppenvårdsmottagning", required=False, empty_label="Ingen"
            )
        return fields

    def problems(self) -> dict[str, str]:
        values = self.values()
        found: dict[str, str] = {}
        for row in (self.notice, *self.beside):
            found |= row.problems(values, CaseState(), self.now)
        if afterwards.is_said(values):
            found |= afterwards.find_problems(self.notice, values, CaseState(), self.now)
        return {name: text for name, text in found.items() if name in self.rows}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        ask_for_a_name(self, cleaned)
        self._check_district(cleaned)
        if cleaned.get("protected_identity"):
            for name in ADDRESS:
                if cleaned.get(name):
                    self.add_error(name, "Skriv ingen adress för en person med skyddade personuppgifter.")
        elif cleaned.get("municipality") and not cleaned.get("street") and "street" not in self.errors:
            self.add_error("street", "Fyll i adressen, eller skriv att den saknas.")
        return cleaned

    def _check_district(self, cleaned: Mapping[str, Any]) -> None:
        municipality, district = cleaned.get("municipality"), cleaned.get("district")
        if district and district.municipality != municipality:
            self.add_error("district", "Stadsdelen ligger inte i folkbokföringskommunen. Ändra en av dem.")
        elif municipality and not district and "district" not in self.errors:
            districts = directory.districts(local_date(self.now))
            if districts.filter(municipality=municipality).exists():
                self.add_error("district", "Välj stadsdel.")

        if strange_district(cleaned.get("placed_by"), cleaned.get("placing_district")):
            self.add_error("placing_district", STRANGE_PLACING_DISTRICT)

    def refuse(self, refused: Refused) -> None:
        at = {"receivers": "municipal", "outpatient": "surgery"}
        problems = {at.get(name, name): text for name, text in refused.problems.items()}
        super().refuse(Refused(refused.message, problems))

    def as_typed(self, data: QueryDict) -> dict[str, Any]:
        """What stands in the form, right or wrong, for a draft; an unticked box too."""
        seen = {name: field.widget for name, field in self.fields.items() if not field.widget.is_hidden}
        return {name: widget.value_from_datadict(data, {}, name) for name, widget in seen.items()}

    def person_fields(self) -> Iterator[Shown]:
        return self.shown(*_person_fields())

    def area_fields(self) -> Iterator[Shown]:
        return self.shown("municipality", "district", "listed_unit")

    def placed_fields(self) -> list[Shown]:
        return list(self.shown("placed_by", "placing_district"))

    def stay_fields(self) -> Iterator[Shown]:
        return self.shown("admitted_at", "planned", "expected_discharge", "certainty")

    def assessed_fields(self) -> list[Shown]:
        return list(self.shown("need_assessed_at"))

    def outside_fields(self) -> list[Shown]:
        """How the notice was sent outside the system, if it was."""
        return list(self.shown(*(field.name for field in afterwards.ASKED_TO_BEGIN)))

    def receiver_fields(self) -> Iterator[Shown]:
        asked = ("help_from", "municipal_health_care", "municipal", "also", "surgery", "clinic")
        return self.shown(*(name for name in asked if name in self.fields))

    def person(self, number: IdentityNumber) -> RegisteredPerson:
        typed = self.cleaned_data
        return RegisteredPerson(
            number=number,
            given_name=typed["given_name"],
            family_name=typed["family_name"],
            street=typed["street"],
            postal_code=typed["postal_code"],
            city=typed["city"],
            municipality=typed["municipality"].pk if typed["municipality"] else None,
            district=typed["district"].pk if typed["district"] else None,
            listed_unit=typed["listed_unit"].pk if typed["listed_unit"] else None,
            protected_identity=typed["protected_identity"],
        )

    def receivers(self) -> list[Unit]:
        """The municipality's unit that is to hold the planning is the first."""
        chosen = [self.cleaned_data.get(name) for name in RECEIVERS]
        also = self.cleaned_data.get("also") or ()
        return list(dict.fromkeys(unit for unit in (*chosen, *also) if unit))


def help_from() -> forms.Field:
    """Which part of the municipality may be needed: it chooses receivers, and is neither sent nor kept."""
    return forms.ChoiceField(
        label="Vilken hjälp från kommunen kan behövas?",
        required=False,
        choices=[("", BY_HELP), *((group.value, group.label) for group in SOCIAL_GROUPS)],
        help_text="Väljer bara mottagare. Svaret skickas inte.",
        error_messages={"invalid_choice": CHOOSE},
    )


def _person_fields() -> dict[str, forms.Field]:
    return {
        "given_name": name_field("Förnamn", 80, required=False),
        "family_name": name_field("Efternamn", 80, required=False),
        "protected_identity": forms.BooleanField(
            label="Skyddade personuppgifter",
            required=False,
            help_text="Skriv då ingen adress; välj kommun och mottagare själv.",
        ),
        "street": name_field("Gatuadress", 120, required=False),
        "postal_code": door.postal_code(),
        "city": name_field("Postort", 60, required=False),
    }


def _area_fields(now: datetime) -> dict[str, forms.Field]:
    today = local_date(now)
    return {
        "municipality": MunicipalityField(
            Municipality.objects.all(),
            label="Folkbokföringskommun",
            required=False,
            empty_label="Okänd eller inte folkbokförd i Sverige",
        ),
        "district": DistrictField(
            directory.districts(today), label="Stadsdel", required=False, empty_label="Ingen"
        ),
        "listed_unit": UnitField(
            directory.surgeries(today), label="Listad på vårdcentral", required=False, empty_label="Okänt"
        ),
    }

"""From a field of the process table to the form field that asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator
from django.utils import timezone

from discharge.forms.files import AttachmentField
from discharge.forms.moments import MomentField
from discharge.forms.services import ServicesField
from discharge.models import Message
from discharge.process import MESSAGE_TYPES
from discharge.process.fields import UNANSWERED, Field, Kind
from discharge.queries.lookups import directory
from municipalities.door.forms import CodeField, LinkField, TextField
from municipalities.forms.days import DayField
from municipalities.models import Assignment, District, Municipality, Unit, User
from municipalities.swedish.clock import full_words, local_date

MISSING = "Fyll i uppgiften."
STRANGE_PLACING_DISTRICT = "Stadsdelen ligger inte i kommunen som har placerat personen. Ändra en av dem."
UNKNOWN_UNIT = "Enheten finns inte i katalogen. Välj en enhet i listan."


class CatalogueField(forms.ModelChoiceField):
    """A choice among rows; an id that is none says the same as one that is not there."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except ValidationError:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from None


class UnitField(CatalogueField):
    default_error_messages = {"invalid_choice": UNKNOWN_UNIT}

    def label_from_instance(self, obj: Unit) -> str:
        return obj.full_name


class PartiesField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple
    default_error_messages = {"required": "Välj minst en av dem som deltar i ärendet."}

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except ValidationError:
            raise ValidationError(self.error_messages["required"], code="required") from None

    def label_from_instance(self, obj: Unit) -> str:
        has_ended = obj.valid_to is not None and obj.valid_to < local_date(timezone.now())
        return f"{obj.full_name} (har upphört)" if has_ended else obj.full_name


class ParticipantField(UnitField):
    default_error_messages = {"invalid_choice": "Enheten deltar inte i ärendet. Välj en enhet i listan."}


class ColleagueField(CatalogueField):
    default_error_messages = {"invalid_choice": "Välj en kollega på enheten."}

    def label_from_instance(self, obj: User) -> str:
        return obj.name


class DistrictField(CatalogueField):
    default_error_messages = {"invalid_choice": "Välj en stadsdel i listan."}

    def label_from_instance(self, obj: District) -> str:
        return obj.name


def strange_district(municipality: Municipality | None, district: District | None) -> bool:
    """Whether the district lies in another municipality."""
    return district is not None and (municipality is None or district.municipality_id != municipality.pk)


class _CountyFirst(ModelChoiceIterator):
    """All of Sweden's municipalities, the county's own first."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        rows = list(self.queryset)
        for label, in_county in (("Stockholms län", True), ("Övriga Sverige", False)):
            yield label, [self.choice(row) for row in rows if row.in_county is in_county]


class MunicipalityField(CatalogueField):
    iterator = _CountyFirst
    default_error_messages = {"invalid_choice": "Välj en kommun i listan."}


class MessageField(CatalogueField):
    default_error_messages = {"invalid_choice": "Välj ett av era egna meddelanden i ärendet."}

    def label_from_instance(self, obj: Message) -> str:
        return f"{MESSAGE_TYPES[obj.type].title}, {full_words(obj.sent_at)}"


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked, on which day, and which messages of its own and which other units may be meant."""

    by: Assignment
    today: date
    own_messages: QuerySet[Message]
    participants: QuerySet[Unit]


Builder = Callable[[Field, Asked, dict[str, Any]], forms.Field]


def _text_field(field: Field, asked: Asked, common: dict[str, Any]) -> forms.Field:
    return TextField(**common)


def _telephone_field(field: Field, asked: Asked, common: dict[str, Any]) -> forms.Field:
    return CodeField(widget=forms.TextInput(attrs={"inputmode": "tel"}), **common)


def _link_field(field: Field, asked: Asked, common: dict[str, Any]) -> forms.Field:
    return LinkField(widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"}), **common)


def _long_text(field: Field, asked: Asked, common: dict[str, Any]) -> forms.Field:
    return TextField(widget=forms.Textarea(attrs={"rows": 3}), **common)


def _choice_field(field: Field, asked: Asked, common: dict[str, Any]) -> forms.Field:
    common["error_messages"] |= {
        "required": "Välj ett av alternativen.",
        "invalid_choice": "Välj ett av alternativen.",
    }
    return forms.ChoiceField(choices=field.choices, widget=forms.RadioSelect, **common)


class QuestionField(forms.TypedChoiceField):
    """Ja or Nej, and nothing chosen beforehand."""

    widget = forms.RadioSelect
    default_error_messages = dict.fromkeys(("required", "invalid_choice"), UNANSWERED)

    def __init__(self, **kwargs: Any) -> None:
        choices = (("yes", "Ja"), ("no", "Nej"))
        super().__init__(choices=choices, coerce=lambda value: value == "yes", empty_value=None, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return ("yes" if value else "no") if isinstance(value, bool) else value


def _question_field(field: Field, asked: Asked, common: dict[str, Any]) -> forms.Field:
    return QuestionField(**common | {"error_messages": {}})


def _unit_field(field: Field, asked: Asked, common: dict[str, Any]) -> forms.Field:
    parties = field.units or (asked.by.unit.party,)
    return UnitField(
        directory.units(parties, asked.today, but=asked.by.unit), empty_label="Välj enhet", **common
    )


def _participant_field(field: Field, asked: Asked, common: dict[str, Any]) -> forms.Field:
    return ParticipantField(asked.participants, empty_label="Välj enhet", **common)


def _colleague_field(field: Field, asked: Asked, common: dict[str, Any]) -> forms.Field:
    return ColleagueField(
        directory.colleagues(asked.by.unit, asked.today), empty_label="Välj person", **common
    )


def _municipality_field(field: Field, asked: Asked, common: dict[str, Any]) -> forms.Field:
    return MunicipalityField(Municipality.objects.all(), empty_label="Ingen", **common)


def _district_field(field: Field, asked: Asked, common: dict[str, Any]) -> forms.Field:
    return DistrictField(directory.districts(asked.today), empty_label="Okänd eller ingen", **common)


def _message_field(field: Field, asked: Asked, common: dict[str, Any]) -> forms.Field:
    # The page shows which it is, with what it says: nobody chooses among titles and times.
    return MessageField(asked.own_messages, widget=forms.HiddenInput, **common)


def _parties_field(field: Field, asked: Asked, common: dict[str, Any]) -> forms.Field:
    return PartiesField(asked.participants.order_by("sort_key"), **common | {"error_messages": {}})


BUILDERS: dict[Kind, Builder] = {
    Kind.TEXT: _text_field,
    Kind.LONG_TEXT: _long_text,
    Kind.LINK: _link_field,
    Kind.TELEPHONE: _telephone_field,
    Kind.DATE: lambda field, asked, common: DayField(**common),
    Kind.MOMENT: lambda field, asked, common: MomentField(**common),
    Kind.CHOICE: _choice_field,
    Kind.YES_NO: lambda field, asked, common: forms.BooleanField(**common | {"required": False}),
    Kind.QUESTION: _question_field,
    Kind.UNIT: _unit_field,
    Kind.COLLEAGUE: _colleague_field,
    Kind.MESSAGE: _message_field,
    Kind.MUNICIPALITY: _municipality_field,
    Kind.DISTRICT: _district_field,
    Kind.PARTIES: _parties_field,
    Kind.EARLIER: lambda field, asked, common: forms.UUIDField(widget=forms.HiddenInput, **common),
    Kind.FILE: lambda field, asked, common: AttachmentField(**common),
    Kind.SERVICES: lambda field, asked, common: ServicesField(field.choices, **common),
    Kind.PARTICIPANT: _participant_field,
}


def form_field(field: Field, asked: Asked) -> forms.Field:
    """The form field; the rules of the table are checked after it, on all values together."""
    common = {
        "label": field.label,
        "help_text": field.help,
        "required": field.required and not (field.required_when or field.unless),
        "error_messages": {"required": MISSING},
    }
    made = BUILDERS[field.kind](field, asked, common)
    # A label says that a field may be left empty, unless the help says when it may.
    made.unmarked = bool(field.required_when or field.help)  # type: ignore[attr-defined]
    if made.required and field.kind not in (Kind.CHOICE, Kind.QUESTION, Kind.PARTIES, Kind.SERVICES):
        made.widget.attrs["aria-required"] = "true"
    return made

"""From a field of the process table to the form field that asks for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator
from django.utils import timezone

from discharge.forms.files import AttachmentField
from discharge.forms.moments import MomentField
from discharge.forms.rows import RowsField
from discharge.models import Message
from discharge.process import MESSAGE_TYPES
from discharge.process.fields import UNANSWERED, Field, Kind
from discharge.process.judging import afterwards
from discharge.process.judging.checks import NO_PAPER
from discharge.process.judging.place import PlaceOfCare
from discharge.process.on_paper.paper import Delivery, OnPaper
from discharge.queries.lookups import directory
from discharge.queries.lookups.places import seen_unit
from municipalities.door.forms import CodeField, LinkField, TextField
from municipalities.forms.days import DayField
from municipalities.forms.fields import CHOOSE, MISSING, leave_unmarked
from municipalities.models import Assignment, District, Municipality, Unit, User
from municipalities.swedish.clock import full_words, local_date

CHOOSE_ONE = dict.fromkeys(("required", "invalid_choice"), CHOOSE)
STRANGE_PLACING_DISTRICT = "Stadsdelen ligger inte i kommunen som har placerat personen. Ändra en av dem."
UNKNOWN_UNIT = "Enheten finns inte i katalogen. Välj en enhet i listan."


class CatalogueField(forms.ModelChoiceField):
    """A choice among rows; an id that is none says the same as one that is not there."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except ValidationError:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from None


class _ConnectedFirst(ModelChoiceIterator):
    """Units, and under a heading of their own those that are told on paper."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        rows, today = list(self.queryset), local_date(timezone.now())
        yield from (self.choice(row) for row in rows if row.is_connected_on(today))
        if others := [self.choice(row) for row in rows if not row.is_connected_on(today)]:
            yield "Inte anslutna: får meddelandet på papper", others


class UnitField(CatalogueField):
    iterator = _ConnectedFirst
    default_error_messages = {"invalid_choice": UNKNOWN_UNIT}

    def label_from_instance(self, obj: Unit) -> str:
        return unit_label(obj, local_date(timezone.now()))


def unit_label(unit: Unit, today: date) -> str:
    """Its name, and whether it is told on paper."""
    return unit.full_name if unit.is_connected_on(today) else f"{unit.full_name} (inte ansluten)"


class AlsoField(forms.ModelMultipleChoiceField):
    """Other units of the same municipality, which get the message at once."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except ValidationError:
            raise ValidationError(UNKNOWN_UNIT, code="invalid_choice") from None

    def label_from_instance(self, obj: Unit) -> str:
        return unit_label(obj, local_date(timezone.now()))


class PartiesField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple
    default_error_messages = {"required": "Välj minst en av dem som deltar i ärendet."}

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except ValidationError:
            raise ValidationError(self.error_messages["required"], code="required") from None

    #: How the one who is asked sees where the person is cared for.
    place = PlaceOfCare()

    def label_from_instance(self, obj: Unit) -> str:
        obj = seen_unit(obj, self.place)
        has_ended = obj.valid_to is not None and obj.valid_to < local_date(timezone.now())
        return f"{obj.full_name} (har upphört)" if has_ended else obj.full_name


class UnitsField(forms.TypedMultipleChoiceField):
    """Some of a few units that are known already: nothing is asked of the database."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = dict.fromkeys(("required", "invalid_choice"), "Välj minst en av mottagarna.")

    def __init__(self, units: Collection[UUID], **common: Any) -> None:
        self.units = units
        choices = [(str(unit.pk), unit.full_name) for unit in directory.named_units(units)]
        super().__init__(choices=choices, coerce=UUID, empty_value=[], **common)


def paper_words(paper: Delivery) -> str:
    """A message that waits to be sent on paper, and to whom."""
    receiver = directory.named_units([paper.paper.unit])[0].full_name
    return f"{MESSAGE_TYPES[paper.type].title} {full_words(paper.sent_at)}, till {receiver}"


class PapersField(forms.TypedMultipleChoiceField):
    """Messages on paper, none of them chosen beforehand: what is noted as sent counts."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {"required": "Välj det som är skickat.", "invalid_choice": NO_PAPER}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=OnPaper.read, empty_value=[], **kwargs)

    def clean(self, value: Any) -> Any:
        return tuple(super().clean(value))


class ParticipantField(UnitField):
    place = PlaceOfCare()
    default_error_messages = {"invalid_choice": "Enheten deltar inte i ärendet. Välj en enhet i listan."}

    def label_from_instance(self, obj: Unit) -> str:
        return super().label_from_instance(seen_unit(obj, self.place))


class ColleagueField(CatalogueField):
    default_error_messages = {"invalid_choice": "Välj en kollega på enheten."}

    def label_from_instance(self, obj: User) -> str:
        return obj.name


class QuestionField(forms.TypedChoiceField):
    """Ja or Nej, and nothing chosen beforehand."""

    widget = forms.RadioSelect
    default_error_messages = dict.fromkeys(("required", "invalid_choice"), UNANSWERED)

    def __init__(self, **kwargs: Any) -> None:
        choices = (("yes", "Ja"), ("no", "Nej"))
        super().__init__(choices=choices, coerce=lambda value: value == "yes", empty_value=None, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return ("yes" if value else "no") if isinstance(value, bool) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), self.prepare_value(data))


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
    """Who is asked, on which day, and which messages of its own and which other units may be meant.

    `papers` wait to be sent by it: each as a form names it, and in words.
    """

    by: Assignment
    today: date
    own_messages: Callable[[], QuerySet[Message]]
    participants: QuerySet[Unit]
    papers: Sequence[tuple[str, str]] = ()


Builder = Callable[[Field, Asked, dict[str, Any]], forms.Field]


BUILDERS: dict[Kind, Builder] = {
    Kind.TEXT: lambda field, asked, common: TextField(**common),
    Kind.LONG_TEXT: lambda field, asked, common: TextField(
        widget=forms.Textarea(attrs={"rows": 3}), **common
    ),
    Kind.LINK: lambda field, asked, common: LinkField(
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"}), **common
    ),
    Kind.TELEPHONE: lambda field, asked, common: CodeField(
        widget=forms.TextInput(attrs={"inputmode": "tel"}), **common
    ),
    Kind.DATE: lambda field, asked, common: DayField(**common),
    Kind.MOMENT: lambda field, asked, common: MomentField(**common),
    Kind.CHOICE: lambda field, asked, common: forms.ChoiceField(
        choices=(("", "Inte angivet"), *field.choices) if field.group else field.choices,
        widget=forms.Select if field.group else forms.RadioSelect,
        **common | {"error_messages": CHOOSE_ONE},
    ),
    Kind.YES_NO: lambda field, asked, common: forms.BooleanField(**common | {"required": False}),
    Kind.QUESTION: lambda field, asked, common: QuestionField(**common | {"error_messages": {}}),
    Kind.UNIT: lambda field, asked, common: UnitField(
        directory.units(
            field.units or (asked.by.unit.party,),
            asked.today,
            but=asked.by.unit,
            on_paper=field.on_paper,
        ),
        empty_label="Välj enhet",
        **common,
    ),
    Kind.COLLEAGUE: lambda field, asked, common: ColleagueField(
        directory.colleagues(asked.by.unit, asked.today), empty_label="Välj person", **common
    ),
    # The page shows which it is, with what it says: nobody chooses among titles and times.
    Kind.MESSAGE: lambda field, asked, common: MessageField(
        asked.own_messages(), widget=forms.HiddenInput, **common
    ),
    Kind.MUNICIPALITY: lambda field, asked, common: MunicipalityField(
        Municipality.objects.all(), empty_label="Ingen", **common
    ),
    Kind.DISTRICT: lambda field, asked, common: DistrictField(
        directory.districts(asked.today), empty_label="Okänd eller ingen", **common
    ),
    Kind.PARTIES: lambda field, asked, common: PartiesField(
        asked.participants.order_by("sort_key"), **common | {"error_messages": {}}
    ),
    Kind.PAPERS: lambda field, asked, common: PapersField(
        choices=asked.papers, **common | {"error_messages": {}}
    ),
    Kind.EARLIER: lambda field, asked, common: forms.UUIDField(widget=forms.HiddenInput, **common),
    Kind.FILE: lambda field, asked, common: AttachmentField(**common),
    Kind.ROWS: lambda field, asked, common: RowsField(field, **common),
    Kind.PARTICIPANT: lambda field, asked, common: ParticipantField(
        asked.participants, empty_label="Välj enhet", **common
    ),
}


#: Their inputs stand in a group, which is what is required.
SEVERAL_INPUTS = (Kind.CHOICE, Kind.QUESTION, Kind.PARTIES, Kind.PAPERS, Kind.ROWS)


def form_field(field: Field, asked: Asked) -> forms.Field:
    """The form field; the rules of the table are checked after it, on all values together."""
    common = {
        "label": field.label,
        "help_text": field.help,
        "required": field.required and not (field.required_when or field.unless),
        "error_messages": {"required": MISSING},
    }
    made = BUILDERS[field.kind](field, asked, common)
    # A label says that a field may be left empty, unless the help says when it may. How something was sent
    # outside the system is answered whole or not at all.
    leave_unmarked(made, field.required_when or field.help or field.group or field.name in afterwards.NAMES)
    if made.required and field.kind not in SEVERAL_INPUTS:
        made.widget.attrs["aria-required"] = "true"
    return made

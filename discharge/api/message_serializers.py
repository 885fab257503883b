"""A serializer for each row of the process table: it reads the types, the rules are the action's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from rest_framework import serializers

from discharge.attachments.unreadable import Unreadable
from discharge.forms.files import check_upload
from discharge.forms.moments import GAP
from discharge.forms.rows import new_row_id
from discharge.process import MESSAGE_TYPES, MessageType
from discharge.process.fields import LONGEST, LONGEST_ID, MOST_ROWS, ROW_ID, Field, Kind
from discharge.process.judging import afterwards
from discharge.process.judging.checks import NO_PAPER
from discharge.process.on_paper.paper import OnPaper
from municipalities.door import texts
from municipalities.door.serializers import Serializer
from municipalities.swedish.clock import comes_twice, exists, settled


class MessageValues(Serializer):
    """The values of one message. `submission` is the caller's own id of it: sent twice, it is sent once.

    Where it may be entered for a unit that is not connected, `on_behalf_of` names that.
    """

    submission = serializers.UUIDField()

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        values = super().to_internal_value(data)
        unknown = {name: ["Meddelandet har inget sådant fält."] for name in data if name not in self.fields}
        if unknown:
            raise serializers.ValidationError(unknown)
        return values


class MomentSerializerField(serializers.DateTimeField):
    """A time without an offset is Stockholm's, unless it came twice there."""

    default_error_messages = {
        "gap": GAP,
        "twice": "Klockslaget kom två gånger den natten. Ange +02:00 (sommartid) eller +01:00 (vintertid).",
    }

    def enforce_timezone(self, value: datetime) -> datetime:
        if value.tzinfo is None:
            if not exists(value):
                self.fail("gap")
            if comes_twice(value):
                self.fail("twice")
        return settled(super().enforce_timezone(value))


class AttachmentSerializerField(serializers.FileField):
    """A file, as multipart/form-data; JSON can't carry one."""

    def to_internal_value(self, data: Any) -> Any:
        super().to_internal_value(data)
        try:
            return check_upload(data)
        except Unreadable as error:
            raise serializers.ValidationError(str(error)) from None


class RowSerializer(Serializer):
    """One row of a list. A row that is sent again, in a new version, keeps its `id`; a new one gets one."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        row = super().to_internal_value(data)
        return row | {ROW_ID: row.get(ROW_ID) or new_row_id()}


@cache
def row_serializer(field: Field) -> type[RowSerializer]:
    """A row of the list. What must be said in it, the rules say."""
    answers = field.each_of is not None
    fields = {
        ROW_ID: serializers.CharField(
            max_length=LONGEST_ID,
            required=answers,
            help_text="Raden i den tidigare listan." if answers else "Utelämnas för en ny rad.",
        ),
        **{
            column.name: serializers.CharField(
                label=column.label,
                allow_blank=True,
                default="",
                help_text=", ".join(code for code, _ in column.choices),
            )
            for column in field.columns
        },
    }
    name = "".join(part.capitalize() for part in field.name.split("_"))
    return type(f"{name}Row", (RowSerializer,), {"__doc__": field.label, **fields})


class PapersSerializerField(serializers.ListField):
    """Messages that were sent on paper, each as its id and the receiving unit's, with a stroke between."""

    child = serializers.RegexField(r"^[0-9a-f-]{36}/[0-9a-f-]{36}$")

    def to_internal_value(self, data: Any) -> Any:
        try:
            return tuple(OnPaper.read(text) for text in super().to_internal_value(data))
        except ValueError:
            raise serializers.ValidationError(NO_PAPER) from None


Builder = Callable[[Field, dict[str, Any]], serializers.Field]


def _text_field(field: Field, common: dict[str, Any]) -> serializers.Field:
    blank = not common["required"]
    return serializers.CharField(max_length=LONGEST[field.kind], allow_blank=blank, **common)


class _ReadField(serializers.CharField):
    """A text that is read in a way of its own."""

    def __init__(self, *, read: Callable[[str], str], **options: Any) -> None:
        self.read = read
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> str:
        return self.read(super().to_internal_value(data))


def _read_by(read: Callable[[str], str]) -> Builder:
    def build(field: Field, common: dict[str, Any]) -> serializers.Field:
        return _ReadField(
            read=read, max_length=LONGEST[field.kind], allow_blank=not common["required"], **common
        )

    return build


BUILDERS: dict[Kind, Builder] = {
    Kind.TEXT: _text_field,
    Kind.LONG_TEXT: _text_field,
    Kind.LINK: _read_by(texts.address),
    Kind.TELEPHONE: _read_by(texts.code),
    Kind.DATE: lambda field, common: serializers.DateField(**common),
    Kind.MOMENT: lambda field, common: MomentSerializerField(**common),
    Kind.CHOICE: lambda field, common: serializers.ChoiceField(
        choices=field.choices, allow_blank=bool(field.group), **common
    ),
    Kind.YES_NO: lambda field, common: serializers.BooleanField(default=False, label=field.label),
    Kind.QUESTION: lambda field, common: serializers.BooleanField(**common),
    Kind.UNIT: lambda field, common: serializers.UUIDField(**common),
    Kind.COLLEAGUE: lambda field, common: serializers.IntegerField(**common),
    Kind.MUNICIPALITY: lambda field, common: serializers.RegexField(r"^\d{4}$", **common),
    Kind.DISTRICT: lambda field, common: serializers.UUIDField(**common),
    Kind.MESSAGE: lambda field, common: serializers.UUIDField(**common),
    Kind.PARTIES: lambda field, common: serializers.ListField(
        child=serializers.UUIDField(), allow_empty=not common["required"], **common
    ),
    Kind.PAPERS: lambda field, common: PapersSerializerField(allow_empty=not common["required"], **common),
    Kind.EARLIER: lambda field, common: serializers.UUIDField(**common),
    Kind.FILE: lambda field, common: AttachmentSerializerField(**common),
    Kind.ROWS: lambda field, common: serializers.ListField(
        child=row_serializer(field)(), max_length=MOST_ROWS, allow_empty=not common["required"], **common
    ),
    Kind.PARTICIPANT: lambda field, common: serializers.UUIDField(**common),
}


@cache
def message_serializer(message_type: MessageType) -> type[MessageValues]:
    fields = {field.name: serializer_field(field) for field in message_type.fields if not field.filled}
    if message_type.may_be_entered_afterwards:
        # All of them or none: what is missing, the action says.
        fields |= {
            field.name: serializer_field(replace(field, required=False)) for field in afterwards.FIELDS
        }
    if message_type.may_be_entered:
        fields["on_behalf_of"] = serializers.UUIDField(required=False, allow_null=True)
    name = "".join(part.capitalize() for part in message_type.name.split("_"))
    return type(f"{name}Message", (MessageValues,), {"__doc__": message_type.title, **fields})


def serializer_field(field: Field) -> serializers.Field:
    required = field.required and not (field.required_when or field.unless or field.shown_when)
    common = {"required": required, "label": field.label, "help_text": field.help}
    return BUILDERS[field.kind](field, common if required else common | {"allow_null": True})


def serializers_by_type() -> dict[str, type[MessageValues]]:
    """For each message that is sent in a case, in the order of the table."""
    return {
        message_type.name: message_serializer(message_type)
        for message_type in MESSAGE_TYPES.values()
        if not message_type.starts_case
    }

"""A serializer for each row of the process table: it reads the types, the rules are the action's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from rest_framework import serializers

from discharge.fields import LONGEST, Field, Kind
from discharge.forms.moments import GAP, exists
from discharge.process import MESSAGE_TYPES, MessageType


class MessageValues(serializers.Serializer):
    """The values of one message. `submission` is the caller's own id of it: sent twice, it is sent once."""

    submission = serializers.UUIDField()

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        values = super().to_internal_value(data)
        unknown = {name: ["Meddelandet har inget sådant fält."] for name in data if name not in self.fields}
        if unknown:
            raise serializers.ValidationError(unknown)
        return values


class MomentField(serializers.DateTimeField):
    """A time without an offset is Stockholm's."""

    default_error_messages = {"gap": GAP}

    def enforce_timezone(self, value: datetime) -> datetime:
        moment = super().enforce_timezone(value)
        if value.tzinfo is None and not exists(moment):
            self.fail("gap")
        return moment


Builder = Callable[[Field, dict[str, Any]], serializers.Field]


def _text(field: Field, common: dict[str, Any]) -> serializers.Field:
    blank = not common["required"]
    return serializers.CharField(max_length=LONGEST[field.kind], allow_blank=blank, **common)


BUILDERS: dict[Kind, Builder] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.DATE: lambda field, common: serializers.DateField(**common),
    Kind.MOMENT: lambda field, common: MomentField(**common),
    Kind.CHOICE: lambda field, common: serializers.ChoiceField(choices=field.choices, **common),
    Kind.YES_NO: lambda field, common: serializers.BooleanField(default=False, label=field.label),
    Kind.UNIT: lambda field, common: serializers.UUIDField(**common),
    Kind.COLLEAGUE: lambda field, common: serializers.IntegerField(**common),
    Kind.MUNICIPALITY: lambda field, common: serializers.RegexField(r"^\d{4}$", **common),
    Kind.MESSAGE: lambda field, common: serializers.UUIDField(**common),
}


def message_serializer(row: MessageType) -> type[MessageValues]:
    fields = {field.name: serializer_field(field) for field in row.fields if not field.filled}
    name = "".join(part.capitalize() for part in row.name.split("_"))
    return type(f"{name}Message", (MessageValues,), {"__doc__": row.title, **fields})


def serializer_field(field: Field) -> serializers.Field:
    required = field.required and field.required_when is None
    common = {"required": required, "label": field.label, "help_text": field.help}
    return BUILDERS[field.kind](field, common if required else common | {"allow_null": True})


SERIALIZERS = {row.name: message_serializer(row) for row in MESSAGE_TYPES.values() if not row.starts_case}

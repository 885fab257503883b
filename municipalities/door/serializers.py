"""What every serializer inherits."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from municipalities.door import texts


class Serializer(serializers.Serializer):
    """Reads what was sent through the door, and refuses at its field what could not be read."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict):
            return super().to_internal_value(data)
        # A QueryDict's items are its last values; its lists are read by the fields, and are let in already.
        unreadable = {name: [texts.REFUSAL] for name, value in data.items() if texts.is_unreadable(value)}
        if unreadable:
            raise serializers.ValidationError(unreadable)
        return super().to_internal_value(data if hasattr(data, "getlist") else texts.let_in_all(data))

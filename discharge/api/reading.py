"""Reading a call by the pages' own forms, so that the same is refused in the same words."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request

from municipalities.door.forms import Form
from municipalities.door.serializers import Serializer


def given(serializer: type[Serializer], request: Request) -> dict[str, Any]:
    """What the log tells of when the case is opened; nothing where it is wrong, which is said after that."""
    sent = serializer(data=request.data)
    return dict(sent.validated_data) if sent.is_valid() else {}


def read(serializer: type[Serializer], request: Request) -> dict[str, Any]:
    """The values, of the right types. Raises ValidationError."""
    sent = serializer(data=request.data)
    sent.is_valid(raise_exception=True)
    return dict(sent.validated_data)


def judge(form: Form) -> dict[str, Any]:
    """The values as the pages' form judges them. Raises ValidationError."""
    if not form.is_valid():
        raise serializers.ValidationError(
            {name: [str(one) for one in said] for name, said in form.errors.items()}
        )
    return form.cleaned_data

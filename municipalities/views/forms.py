"""How a view answers a form: what was typed is never lost, and a refusal stands at its field."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, QueryDict

from municipalities.forms.fields import SettingsForm
from municipalities.refusal import Refused

Made = TypeVar("Made")


def posted_data(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def searched_text(request: HttpRequest, field: str) -> str:
    """What an address asks for, at most 100 signs."""
    return request.GET.get(field, "")[:100]


def carried_out(form: SettingsForm, act: Callable[[], Made]) -> Made | None:
    """What the action made; None when the form is to be shown (again)."""
    if not form.is_valid():
        return None
    try:
        return act()
    except Refused as refused:
        form.refuse(refused)
        return None

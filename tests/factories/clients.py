"""Browsers: a test client logged in as an assignment, and forms filled in as a browser would send them."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.core.files.base import File
from django.db import connections
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.test import Client

from municipalities.access.middleware import SESSION_KEY
from municipalities.models import Assignment


def client_as(assignment: Assignment, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(assignment.user)
    session = client.session
    session[SESSION_KEY] = str(assignment.pk)
    session.save()
    return client


def at_once(address: str, *posts: tuple[Assignment, dict[str, Any]]) -> list[Any]:
    """Each post from a browser of its own, all at the same moment."""
    barrier = Barrier(len(posts))

    def send(post: tuple[Assignment, dict[str, Any]]) -> Any:
        client = client_as(post[0])
        barrier.wait()
        try:
            return client.post(address, post[1])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(posts)) as pool:
        return list(pool.map(send, posts))


def filled_in(form: BaseForm, /, **typed: Any) -> dict[str, Any]:
    """What a browser sends: what the form shows, and what is typed over it (None clears a field)."""
    shown = {bound.name: _shown(bound) for bound in form if bound.widget_type != "rows"}
    rows = {
        f"{bound.name}-{number}-{name}": text
        for bound in form
        if bound.widget_type == "rows"
        for number, row in enumerate(bound.field.widget.shown_rows(bound.value()))
        for name, text in row.items()
    }
    values = shown | rows | typed
    return {name: _sent(value) for name, value in values.items() if value not in (None, False, [])}


def without_chance(html: str) -> str:
    """The page without its tokens and nonces, in which any two letters may stand by chance."""
    return re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"', r"\1", html)


def _sent(value: Any) -> Any:
    if isinstance(value, File):
        return value
    return [str(one) for one in value] if isinstance(value, list) else str(value)


def _shown(bound: BoundField) -> Any:
    value = bound.field.prepare_value(bound.value())
    if bound.widget_type == "checkbox":
        return "on" if value else None
    formatted = bound.field.widget.format_value(value)
    if bound.widget_type == "checkboxselectmultiple":
        return formatted
    return formatted[0] if isinstance(formatted, list) and formatted else formatted

"""Marks on views that the middleware reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http.response import HttpResponseBase

View = Callable[..., HttpResponseBase]
V = TypeVar("V", bound=View)


def public(view: V) -> V:
    """The view is for everyone, logged in or not."""
    view.gate = "public"  # type: ignore[attr-defined]
    return view


def no_activity(view: V) -> V:
    """A page asks for it by itself, so it does not keep a session open."""
    view.is_activity = False  # type: ignore[attr-defined]
    return view

"""Adding an authenticator app or a passkey: for the invited, and for whoever is logged in."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.internal import auth
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from municipalities.forms.logins import AppForm, PasskeyForm
from municipalities.models import User

#: What to do with what was added: `secret`, or `name` and `credential`.
Done = Callable[[dict[str, Any]], HttpResponseBase]


def app_page(request: HttpRequest, user: User, *, back: str, done: Done) -> HttpResponseBase:
    """The secret as a picture and as text, and a code that proves that the app has it."""
    form = AppForm(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and form.is_valid():
        return done({"secret": form.secret})
    adapter = get_adapter()
    svg = adapter.build_totp_svg(adapter.build_totp_url(user, form.secret))
    context = {
        "form": form,
        "back": back,
        "secret": form.secret,
        "picture": f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}",
    }
    return render(request, "municipalities/second_factor_app.html", context)


def passkey_page(request: HttpRequest, user: User, *, back: str, done: Done) -> HttpResponseBase:
    """The browser makes the key; static/js/passkeys.js asks it to."""
    form = PasskeyForm(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and form.is_valid():
        return done({"name": form.cleaned_data["name"], "credential": form.cleaned_data["credential"]})
    context = {"form": form, "back": back, "options": auth.begin_registration(user, passwordless=False)}
    return render(request, "municipalities/second_factor_passkey.html", context)

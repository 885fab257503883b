"""The user's own way in: password, second factors, where one is logged in, what has happened."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from municipalities import actions
from municipalities.forms.logins import ChangePasswordForm
from municipalities.login.session_store import BEGAN
from municipalities.models import User
from municipalities.queries import users as queries
from municipalities.views.accounts import second_factors
from municipalities.views.gate import View, login_required

#: Seconds after a login during which its user may change the way in.
RECENT = 10 * 60


class AccountRequest(HttpRequest):
    user: User


def _local_and_recent(view: View) -> View:
    """For local accounts, shortly after a whole login (password and second factor)."""

    @login_required
    @wraps(view)
    def gated(request: AccountRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_usable_password():
            return redirect("municipalities:account")
        if time.time() - request.session.get(BEGAN, 0) > RECENT:
            return render(request, "municipalities/log_in_again.html", {"address": request.path}, status=403)
        return view(request, *args, **kwargs)

    return gated


@login_required
@never_cache
@require_safe
def account(request: AccountRequest) -> HttpResponseBase:
    user = request.user
    context = {
        "is_local": user.has_usable_password(),
        "factors": queries.second_factors_of(user),
        "codes_left": queries.recovery_codes_left(user),
        "sessions": queries.sessions_of(user),
        "current": request.session.session_key,
        "events": queries.login_events_of(user),
    }
    return render(request, "municipalities/account.html", context)


@login_required
@require_POST
def log_out_everywhere(request: AccountRequest) -> HttpResponseBase:
    """Every session of the user but this one."""
    ended = actions.end_sessions(user=request.user, keep=request.session)
    messages.success(
        request, "Du är utloggad överallt utom här." if ended else "Du var inte inloggad någon annanstans."
    )
    return redirect("municipalities:account")


@_local_and_recent
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: AccountRequest) -> HttpResponseBase:
    form = ChangePasswordForm(request.user, request.POST if request.method == "POST" else None)
    may_try = request.method == "POST" and ratelimit.consume(
        request, action="change_password", user=request.user
    )
    if request.method == "POST" and not may_try:
        form.add_error(None, "För många försök. Vänta en minut och försök igen.")
    if may_try and form.is_valid():
        actions.choose_password(user=request.user, password=form.cleaned_data["new_password1"])
        update_session_auth_hash(request, request.user)
        actions.end_sessions(user=request.user, keep=request.session)
        messages.success(request, "Lösenordet är bytt, och du är utloggad överallt utom här.")
        return redirect("municipalities:account")
    return render(request, "municipalities/change_password.html", {"form": form})


def _page_that_adds(page: Callable[..., HttpResponseBase], action: Callable[..., None]) -> View:
    @_local_and_recent
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: AccountRequest) -> HttpResponseBase:
        def done(added: dict[str, Any]) -> HttpResponseBase:
            action(user=request.user, **added)
            messages.success(request, "Ditt nya andra steg är tillagt.")
            return redirect("municipalities:account")

        return page(request, request.user, back="municipalities:account", done=done)

    return view


app = _page_that_adds(second_factors.app_page, actions.add_app)
passkey = _page_that_adds(second_factors.passkey_page, actions.add_passkey)


@_local_and_recent
@require_POST
def remove_factor(request: AccountRequest, factor_id: int) -> HttpResponseBase:
    try:
        actions.remove_second_factor(user=request.user, factor_id=factor_id)
    except actions.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Det andra steget är borttaget.")
    return redirect("municipalities:account")


@_local_and_recent
@never_cache
@require_POST
def recovery_codes(request: AccountRequest) -> HttpResponse:
    """New codes, shown in the answer to the POST and nowhere else."""
    codes = actions.new_recovery_codes(user=request.user)
    return render(request, "municipalities/recovery_codes.html", {"codes": codes, "first_time": False})

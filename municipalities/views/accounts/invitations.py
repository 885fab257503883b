"""An invited person chooses a password and a second factor, and then logs in like everybody else.

Nothing is written until both are chosen; till then the password's hash waits in the session.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from municipalities import actions
from municipalities.forms.logins import PasswordForm
from municipalities.login import invitations
from municipalities.login.adapters import refusal
from municipalities.models import User
from municipalities.refusal import Refused
from municipalities.views.accounts import second_factors
from municipalities.views.gate import public

LINK, PASSWORD = "invitation", "invitation_password"
InvitedView = Callable[[HttpRequest, User], HttpResponseBase]


@public
@never_cache
@require_safe
def invitation(request: HttpRequest, user_id: int, token: str) -> HttpResponseBase:
    """The link itself. The token moves to the session at once, so that no later address shows it."""
    request.session[LINK] = [user_id, token]
    request.session.pop(PASSWORD, None)
    return redirect("municipalities:invitation-password")


def _for_the_invited(view: InvitedView) -> Callable[..., HttpResponseBase]:
    @public
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def with_user(request: HttpRequest) -> HttpResponseBase:
        user = invitations.invited_user(*request.session.get(LINK, [0, ""]))
        if user is None:
            return refusal(
                request,
                "Inbjudan gäller inte längre: den är använd, ersatt av en nyare eller för gammal. Be den "
                "lokala administratören i din organisation om en ny.",
            )
        return view(request, user)

    return with_user


@_for_the_invited
def password(request: HttpRequest, user: User) -> HttpResponseBase:
    form = PasswordForm(user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        request.session[PASSWORD] = make_password(form.cleaned_data["new_password1"])
        return redirect("municipalities:invitation-factor")
    return render(request, "municipalities/invitation_password.html", {"form": form, "invited": user})


def _after_password(view: InvitedView) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def gated(request: HttpRequest, user: User) -> HttpResponseBase:
        if PASSWORD not in request.session:
            return redirect("municipalities:invitation-password")
        return view(request, user)

    return _for_the_invited(gated)


@_after_password
def factor(request: HttpRequest, user: User) -> HttpResponseBase:
    return render(request, "municipalities/invitation_factor.html")


@_after_password
def app(request: HttpRequest, user: User) -> HttpResponseBase:
    back = "municipalities:invitation-factor"
    return second_factors.app_page(
        request, user, back=back, done=lambda added: _accept_invitation(request, user, added)
    )


@_after_password
def passkey(request: HttpRequest, user: User) -> HttpResponseBase:
    back = "municipalities:invitation-factor"
    return second_factors.passkey_page(
        request, user, back=back, done=lambda added: _accept_invitation(request, user, added)
    )


def _accept_invitation(request: HttpRequest, user: User, added: dict[str, Any]) -> HttpResponse:
    try:
        codes = actions.accept_invitation(user=user, encoded=request.session[PASSWORD], **added)
    except Refused as refused:
        request.session.flush()
        return refusal(request, str(refused))
    request.session.flush()
    return render(request, "municipalities/recovery_codes.html", {"codes": codes, "first_time": True})

"""The doors: identity services first, a local account with a second factor as the second way in."""

from __future__ import annotations

from typing import Any

import requests
from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from municipalities.door.addresses import ours
from municipalities.forms.logins import CodeForm, KeyForm, LocalLoginForm
from municipalities.login import events, previous_user
from municipalities.login.adapters import refusal
from municipalities.models import LoginEvent
from municipalities.provider import IdentityServiceConnection
from municipalities.views.gate import public


@public
@never_cache
@require_safe
def log_in(request: HttpRequest) -> HttpResponseBase:
    """Choose how to log in. The demonstration has its own door."""
    if settings.DEMO:
        query = request.META["QUERY_STRING"]
        return redirect(resolve_url("municipalities:demonstration") + (f"?{query}" if query else ""))
    wanted = ours(request, request.GET.get("next"))
    context = {
        "services": settings.IDENTITY_SERVICES,
        "query": f"?{urlencode({'next': wanted})}" if wanted else "",
    }
    return render(request, "municipalities/login.html", context)


class _LocalLogin(LoginView):
    template_name = "municipalities/login_local.html"
    form_class = LocalLoginForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wanted = ours(self.request, self.request.GET.get("next") or self.request.POST.get("next"))
        return {"form": kwargs.get("form") or self.get_form(), "next": wanted}


class _SecondStep(AuthenticateView):
    template_name = "municipalities/login_second_step.html"
    form_class = CodeForm
    webauthn_form_class = KeyForm


local = public(_LocalLogin.as_view())
second_step = public(_SecondStep.as_view())


@public
@never_cache
@require_safe
def identity(request: HttpRequest, service: str) -> HttpResponseBase:
    """Off to the identity service. By a link, not a form: our policy lets forms go to us alone."""
    return _go_through(OAuth2LoginView, request, service)


@public
@never_cache
@require_safe
def identity_callback(request: HttpRequest, service: str) -> HttpResponseBase:
    """Back from the identity service, with a code that is worth one login."""
    return _go_through(OAuth2CallbackView, request, service)


def _go_through(view: Any, request: HttpRequest, service: str) -> HttpResponseBase:
    try:
        response: HttpResponseBase = view.adapter_view(IdentityServiceConnection(request, service))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except (requests.RequestException, OAuth2Error, KeyError, ValueError) as error:
        # Before there is anything to refuse: it does not answer, or not as an identity service should.
        detail = type(error).__name__
        events.note(LoginEvent.Kind.REFUSED, user_id=None, request=request, way=service, detail=detail)
        return refusal(
            request, "Identitetstjänsten svarar inte som den ska just nu. Försök igen om en stund."
        )
    return response


@public
@never_cache
@require_safe
def logged_in(request: HttpRequest) -> HttpResponseBase:
    """Where a login in a tab of its own ends: the text waits in the other one."""
    return render(request, "municipalities/logged_in.html")


@public
@require_POST
def log_out(request: HttpRequest) -> HttpResponseBase:
    """Ends the session, or a login that has not come further than its first step."""
    wanted = ours(request, request.POST.get("next"))
    logout(request)
    response = redirect(
        resolve_url("municipalities:login") + (f"?{urlencode({'next': wanted})}" if wanted else "")
    )
    previous_user.forget_who(response)
    return response

"""What a page asks about the session: how long is left, whose it is, and to have it go on."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from municipalities.login.session_limits import seconds_left
from municipalities.views.decorators import no_activity
from municipalities.views.gate import login_required, public


@public
@no_activity
@never_cache
@require_safe
def state(request: HttpRequest) -> JsonResponse:
    return _session_state(request)


@login_required
@never_cache
@require_POST
def go_on(request: HttpRequest) -> JsonResponse:
    """The user is still there; coming here is activity enough."""
    return _session_state(request)


def _session_state(request: HttpRequest) -> JsonResponse:
    """`token` is for the page's forms, which were made with the token of an earlier login."""
    return JsonResponse(
        {
            "user": request.user.pk if request.user.is_authenticated else None,
            "seconds": seconds_left(request),
            "token": get_token(request),
        }
    )

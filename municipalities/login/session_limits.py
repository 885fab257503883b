"""How long a session lasts: half an hour without activity, and one long day at most.

The session's own row expires half an hour after it was last saved, so activity saves it, once a minute at
most. What a page asks for by itself (a poll, the countdown) is no activity.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY as USER_KEY
from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from municipalities.login.previous_user import remember_who
from municipalities.login.session_store import BEGAN, SEEN

#: The header of what a page asks for by itself.
BACKGROUND = "X-Background"
#: Seconds between two savings of a session in use.
RESOLUTION = 60


class SessionLimitsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Who it is of is asked together with all else, in the request's transaction.
        if USER_KEY in request.session:
            began = request.session.setdefault(BEGAN, time.time())
            if time.time() - began > settings.SESSION_LONGEST:
                logout(request)
        response = self.get_response(request)
        remember_who(request, response)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            # After a logout the back button shows nothing.
            response["Cache-Control"] = "no-store, private"
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        is_activity = getattr(view, "is_activity", True) and BACKGROUND not in request.headers
        if is_activity and request.user.is_authenticated:
            now = time.time()
            if now - request.session.get(SEEN, 0) >= RESOLUTION:
                request.session[SEEN] = now


def seconds_left(request: HttpRequest) -> int:
    """Until the session ends by itself; 0 for whoever is not logged in."""
    if not request.user.is_authenticated:
        return 0
    now, session = time.time(), request.session
    without_activity = session.get(SEEN, now) + settings.SESSION_COOKIE_AGE
    at_the_longest = session.get(BEGAN, now) + settings.SESSION_LONGEST
    return max(0, round(min(without_activity, at_the_longest) - now))

"""What every page's frame shows: menu, assignment, demonstration band (a context processor)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from municipalities import navigation
from municipalities.login.session_limits import seconds_left


def frame(request: HttpRequest) -> dict[str, Any]:
    """An error page may be drawn before anything is known of the request, so all is asked for gently."""
    assignment = getattr(request, "assignment", None)
    known = navigation.places_for(assignment)
    # Of places within one another the innermost: /betalning/ holds others.
    current = max((place.url for place in known if request.path.startswith(place.url)), key=len, default="")
    places = [{"label": place.label, "url": place.url, "is_current": place.url == current} for place in known]
    has_session = hasattr(request, "user") and hasattr(request, "session")
    left = seconds_left(request) if has_session else 0
    return {"demo": settings.DEMO, "assignment": assignment, "places": places, "session_seconds": left}

"""What every page's frame shows: menu, assignment, demonstration band (a context processor)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from municipalities import navigation
from municipalities.session_limits import seconds_left


def frame(request: HttpRequest) -> dict[str, Any]:
    """An error page may be drawn before anything is known of the request, so all is asked for gently."""
    assignment = getattr(request, "assignment", None)
    places = [
        {"label": place.label, "url": place.url, "is_current": request.path.startswith(place.url)}
        for place in navigation.places_for(assignment)
    ]
    known = hasattr(request, "user") and hasattr(request, "session")
    left = seconds_left(request) if known else 0
    return {"demo": settings.DEMO, "assignment": assignment, "places": places, "session_seconds": left}

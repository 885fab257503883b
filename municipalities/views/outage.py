"""What is answered when something of ours is away or has gone wrong: the truth, and what was typed.

The page is drawn without the database, which may be what is away.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from kombu.exceptions import OperationalError as QueueIsAway

from municipalities.views import resubmission
from municipalities.views.decorators import public

#: What passes: the database, or the queue, is away, has no room, or somebody else holds what was needed.
OUTAGES = (OperationalError, InterfaceError, QueueIsAway)
#: Seconds after which it is worth trying again.
RETRY_AFTER = "30"
AWAY = "Tjänsten svarar inte just nu. Försök igen om en stund."
WRONG = "Något gick fel hos oss. Försök igen; händer det igen, hör av dig till den som driver tjänsten."


@public
def server_error(request: HttpRequest) -> HttpResponse:
    """503 with Retry-After for an outage, 500 for what is our fault; a form is handed back to its writer."""
    is_outage = any(isinstance(error, OUTAGES) for error in _chain_of_causes(sys.exc_info()[1]))
    response: HttpResponse
    if request.path.startswith("/api/"):
        response = JsonResponse({"message": AWAY if is_outage else WRONG, "problems": {}})
    else:
        context: dict[str, Any] = {
            "is_outage": is_outage,
            "was_sent": request.method == "POST",
            "address": request.get_full_path(),
            "fields": [],
            "with_files": False,
        }
        # Nothing for a page's own small requests: what was typed stands in the page that sent them.
        if not request.headers.get("HX-Request"):
            with suppress(UnreadablePostError):
                if typed := resubmission.typed_form(request):
                    context |= {**typed, "token": get_token(request)}
        response = HttpResponse(render_to_string("500.html", context))
    response.status_code = 503 if is_outage else 500
    response["Cache-Control"] = "no-store, private"
    if is_outage:
        response["Retry-After"] = RETRY_AFTER
    return response


def _chain_of_causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__

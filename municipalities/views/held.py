"""What was typed when the session had ended is handed back to the one who typed it, to be sent again.

It goes back in the page, as hidden fields; nothing of it is kept here. A signature says whose it is: a
colleague who logs in at the same computer can't send it. Works without JavaScript (docs/decisions/0008).
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.csrf import csrf_failure

from municipalities.access.middleware import SESSION_KEY
from municipalities.login import previous_user
from municipalities.login.previous_user import Before
from municipalities.queries.users import assignments_of
from municipalities.views.marks import public

#: The name of the field with the signature.
HELD = "_held"
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


def hold(request: HttpRequest) -> HttpResponse | None:
    """For a POST without a session, if it is known who worked here: the page that hands it back."""
    who = previous_user.read(request.POST.get(HELD, "")) or previous_user.before(request)
    if who is None or not _is_form(request):
        return None
    return _page(request, who, "ended")


def refuse_if_not_the_writers(request: HttpRequest) -> HttpResponse | None:
    """For what is sent again: only by the one who wrote it, and as the assignment that it was written for."""
    if request.method != "POST" or HELD not in request.POST:
        return None
    who, now = previous_user.read(request.POST[HELD]), previous_user.now(request)
    if who is None or now is None or who.user != now.user:
        return render(request, "municipalities/held_by_other.html", status=403)
    if who.assignment and who.assignment != now.assignment:
        return _as_before(request, who)
    return None


def _as_before(request: HttpRequest, who: Before) -> HttpResponse:
    mine = {str(assignment.pk) for assignment in assignments_of(request.user)}  # type: ignore[arg-type]  # logged in
    if who.assignment not in mine:
        return render(request, "municipalities/held_by_other.html", status=403)
    request.session[SESSION_KEY] = who.assignment
    return _page(request, who, "unit")


@public
def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was opened before the latest login has an old token: it is handed back too.

    Only to a page of our own (the browser says so in Origin), never to what another site made.
    """
    who = (
        previous_user.read(request.POST.get(HELD, ""))
        or previous_user.now(request)
        or previous_user.before(request)
    )
    if who is None or not _is_form(request) or not _is_from_us(request):
        return csrf_failure(request, reason, template_name="403_csrf.html")
    return _page(request, who, "old")


def _is_form(request: HttpRequest) -> bool:
    return request.method == "POST" and request.content_type in FORM_TYPES


def _is_from_us(request: HttpRequest) -> bool:
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def typed(request: HttpRequest) -> dict[str, Any] | None:
    """What a form of ours held, for a page that hands it back; None if it is not known whose it is.

    Asks nothing of the database, which may be what is away.
    """
    if not _is_form(request) or not _is_from_us(request):
        return None
    who = previous_user.read(request.POST.get(HELD, "")) or previous_user.before(request)
    return _handed_back(request, who) if who else None


def _handed_back(request: HttpRequest, who: Before) -> dict[str, Any]:
    return {
        "fields": _typed(request.POST),
        "held": previous_user.sign(who),
        "address": request.get_full_path(),
        "with_files": bool(request.FILES),
    }


def _page(request: HttpRequest, who: Before, why: str) -> HttpResponse:
    context = {"why": why, **_handed_back(request, who)}
    response = render(request, "municipalities/held.html", context, status=401 if why == "ended" else 403)
    response["Cache-Control"] = "no-store, private"
    return response


def _typed(posted: QueryDict) -> list[tuple[str, str]]:
    """Everything but tokens and passwords."""
    return [
        (name, value)
        for name, values in posted.lists()
        for value in values
        if name not in ("csrfmiddlewaretoken", HELD) and "password" not in name
    ]

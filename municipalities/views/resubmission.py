"""What was typed when the session had ended is handed back to the one who typed it, to be sent again.

It goes back in the page, as hidden fields; nothing of it is kept here. A signature says whose it is: a
colleague who logs in at the same computer can't send it. Works without JavaScript (docs/decisions/0008).
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.csrf import csrf_failure

from municipalities.access.middleware import SESSION_KEY
from municipalities.login import previous_user
from municipalities.login.previous_user import PreviousUser
from municipalities.queries.users import assignments_of
from municipalities.views.decorators import public

#: The name of the field with the signature.
HELD = "_held"
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


def hand_back(request: HttpRequest) -> HttpResponse | None:
    """For a POST without a session, if it is known who worked here: the page that hands it back."""
    who = previous_user.read(request.POST.get(HELD, "")) or previous_user.read_previous_user(request)
    if who is None or not _is_form(request):
        return None
    return _resubmission_page(request, who, "ended")


def refuse_if_not_the_writers(request: HttpRequest) -> HttpResponse | None:
    """For what is sent again: only by the one who wrote it, and as the assignment that it was written for."""
    if request.method != "POST" or HELD not in request.POST:
        return None
    who, now = previous_user.read(request.POST[HELD]), previous_user.logged_in_user(request)
    if who is None or now is None or who.user != now.user:
        return render(request, "municipalities/resubmission_of_other.html", status=403)
    if who.assignment and who.assignment != now.assignment:
        mine = {str(assignment.pk) for assignment in assignments_of(request.user)}  # type: ignore[arg-type]  # logged in
        if who.assignment not in mine:
            return render(request, "municipalities/resubmission_of_other.html", status=403)
        request.session[SESSION_KEY] = who.assignment
        return _resubmission_page(request, who, "unit")
    return None


@public
def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was opened before the latest login has an old token: it is handed back too.

    Only to a page of our own (the browser says so in Origin), never to what another site made.
    """
    who = (
        previous_user.read(request.POST.get(HELD, ""))
        or previous_user.logged_in_user(request)
        or previous_user.read_previous_user(request)
    )
    if who is None or not _is_form(request) or not _is_from_us(request):
        return csrf_failure(request, reason, template_name="403_csrf.html")
    return _resubmission_page(request, who, "old")


def _is_form(request: HttpRequest) -> bool:
    return request.method == "POST" and request.content_type in FORM_TYPES


def _is_from_us(request: HttpRequest) -> bool:
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def typed_form(request: HttpRequest) -> dict[str, Any] | None:
    """What a form of ours held, for a page that hands it back; None if it is not known whose it is.

    Asks nothing of the database, which may be what is away.
    """
    if not _is_form(request) or not _is_from_us(request):
        return None
    who = previous_user.read(request.POST.get(HELD, "")) or previous_user.read_previous_user(request)
    return _handed_back(request, who) if who else None


def _handed_back(request: HttpRequest, who: PreviousUser) -> dict[str, Any]:
    return {
        # Everything but tokens and passwords.
        "fields": [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if name not in ("csrfmiddlewaretoken", HELD) and "password" not in name
        ],
        "held": previous_user.sign(who),
        "address": request.get_full_path(),
        "with_files": bool(request.FILES),
    }


def _resubmission_page(request: HttpRequest, who: PreviousUser, why: str) -> HttpResponse:
    context = {"why": why, **_handed_back(request, who)}
    response = render(
        request, "municipalities/resubmission.html", context, status=401 if why == "ended" else 403
    )
    response["Cache-Control"] = "no-store, private"
    return response

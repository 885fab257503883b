"""Who may come in to a view. A view that says nothing is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django_htmx.middleware import HtmxDetails

from municipalities.access import log
from municipalities.access.middleware import SAFE_METHODS, AssignmentRequest
from municipalities.models import AccessLog, Assignment
from municipalities.views import resubmission
from municipalities.views.decorators import View, public

__all__ = [
    "ActingRequest",
    "GateMiddleware",
    "View",
    "assignment_required",
    "login_required",
    "note_refused",
    "public",
]

#: The event by which a part of a page tells the rest that the session has ended (static/js/session.js).
SESSION_ENDED = "session-ended"
#: In the log, of an attempt by somebody whose role has no cases.
NOT_THE_ROLE = "fel roll"


class ActingRequest(AssignmentRequest):
    """A request that has passed `assignment_required`: there is an assignment."""

    assignment: Assignment
    htmx: HtmxDetails


def login_required(view: View) -> View:
    """The view is for whoever is logged in, with or without an assignment."""

    @wraps(view)
    def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            # A part of a page stays as it is and the page says what has happened; a form is handed back.
            if request.headers.get("HX-Request"):
                return HttpResponse(status=204, headers={"HX-Trigger": SESSION_ENDED})
            return resubmission.hand_back(request) or redirect_to_login(request.get_full_path())
        return resubmission.refuse_if_not_the_writers(request) or view(request, *args, **kwargs)

    gated.gate = "login"  # type: ignore[attr-defined]
    return gated


def assignment_required(*, roles: Iterable[str] = (), parties: Iterable[str] = ()) -> Callable[[View], View]:
    """The view is for users with a valid assignment, of these roles and at units of these parties.

    An empty `roles` or `parties` asks for none in particular.
    """
    allowed_roles, allowed_parties = frozenset(roles), frozenset(parties)

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def gated(request: AssignmentRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            assignment = request.assignment
            if assignment is None:
                return redirect("municipalities:choose-unit")
            has_role = not allowed_roles or assignment.role in allowed_roles
            if not has_role or (allowed_parties and assignment.unit.party not in allowed_parties):
                note_refused(assignment, kwargs)
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return gated

    return decorate


def note_refused(assignment: Assignment, asked: Mapping[str, Any]) -> None:
    """One row in the access log when an address that names a case is refused for its reader's role.

    By whichever the address names the case: its id, or the reference that papers carry.
    """
    if "case_id" in asked:
        log.record(
            AccessLog.Action.OPEN, by=assignment, case_id=asked["case_id"], refused=True, detail=NOT_THE_ROLE
        )
    elif "reference" in asked:
        detail = f"{NOT_THE_ROLE}: ärende {asked['reference']}"[:250]
        log.record(AccessLog.Action.OPEN, by=assignment, refused=True, detail=detail)


class GateMiddleware:
    """Refuses a view that has passed no gate, so that one forgotten line opens nothing.

    An API view answers for itself: REST framework's default permission refuses.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> None:
        if not hasattr(view, "gate") and not hasattr(view, "cls"):
            raise PermissionDenied(f"{view.__module__}.{view.__qualname__} has no gate")

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        """What an action no longer finds is as if it had never been there.

        The page found it a moment before: somebody has taken the case back meanwhile. Raises Http404.
        """
        if isinstance(error, ObjectDoesNotExist) and request.method not in SAFE_METHODS:
            raise Http404 from error

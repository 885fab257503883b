"""Where a user starts after login: as which assignment, on which page."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from municipalities import navigation
from municipalities.access.middleware import SESSION_KEY
from municipalities.door.addresses import ours
from municipalities.login.previous_user import PreviousUser, read_previous_user
from municipalities.models import Assignment, User
from municipalities.queries.users import assignments_of


def start(
    request: HttpRequest, user: User, *, wanted: str | None, preferred: Assignment | None = None
) -> HttpResponseRedirect:
    """Chooses the assignment that there is no doubt about, and goes to `wanted` if it is an address of ours.

    With several assignments and no word about which, the user chooses; without any, the same page says so.
    """
    commissions: Sequence[str] = getattr(request, "commissions", ())
    chosen = preferred or assignment_to_start_as(
        assignments_of(user), commissions=commissions, last=read_previous_user(request), user_id=str(user.pk)
    )
    if chosen is None:
        return HttpResponseRedirect(reverse("municipalities:choose-unit"))
    request.session[SESSION_KEY] = str(chosen.pk)
    return HttpResponseRedirect(ours(request, wanted) or navigation.home_url(chosen))


def assignment_to_start_as(
    mine: Sequence[Assignment], *, commissions: Sequence[str], last: PreviousUser | None, user_id: str
) -> Assignment | None:
    """The commission that the identity service named, else the only one, else the one of the last session.

    A named commission that is none of the user's decides nothing: the user chooses.
    """
    if commissions:
        named = [assignment for assignment in mine if assignment.hsa_id in commissions]
        return named[0] if len(named) == 1 else None
    if len(mine) == 1:
        return mine[0]
    if last is None or last.user != user_id:
        return None
    return next((assignment for assignment in mine if str(assignment.pk) == last.assignment), None)

"""Who sees the figures: the role, and the right to see its organisation's figures. Both are asked for."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase

from monthly_statistics.figures.readers import Reader
from monthly_statistics.queries import published
from municipalities.access.permissions import is_permitted
from municipalities.models import Role
from municipalities.views.gate import ActingRequest, View, assignment_required

#: What each role's right is called: an economist's figures are those of the liability that it already sees.
PERMISSIONS = {
    Role.STATISTICS: "municipalities.view_figures",
    Role.MUNICIPAL_ECONOMIST: "municipalities.view_liability",
}


def figures_required(view: View) -> View:
    @assignment_required(roles=PERMISSIONS)
    @wraps(view)
    def gated(request: ActingRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        permission = PERMISSIONS[Role(request.assignment.role)]
        if not is_permitted(request.assignment.user, permission, request.assignment.unit.organisation):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return gated


def reader(request: ActingRequest) -> Reader:
    return published.reader(request.assignment.unit)

"""Who sees what cases cost: the invoicer's role, and the right to see the region's liability, both."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase

from billing.permissions import Permission, may
from municipalities.access import record
from municipalities.models import AccessLog, Role
from municipalities.views.gate import ActingRequest, View, assignment_required

PERMISSION = "municipalities.view_liability"


def liability_required(view: View) -> View:
    @assignment_required(roles=[Role.INVOICER])
    @wraps(view)
    def gated(request: ActingRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(PERMISSION, request.assignment.unit.organisation):
            record(AccessLog.Action.LIST, by=request.assignment, refused=True, detail="betalningsansvar")
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return gated


def permission_required(permission: Permission) -> Callable[[View], View]:
    """The right to change something, beside the right to see it."""

    def decorate(view: View) -> View:
        @liability_required
        @wraps(view)
        def gated(request: ActingRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not may(request.assignment, permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return gated

    return decorate

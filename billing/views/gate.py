"""Who sees what cases cost: a role, and the right to see the liability of its organisation, both."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase

from billing.permissions import Permission, may
from billing.queries.logged import Logged
from municipalities.access import log
from municipalities.access.permissions import is_permitted
from municipalities.models import AccessLog, Role
from municipalities.views.gate import ActingRequest, View, assignment_required

PERMISSION = "municipalities.view_liability"


def _liability_of(*roles: Role) -> Callable[[View], View]:
    def decorate_view(view: View) -> View:
        @assignment_required(roles=roles)
        @wraps(view)
        def gated_view(request: ActingRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not is_permitted(request.assignment.user, PERMISSION, request.assignment.unit.organisation):
                log.record(
                    AccessLog.Action.LIST, by=request.assignment, refused=True, detail=Logged.LIABILITY
                )
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return gated_view

    return decorate_view


#: The region's invoicer, who sees every municipality's, and the nights and what can't be invoiced.
liability_required = _liability_of(Role.INVOICER)
#: A municipality's economist too: row-level security leaves the lines and cases of the own municipality.
lines_required = _liability_of(Role.INVOICER, Role.MUNICIPAL_ECONOMIST)


def is_invoicer(request: ActingRequest) -> bool:
    """Who closes months; an economist reads what they came to."""
    return request.assignment.role == Role.INVOICER


def permission_required(permission: Permission) -> Callable[[View], View]:
    """The right to change something, beside the right to see it."""

    def decorate_view(view: View) -> View:
        @liability_required
        @wraps(view)
        def gated_view(request: ActingRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not may(request.assignment, permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return gated_view

    return decorate_view

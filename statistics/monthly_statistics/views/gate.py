"""Who sees the figures: the role, and the right to see its organisation's figures. Both are asked for."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase

from monthly_statistics import queries
from municipalities.models import Role
from municipalities.views.gate import ActingRequest, View, assignment_required

PERMISSION = "municipalities.view_figures"


def figures_required(view: View) -> View:
    @assignment_required(roles=[Role.STATISTICS])
    @wraps(view)
    def gated(request: ActingRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(PERMISSION, request.assignment.unit.organisation):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return gated


def own_municipality(request: ActingRequest) -> str:
    """The municipality whose statistics the reader works with; empty for the region and Storsthlm."""
    return queries.municipality_of(request.assignment.unit.organisation_id)

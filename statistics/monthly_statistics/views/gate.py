"""Who sees the figures: the role, and the right to see its organisation's figures. Both are asked for."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase

from monthly_statistics import queries
from monthly_statistics.readers import Reader
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


def reader(request: ActingRequest) -> Reader:
    return queries.reader(request.assignment.unit)

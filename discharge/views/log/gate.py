"""Who reviews the access log: the role, and the right to review its organisation's log, both."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase

from municipalities.access import log
from municipalities.access.permissions import is_permitted
from municipalities.models import AccessLog, Role
from municipalities.views.gate import ActingRequest, View, assignment_required

PERMISSION = "municipalities.review_access_log"


def log_review_required(view: View) -> View:
    @assignment_required(roles=[Role.LOG_REVIEWER])
    @wraps(view)
    def gated(request: ActingRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_permitted(request.assignment.user, PERMISSION, request.assignment.unit.organisation):
            log.record(AccessLog.Action.REVIEW, by=request.assignment, refused=True)
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return gated

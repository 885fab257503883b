"""Who reviews the access log, and who has content destroyed: the role, and the permission with it."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase

from municipalities.access import log
from municipalities.access.permissions import is_permitted
from municipalities.models import AccessLog, Role
from municipalities.views.gate import ActingRequest, View, assignment_required


def log_review_required(view: View) -> View:
    return _gate(view, Role.LOG_REVIEWER, "municipalities.review_access_log", AccessLog.Action.REVIEW)


def record_keeping_required(view: View) -> View:
    return _gate(view, Role.RECORD_KEEPER, "municipalities.destroy_content", AccessLog.Action.DESTROY)


def _gate(view: View, role: Role, permission: str, action: AccessLog.Action) -> View:
    @assignment_required(roles=[role])
    @wraps(view)
    def gated(request: ActingRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_permitted(request.assignment.user, permission, request.assignment.unit.organisation):
            log.record(action, by=request.assignment, refused=True)
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return gated

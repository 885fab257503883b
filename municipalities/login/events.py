"""The record of what happens at the doors: written at once, on the log's connection."""

from __future__ import annotations

import ipaddress
import time
from typing import Any

import structlog
from allauth.account.adapter import get_adapter
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from municipalities.login.session_store import BEGAN, SEEN, WAY
from municipalities.models import Assignment, LoginEvent, User

log = structlog.get_logger(__name__)
Kind = LoginEvent.Kind


def note(
    kind: LoginEvent.Kind,
    *,
    user_id: int | None,
    request: HttpRequest | None = None,
    way: str = "",
    detail: str = "",
) -> None:
    """One row, and one line in the application's log with the same ids."""
    address = address_of(request) if request else None
    event = LoginEvent(user_id=user_id, kind=kind, way=way, detail=detail, address=address)
    event.save(force_insert=True)
    log.info("login_event", kind=kind.value, user=user_id, way=way, detail=detail)


def invited_by(by: Assignment | None) -> str:
    """The detail of an invitation; the event's `inviter` reads it."""
    return f"av {by.user_id if by else 'kommando'}"


def address_of(request: HttpRequest) -> str | None:
    """The client's address as the rate limits count it; None where a server gives none."""
    try:
        return str(ipaddress.ip_address(get_adapter().get_client_ip(request)))
    except (PermissionDenied, ValueError):
        return None


def way_of(request: HttpRequest) -> str:
    """How the user of this request came in; said by whoever logs in before it does."""
    return getattr(request, "login_way", "password")


def begin_session(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    now = time.time()
    request.session.update({BEGAN: now, SEEN: now, WAY: way_of(request)})
    note(Kind.LOGIN, user_id=user.pk, request=request, way=way_of(request))


def note_logout(sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        note(Kind.LOGOUT, user_id=user.pk, request=request, way=request.session.get(WAY, ""))


def note_failure(
    sender: Any,
    credentials: dict[str, Any],
    request: HttpRequest | None,
    detail: str = "fel uppgifter",
    **kwargs: Any,
) -> None:
    """Whose name it was, if anybody's: never the name itself, which may be a password in the wrong field."""
    found = User.objects.filter(username=credentials.get("username", "")).values_list("pk", flat=True).first()
    note(Kind.REFUSED, user_id=found, request=request, way="password", detail=detail)


def listen() -> None:
    """Called when the app is ready."""
    user_logged_in.connect(begin_session, dispatch_uid="begin_session")
    user_logged_out.connect(note_logout, dispatch_uid="note_logout")
    user_login_failed.connect(note_failure, dispatch_uid="note_failure")

"""Who used this browser before the session ended, so that what was typed is given back to nobody else.

A signed cookie names the user and the assignment. It opens nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.contrib.auth import SESSION_KEY as USER_KEY
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from municipalities.access.middleware import SESSION_KEY

COOKIE = f"{settings.COOKIE_PREFIX}before"
SALT = "municipalities.before"


@dataclass(frozen=True, slots=True)
class PreviousUser:
    """`assignment` is empty when none was chosen."""

    user: str
    assignment: str = ""


def logged_in_user(request: HttpRequest) -> PreviousUser | None:
    """Who is logged in now, in the same words."""
    if not request.user.is_authenticated:
        return None
    return PreviousUser(str(request.session[USER_KEY]), request.session.get(SESSION_KEY, ""))


def read_previous_user(request: HttpRequest) -> PreviousUser | None:
    return read(request.COOKIES.get(COOKIE, ""))


def sign(who: PreviousUser) -> str:
    return signing.dumps([who.user, who.assignment], salt=SALT)


@lru_cache(maxsize=1000)
def read(signed: str) -> PreviousUser | None:
    """Whom a browser sends with every request: the same text says the same again."""
    try:
        return PreviousUser(*signing.loads(signed, salt=SALT))
    except (signing.BadSignature, TypeError):
        return None


def remember_who(request: HttpRequest, response: HttpResponseBase) -> None:
    who = logged_in_user(request)
    if who is not None and who != read_previous_user(request):
        response.set_cookie(
            COOKIE, sign(who), secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
        )


def forget_who(response: HttpResponseBase) -> None:
    """At a logout that the user asked for."""
    response.delete_cookie(COOKIE, samesite="Lax")

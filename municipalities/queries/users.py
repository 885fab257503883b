"""Named questions about one user: assignments, sessions, second factors."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from django.utils import timezone

from municipalities.models import Assignment, LoginEvent, User, UserSession


def assignments_of(user: User) -> list[Assignment]:
    """The user's assignments that are valid today, by the unit's name."""
    valid = Assignment.objects.valid_on(timezone.localdate()).filter(user=user)
    return list(valid.select_related("unit", "user").order_by("unit__sort_key"))


def units_of(usernames: Iterable[str]) -> dict[str, list[str]]:
    """The names of the units where each of these users works today, the first assignment first."""
    valid = Assignment.objects.valid_on(timezone.localdate()).filter(user__username__in=list(usernames))
    found: dict[str, list[str]] = {}
    for assignment in valid.select_related("unit", "user").order_by("pk"):
        found.setdefault(assignment.user.username, []).append(assignment.unit.full_name)
    return found


def user_by_hsa_id(hsa_id: str) -> User | None:
    """The active user that an identity service means."""
    return User.objects.filter(hsa_id=hsa_id, is_active=True).first()


def user_by_id(user_id: int) -> User | None:
    return User.objects.filter(pk=user_id, is_active=True).first()


def sessions_of(user: User) -> list[UserSession]:
    """Where the user is logged in now, the latest used first."""
    open_now = UserSession.objects.filter(user_id=user.pk, expire_date__gt=timezone.now())
    return list(open_now.order_by("-seen_at"))


def guesses_since_last_login(user: User, *, from_elsewhere_than: str | None) -> list[LoginEvent]:
    """Wrong passwords for the account from other addresses, between its login just now and the one before."""
    mine = LoginEvent.objects.filter(user_id=user.pk)
    logins = mine.filter(kind=LoginEvent.Kind.LOGIN).order_by("-id").values_list("id", flat=True)
    refused = mine.filter(kind=LoginEvent.Kind.REFUSED, way="password").exclude(address=from_elsewhere_than)
    before = logins[1:2]
    since = refused.filter(id__gt=before[0]) if before else refused
    return list(since.order_by("id"))


def login_events_of(user: User, limit: int = 20) -> list[LoginEvent]:
    return list(LoginEvent.objects.filter(user_id=user.pk).order_by("-at")[:limit])


def second_factors_of(user: User) -> list[Authenticator]:
    """App and passkeys, the oldest first; recovery codes are no factor of their own."""
    factors = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return list(factors.order_by("created_at"))


def has_local_account(user: User) -> bool:
    """Whether password and second factor are chosen."""
    return user.has_usable_password() and bool(second_factors_of(user))


def recovery_codes_left(user: User) -> int:
    found = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(found.wrap().get_unused_codes()) if found else 0

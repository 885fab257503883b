"""Invitations, passwords, second factors, and ending sessions."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils import timezone

from municipalities.access.permissions import require_whole_administrator
from municipalities.access.roles import GIVEN_BY_COMMAND
from municipalities.login import events, invitations
from municipalities.models import Assignment, LoginEvent, User, UserSession
from municipalities.refusal import Refused

Kind = LoginEvent.Kind
ANSWERED = (
    "Inbjudan har just besvarats i ett annat fönster. Lösenordet och andra steget som valdes där gäller, och "
    "det som du valde här är inte sparat. Var det inte du som svarade: be genast den lokala administratören "
    "om en ny inbjudan."
)


@transaction.atomic
def invite(*, user: User, by: Assignment | None) -> str:
    """A new way in to a local account: the path of a link that works once, within PASSWORD_RESET_TIMEOUT.

    Takes away the password, the second factors and the sessions that there were: an invitation is also what
    helps whoever has lost them. `by` is None for the command line. Raises Refused for an ended account, and
    for somebody whom others than `by` answer for too.
    """
    if by is not None:
        # Whoever holds the link becomes the user, so it opens nothing that `by` does not administer.
        lasting = require_whole_administrator(by, user, timezone.localdate())
        if any(one.role in GIVEN_BY_COMMAND for one in lasting):
            raise Refused("Personens uppdrag ges av systemförvaltningen. Be den om inbjudan.")
    if not user.is_active:
        raise Refused("Kontot är avslutat. Öppna det igen innan du bjuder in.")
    user.set_unusable_password()
    user.save(update_fields=["password"])
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user=user)
    events.note(Kind.INVITED, user_id=user.pk, way="invitation", detail=events.invited_by(by))
    return invitations.invitation_path(user)


@transaction.atomic
def accept_invitation(
    *, user: User, encoded: str, secret: str = "", name: str = "", credential: dict[str, Any] | None = None
) -> list[str]:
    """The account gets its password (`encoded`: its hash), a second factor and recovery codes, all or none.

    The factor is an app's `secret`, or a passkey's `name` and `credential`. Returns the recovery codes.
    Raises Refused where the invitation has been answered since `user` was read: what was chosen there stands.
    """
    now = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    if now.password != user.password:
        raise Refused(ANSWERED)
    user.password = encoded
    user.save(update_fields=["password"])
    events.note(Kind.PASSWORD, user_id=user.pk, way="invitation")
    if credential is None:
        add_app(user=user, secret=secret)
    else:
        add_passkey(user=user, name=name, credential=credential)
    return new_recovery_codes(user=user)


@transaction.atomic
def choose_password(*, user: User, password: str) -> None:
    """The password is checked by the form (`AUTH_PASSWORD_VALIDATORS`)."""
    user.set_password(password)
    user.save(update_fields=["password"])
    events.note(Kind.PASSWORD, user_id=user.pk)


@transaction.atomic
def add_app(*, user: User, secret: str) -> None:
    """An authenticator app (TOTP, RFC 6238); there is one at most, a new one takes the old one's place."""
    Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()
    TOTP.activate(user, secret)
    events.note(Kind.FACTOR_ADDED, user_id=user.pk, detail="app")


@transaction.atomic
def add_passkey(*, user: User, name: str, credential: dict[str, Any]) -> None:
    WebAuthn.add(user, name, credential)
    events.note(Kind.FACTOR_ADDED, user_id=user.pk, detail="nyckel")


@transaction.atomic
def remove_second_factor(*, user: User, factor_id: int) -> None:
    """Raises Refused for the last one: an account has a second factor from its first day."""
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    factors = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)
    if not factors.exclude(pk=factor_id).exists():
        raise Refused("Det är ditt enda andra steg. Lägg till ett annat först, ta sedan bort det här.")
    removed, _ = factors.filter(pk=factor_id).delete()
    if removed:
        events.note(Kind.FACTOR_REMOVED, user_id=user.pk)


@transaction.atomic
def new_recovery_codes(*, user: User) -> list[str]:
    """Ten codes, each good once, in place of those there were. They are shown now and never again."""
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    codes: list[str] = RecoveryCodes.activate(user).generate_codes()
    events.note(Kind.CODES, user_id=user.pk)
    return codes


def end_sessions(*, user: User, keep: SessionBase | None = None) -> int:
    """Log the user out everywhere (but here, if `keep` is this session); how many sessions ended."""
    sessions = UserSession.objects.filter(user_id=user.pk)
    if keep is not None:
        sessions = sessions.exclude(session_key=keep.session_key)
    ended, _ = sessions.delete()
    if ended:
        events.note(Kind.EVERYWHERE, user_id=user.pk, detail=f"{ended} inloggningar")
    return ended

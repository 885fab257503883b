"""The link of an invitation: signed, dated, and void as soon as a password is chosen."""

from __future__ import annotations

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse

from municipalities.models import User
from municipalities.queries.users import user_by_id


class InvitationTokens(PasswordResetTokenGenerator):
    """Its hash holds the password's, so that choosing one, or a newer invitation, ends the older links."""

    key_salt = "municipalities.invitation"


_tokens = InvitationTokens()


def invitation_path(user: User) -> str:
    return reverse("municipalities:invitation", args=[user.pk, _tokens.make_token(user)])


def invited_user(user_id: int, token: str) -> User | None:
    """Whom the link invites; None for one that is used, too old or made up."""
    user = user_by_id(user_id)
    return user if user is not None and _tokens.check_token(user, token) else None

"""Local accounts with a password and a second factor, made by the actions that make them for real."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet
from django.test import Client

from municipalities import actions
from municipalities.models import LoginEvent, User

PASSWORD = "tolv blåa tåg i regn"
LOCAL, SECOND = "/logga-in/lokalt/", "/logga-in/lokalt/andra-steg/"


SENDING_SECONDS = 3


def code_of(secret: str, steps: int = 0) -> str:
    """What an app shows, now or some half minutes away (RFC 6238); not one that ends while it is sent."""
    left = 30 - time.time() % 30
    if left < SENDING_SECONDS:
        time.sleep(left)
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def factors(user: User) -> QuerySet[Authenticator]:
    return Authenticator.objects.filter(user=user)


def event_kinds(user: User) -> list[str]:
    """What has happened to the user's way in, in order."""
    return list(LoginEvent.objects.filter(user_id=user.pk).order_by("id").values_list("kind", flat=True))


@dataclass
class LocalAccount:
    """A demonstration user who has accepted an invitation and chosen an app."""

    username: str = "somatik"
    secret: str = field(default_factory=generate_totp_secret)
    codes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.user = User.objects.get(username=self.username)
        encoded = make_password(PASSWORD)
        self.codes = actions.accept_invitation(user=self.user, encoded=encoded, secret=self.secret)

    def give_password(self, client: Client, password: str = PASSWORD, **more: str) -> Any:
        return client.post(LOCAL, {"login": self.username, "password": password, **more})

    def log_in(self, client: Client) -> None:
        self._take_second_step(client, code_of(self.secret))

    def log_in_by_recovery_code(self, client: Client) -> None:
        self._take_second_step(client, self.codes.pop())

    def _take_second_step(self, client: Client, code: str) -> None:
        self.give_password(client)
        answer = client.post(SECOND, {"code": code})
        assert answer.status_code == 302
        assert "_auth_user_id" in client.session

"""Who is logged in where, and what has happened at the doors. Neither says anything about a patient."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone

from municipalities.ids import new_id

#: How somebody came in, in words.
WAYS = {"password": "Lokalt konto", "invitation": "Inbjudan", "demonstration": "Demonstration"}


class UserSession(AbstractBaseSession):
    """One browser's session; `user_id` is null before login, so that all of a user's can be found and ended.

    Written on a connection of its own (`municipalities.login.session_store`): ids without foreign keys.
    """

    user_id = models.BigIntegerField(null=True, db_index=True)
    began_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    way = models.CharField(max_length=60, blank=True)

    class Meta:
        db_table = "municipalities_session"

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        store: type[SessionBase] = import_module(settings.SESSION_ENGINE).SessionStore
        return store


class LoginEvent(models.Model):
    """One thing that happened to somebody's way in; only added to, kept on a connection of its own.

    `way` is how: an identity service's id, `password`, `demonstration`, `invitation`. Never what was typed.
    """

    class Kind(models.TextChoices):
        LOGIN = "login", "Loggade in"
        REFUSED = "refused", "Inloggning nekades"
        LOGOUT = "logout", "Loggade ut"
        EVERYWHERE = "everywhere", "Loggade ut överallt"
        INVITED = "invited", "Inbjudan skapades"
        PASSWORD = "password", "Lösenord valdes"
        FACTOR_ADDED = "factor_added", "Andra steg lades till"
        FACTOR_REMOVED = "factor_removed", "Andra steg togs bort"
        CODES = "codes", "Nya reservkoder"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(default=timezone.now)
    user_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=20, choices=Kind)
    way = models.CharField(max_length=60, blank=True)
    detail = models.CharField(max_length=120, blank=True)
    address = models.GenericIPAddressField(null=True)

    class Meta:
        db_table = "municipalities_login_event"
        indexes = [models.Index(fields=["user_id", "-at"], name="login_event_by_user")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"

    @property
    def inviter(self) -> int | None:
        """Whose invitation it was, a user's id; None for a command's."""
        number = self.detail.removeprefix("av ")
        return int(number) if number.isdecimal() else None

    @property
    def way_name(self) -> str:
        """An identity service goes by its own name."""
        return WAYS.get(self.way, self.way)

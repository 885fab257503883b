"""The second step of a local login. An identity service has asked for its own."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse

from municipalities.login import events
from municipalities.models import LoginEvent, User

REAL = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(user: User) -> bool:
    """Recovery codes alone are none: they replace one that was lost."""
    return is_mfa_enabled(user, REAL)


class SecondFactorStage(AuthenticateStage):
    def handle(self) -> tuple[HttpResponse | None, bool]:
        """A password without a second factor opens nothing: only an invitation leads to choosing one."""
        if self._came_from_identity_service:
            return None, True
        if not has_second_factor(self.login.user):
            from municipalities.login.adapters import refusal

            request: HttpRequest = self.request
            events.note(
                LoginEvent.Kind.REFUSED,
                user_id=self.login.user.pk,
                request=request,
                way="password",
                detail="inget andra steg",
            )
            text = (
                "Kontot saknar ett andra steg (app eller nyckel). Be den lokala administratören i din "
                "organisation om en ny inbjudan."
            )
            return refusal(request, text), False
        return super().handle()

    @property
    def _came_from_identity_service(self) -> bool:
        return "sociallogin" in (self.login.signal_kwargs or {})

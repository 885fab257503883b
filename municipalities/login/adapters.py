"""Where allauth asks us: who may come in, what happens then, how secrets are kept."""

from __future__ import annotations

from typing import Any, NoReturn

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import InvalidToken
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from municipalities.door.addresses import ours
from municipalities.login import events, sealing, start_page
from municipalities.login.claims import ClaimsRefused, claims_of
from municipalities.models import LoginEvent, User
from municipalities.presenters.logins import guesses_words
from municipalities.queries import users as queries


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": "Fel användarnamn eller lösenord.",
        "too_many_login_attempts": "För många misslyckade försök. Vänta fem minuter och försök igen.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People are invited; nobody signs up."""
        return False

    def get_login_stages(self) -> list[str]:
        return ["municipalities.login.second_factor.SecondFactorStage"]

    def is_safe_url(self, url: str | None) -> bool:
        return bool(ours(self.request, url))

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Our own pages ask for a recent login instead (`municipalities/views/accounts/account.py`)."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """allauth's own sentences are not ours; the views say what there is to say."""

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """What wrong passwords are counted by: an account from one address.

        By the account alone, anybody who knows its name could keep its holder out by guessing.
        """
        account = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{account}:{ratelimit.get_ip(request)}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            events.note_failure(self, credentials, request, detail="för många försök")
            raise

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        guessed = queries.guesses_since_last_login(user, from_elsewhere_than=events.address_of(request))
        if guessed:
            messages.warning(request, guesses_words(guessed, timezone.now()))
        return start_page.start(request, user, wanted=kwargs["redirect_url"])


class IdentityServiceAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[Any]:
        """The settings alone say which identity services there are; the table for them stays empty."""
        from allauth.socialaccount.adapter import _build_apps_from_settings

        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the user by the claims; from here on the login is that user's."""
        service = sociallogin.account.get_provider().app
        data = sociallogin.account.extra_data
        try:
            claims = claims_of(
                data["id_token"],
                data.get("userinfo", {}),
                client_id=service.client_id,
                nonce=sociallogin.state["nonce"],
                acr=service.settings["acr"],
                vouches_for=service.settings["vouches_for"],
            )
        except ClaimsRefused as refused:
            _refuse_login(request, str(refused), way=service.provider_id)
        user = queries.user_by_hsa_id(claims.employee)
        if user is None:
            _refuse_login(
                request,
                f"Det finns inget konto för HSA-id {claims.employee}. Be den lokala administratören i din "
                "organisation att lägga upp dig.",
                way=service.provider_id,
                detail="okänt HSA-id",
            )
        sociallogin.user = user
        request.login_way = service.provider_id  # type: ignore[attr-defined]  # read by events.way_of
        request.commissions = claims.commissions  # type: ignore[attr-defined]  # read by starting.start

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> NoReturn:
        text = "Identitetstjänsten kunde inte intyga vem du är, eller så var länken redan använd. Börja om."
        if str(error) == "cancelled":
            text = "Du avbröt inloggningen."
        reason = type(exception).__name__ if exception else str(error)
        _refuse_login(request, text, way=provider.app.provider_id, detail=reason)


def _refuse_login(request: HttpRequest, text: str, *, way: str, detail: str = "") -> NoReturn:
    events.note(LoginEvent.Kind.REFUSED, user_id=None, request=request, way=way, detail=detail or text[:120])
    raise ImmediateHttpResponse(refusal(request, text))


def refusal(request: HttpRequest, text: str) -> HttpResponse:
    """The page that says why nobody was logged in, and what to do."""
    return render(request, "municipalities/login_refused.html", {"reason": text}, status=403)


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "Koden stämmer inte. Vänta på nästa kod i appen och försök igen.",
    }

    def encrypt(self, text: str) -> str:
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """After a change of SECRET_KEY nothing can be opened: no code is right, and an invitation helps."""
        try:
            return sealing.open_sealed(encrypted_text)
        except InvalidToken:
            raise self.validation_error("incorrect_code") from None

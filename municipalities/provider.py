"""An identity service as allauth sees it; allauth looks for providers in a module of this name.

Stricter than allauth's own OpenID Connect in what a login is worth: the token's signature is always
verified, the issuer is the one that the settings name, and a nonce ties the token to the browser.
"""

from __future__ import annotations

import secrets
from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
NEEDED = ("iss", "sub", "aud", "exp", "iat")
#: Seconds that the two servers' clocks may differ.
LEEWAY = 30


class IdentityServiceConnection(OpenIDConnectOAuth2Adapter):
    """Talks to one identity service during one login."""

    @property
    def openid_config(self) -> dict[str, Any]:
        config = super().openid_config
        if config.get("issuer") != self.get_provider().app.settings["issuer"]:
            raise OAuth2Error("the service names another issuer than the settings")
        return config

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return request.build_absolute_uri(
            reverse("municipalities:identity-callback", args=[self.provider_id])
        )

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("no id_token")
        return super().complete_login(request, app, token, **kwargs)

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        # Slow to load, and every program loads this module: allauth does it.
        import jwt

        try:
            name = jwt.get_unverified_header(id_token).get("kid")
            with get_adapter().get_requests_session() as session:
                answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
            keys = jwt.PyJWKSet.from_dict(answer.json()).keys
            is_the_only = name is None and len(keys) == 1
            key = keys[0] if is_the_only else {key.key_id: key for key in keys}[name]
            return jwt.decode(
                id_token,
                key,
                algorithms=ALGORITHMS,
                audience=app.client_id,
                issuer=app.settings["issuer"],
                leeway=LEEWAY,
                options={"require": list(NEEDED)},
            )
        except (jwt.PyJWTError, KeyError, ValueError) as error:
            raise OAuth2Error(f"id_token refused: {type(error).__name__}") from error


class IdentityServiceProvider(OpenIDConnectProvider):
    id = "identity_service"
    name = "Identitetstjänst"
    oauth2_adapter_class = IdentityServiceConnection

    def redirect_from_request(self, request: HttpRequest) -> HttpResponse:
        """To the identity service. The address decides nothing of what is asked, but where to go after."""
        nonce = secrets.token_urlsafe(32)
        # At a shared computer the service must not go on as whoever was there before.
        asked = {"nonce": nonce, "prompt": "login"}
        if levels := self.app.settings["acr"]:
            asked["acr_values"] = " ".join(levels)
        return self.redirect(
            request,
            process=AuthProcess.LOGIN,
            next_url=get_next_redirect_url(request),
            nonce=nonce,
            auth_params=asked,
        )

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        """Nothing: a login makes and changes no user."""
        return {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        return []


provider_classes = [IdentityServiceProvider]

"""The header that says what a page may load and run."""

from __future__ import annotations

from collections.abc import Callable

from csp.constants import HEADER
from csp.middleware import CheckableLazyObject, CSPMiddleware
from csp.utils import build_policy
from django.http import HttpRequest
from django.http.response import HttpResponseBase

_NONCE = "(nonce)"


class PolicyMiddleware(CSPMiddleware):
    """django-csp's, which works the policy out anew for each answer; ours is the same but for its nonce."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        super().__init__(get_response)
        self.policy, self.policy_with_nonce = build_policy(), build_policy(nonce=_NONCE)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        nonce = getattr(request, "_csp_nonce", None)
        if nonce is None:
            # Asked for from here on, it would be none that the header names.
            request.csp_nonce = CheckableLazyObject(self._csp_nonce_post_response)  # type: ignore[attr-defined]
        policy = self.policy_with_nonce.replace(_NONCE, nonce) if nonce else self.policy
        response.headers.setdefault(HEADER, policy)
        return response

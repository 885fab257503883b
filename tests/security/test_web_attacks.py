"""What a browser can be tricked into: other sites' frames, forms and addresses; and how cookies are kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.local_accounts import LOCAL, PASSWORD, SECOND, LocalAccount
from tests.settings import ROOT

pytestmark = pytest.mark.django_db
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "https:evil.example",
    "javascript:alert(1)",
    "http://testserver@evil.example/",
    "http://testserver.evil.example/",
    "///evil.example",
]


@pytest.mark.parametrize("address", ELSEWHERE)
class TestOpenRedirects:
    def test_the_login_pages_do_not_pass_it_on(self, client: Client, address: str) -> None:
        for page in ("/logga-in/", LOCAL):
            assert "evil" not in client.get(page, {"next": address}).content.decode()

    def test_a_login_does_not_lead_there(self, client: Client, address: str) -> None:
        account = LocalAccount("psykiatri")
        account.give_password(client, next=address)
        answer = client.post(f"{SECOND}?next={address}", {"code": account.codes[0], "next": address})
        assert answer.headers["Location"] == "/arbetslista/"

    def test_nor_does_a_logout(self, client: Client, address: str) -> None:
        assert client.post("/logga-ut/", {"next": address}).headers["Location"] == "/logga-in/"

    def test_nor_a_login_page_for_one_who_is_logged_in(self, client: Client, address: str) -> None:
        client.force_login(people.assignment("psykiatri").user)
        assert client.get(LOCAL, {"next": address}).headers["Location"] == "/"


@pytest.mark.parametrize(
    "page", ["/logga-in/", LOCAL, "/inbjudan/losenord/", "/inloggning/", "/arbetslista/"]
)
def test_no_page_stands_in_a_frame_or_is_guessed_at(page: str) -> None:
    answer = client_as(people.assignment("psykiatri")).get(page)
    if page == LOCAL:
        answer = Client().get(page)
    headers = answer.headers
    assert headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "form-action 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "no-store" in headers["Cache-Control"] or page in ("/logga-in/", "/inbjudan/losenord/")


@pytest.mark.parametrize(
    "address",
    [
        LOCAL,
        SECOND,
        "/logga-ut/",
        "/inloggning/logga-ut-overallt/",
        "/inloggning/reservkoder/",
        "/inbjudan/losenord/",
    ],
)
def test_a_form_of_another_site_does_nothing(address: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client_as(people.assignment("somatik")).cookies
    answer = strict.post(
        address, {"login": "somatik", "password": PASSWORD}, headers={"origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    assert strict.get("/enhet/").status_code == 200, "still logged in"


@pytest.mark.parametrize("host", ["evil.example", "testserver:80@evil.example", "testserver.evil.example"])
def test_a_forged_host_makes_no_links(client: Client, settings: Settings, host: str) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    for page in ("/logga-in/", LOCAL, "/inbjudan/1/x-y/", "/logga-in/tjanst/siths/"):
        assert client.get(page, headers={"host": host}).status_code == 400


PROBE = """
import json, django
django.setup()
from django.conf import settings
from django.http import HttpResponse
from django.middleware.security import SecurityMiddleware
from django.test import RequestFactory
site = SecurityMiddleware(lambda request: HttpResponse())
answer = lambda secure: site(RequestFactory().get("/x/", secure=secure))
names = ("SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE",
         "SESSION_EXPIRE_AT_BROWSER_CLOSE", "CSRF_COOKIE_NAME", "CSRF_COOKIE_SECURE", "CSRF_COOKIE_HTTPONLY",
         "ALLAUTH_TRUSTED_PROXY_COUNT", "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN")
found = {name: getattr(settings, name) for name in names}
found["hsts"] = answer(True).headers["Strict-Transport-Security"]
found["plain"] = answer(False).headers["Location"]
print(json.dumps(found))
"""


def test_cookies_and_transport_in_production(tmp_path: Path) -> None:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = {
        **kept,
        "DJANGO_SETTINGS_MODULE": "vardovergang.settings",
        "DATA_DIR": str(tmp_path),
        "BEHIND_PROXY": "1",
        "ALLOWED_HOSTS": "testserver",
    }
    done = subprocess.run(
        [sys.executable, "-c", PROBE], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert found == {
        "SESSION_COOKIE_NAME": "__Host-session",
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "CSRF_COOKIE_SECURE": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "ALLAUTH_TRUSTED_PROXY_COUNT": 1,
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": False,
        "hsts": "max-age=31536000; includeSubDomains; preload",
        "plain": "https://testserver/x/",
    }

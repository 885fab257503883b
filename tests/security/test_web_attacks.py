"""What a browser can be tricked into: other sites' frames, forms and addresses; and how cookies are kept."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from discharge.models import Message
from municipalities.access.acting import acting
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.local_accounts import LOCAL, PASSWORD, SECOND, LocalAccount
from tests.factories.stays import Stay
from tests.installed import python
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


@pytest.mark.parametrize(
    "host",
    ["evil.example", "testserver:80@evil.example", "testserver.evil.example", "localhost@evil.example"],
)
def test_a_forged_host_makes_no_links(client: Client, settings: Settings, host: str) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    for page in ("/logga-in/", LOCAL, "/inbjudan/1/x-y/", "/logga-in/tjanst/siths/"):
        assert client.get(page, headers={"host": host}).status_code == 400


def test_a_form_about_a_case_needs_its_token() -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client_as(people.assignment("somatik")).cookies
    address = f"/arenden/{uuid4()}/kvittera/"
    assert strict.post(address).status_code == 403
    assert client_as(people.assignment("somatik")).post(address).status_code == 404, (
        "refused by the token alone"
    )


SCRIPT = "<script>alert(1)</script>"


def test_what_people_write_is_text_and_never_markup() -> None:
    stay = Stay(person=people.person(family_name=SCRIPT, street='"><img src=x onerror=alert(1)>'))
    stay.tell(stay.nurse, stay.officer, text="{{ 7 * 7 }} <b onclick=alert(1)>hej</b>")
    client = client_as(stay.officer)
    page = client.get(f"/arenden/{stay.case.pk}/").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "{{ 7 * 7 }} &lt;b onclick=alert(1)&gt;" in page
    for shown in (page, client.get("/arbetslista/").content.decode(), client.get("/moten/").content.decode()):
        assert not [markup for markup in (SCRIPT, "<img src=x", "<b onclick") if markup in shown]
    api = client.get(f"/api/cases/{stay.case.pk}/")
    assert api.headers["Content-Type"] == "application/json"


INJECTIONS = [
    "' OR '1'='1",
    "'; DROP TABLE discharge_case; --",
    "1) UNION SELECT 1",
    "%' --",
    "\\x00",
    "\x00",
]


@pytest.mark.parametrize("text", INJECTIONS)
@pytest.mark.parametrize(
    ("page", "field"),
    [
        ("/katalog/", "q"),
        ("/katalog/", "kommun"),
        ("/arbetslista/", "lista"),
        ("/arbetslista/", "vardform"),
        ("/arbetslista/", "sida"),
        ("/katalog/omraden/", "postnummer"),
        ("/api/cases/", "list"),
        ("/moten/", "fran"),
        ("/placeringar/", "visa"),
    ],
)
def test_nothing_that_is_typed_becomes_sql(page: str, field: str, text: str) -> None:
    answer = client_as(people.assignment("stadsdel")).get(page, {field: text})
    assert answer.status_code in (200, 400, 404)


def test_a_system_sets_no_more_than_a_message_has() -> None:
    """Whose it is, when it was sent and in which case come from the session, the clock and the address."""
    stay, other = Stay(), people.assignment("huddinge")
    typed = {"responsible": stay.officer.user_id, "sender": str(other.pk), "sender_unit": str(other.unit_id)}
    typed |= {"sent_at": "2020-01-01T00:00:00Z", "case": str(uuid4()), "submission": str(uuid4())}
    client = client_as(stay.officer)
    answer = client.post(f"/api/cases/{stay.case.pk}/messages/take/", json.dumps(typed), "application/json")
    if answer.status_code == 201:
        with acting(stay.officer):
            sent = Message.objects.get(case=stay.case, type="take")
        assert (sent.sender_id, sent.sent_at.year > 2020) == (stay.officer.pk, True)
    else:
        assert answer.status_code == 400


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
        [python(), "-c", PROBE], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
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

"""An invited person's first day, and the passkey, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from municipalities import actions
from municipalities.models import User
from tests.factories.browser.pages import Session
from tests.factories.browser.sessions import AXE
from tests.factories.local_accounts import PASSWORD, LocalAccount, code_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def session(browser: Browser, live_server: LiveServer) -> Iterator[Session]:
    # A browser has passkeys on `localhost`, and on no bare address.
    url = live_server.url.replace("127.0.0.1", "localhost")
    context = browser.new_context(base_url=url, locale="sv-SE")
    session = Session(context.new_page(), AXE)
    yield session
    context.close()
    assert session.errors == []


def authenticator(page: Page) -> None:
    """A key in the machine itself, which asks for a finger and gets one."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasUserVerification": True,
        "isUserVerified": True,
        "hasResidentKey": True,
        "automaticPresenceSimulation": True,
    }
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def choose_password(session: Session) -> None:
    session.open(actions.invite(user=User.objects.get(username="psykiatri"), by=None))
    session.sees("Ditt användarnamn är psykiatri")
    assert session.violations() == []
    session.write("Nytt lösenord", PASSWORD)
    session.page.locator("#id_new_password2").fill(PASSWORD)
    session.press("Fortsätt till andra steget")
    assert session.violations() == []


def give_password(session: Session) -> None:
    session.open("/logga-in/")
    session.press("Logga in med lokalt konto")
    session.write("Användarnamn", "psykiatri")
    session.write("Lösenord", PASSWORD)
    session.press("Fortsätt till andra steget")


def type_code(session: Session, secret: str) -> None:
    """At once, and again if the half minute of the first code ended meanwhile."""
    for _ in range(2):
        session.write("Kod från appen", code_of(secret))
        session.press("Spara appen")
        expect(session.page.locator("h1")).to_be_visible()
        if session.page.locator("h1").inner_text() != "App som andra steg":
            return


def codes(session: Session) -> list[str]:
    expect(session.page.get_by_role("heading", level=1)).to_have_text("Spara dina reservkoder")
    assert session.violations() == []
    return session.page.locator("code").all_inner_texts()


def test_an_invited_person_with_an_app(session: Session) -> None:
    choose_password(session)
    session.press("App i telefonen")
    assert session.violations() == []
    secret = session.page.locator("code").inner_text()
    type_code(session, secret)
    spare = codes(session)
    give_password(session)
    assert session.violations() == []
    session.write("Kod", spare[0])
    session.press("Logga in")
    expect(session.page).to_have_url(re.compile("/arbetslista/$"))
    session.open("/inloggning/")
    session.sees("9 reservkoder kvar")
    assert session.violations() == []


def test_a_passkey_from_the_invitation_to_the_login(session: Session) -> None:
    authenticator(session.page)
    choose_password(session)
    session.press("Nyckel (passkey)")
    assert session.violations() == []
    session.write("Namn på nyckeln", "Tjänstedatorn")
    session.press("Skapa nyckel")
    codes(session)
    give_password(session)
    session.press("Använd nyckel")
    expect(session.page).to_have_url(re.compile("/arbetslista/$"))
    session.open("/inloggning/")
    session.sees("Nyckel: Tjänstedatorn")


def test_the_key_of_another_person_opens_nothing(session: Session) -> None:
    LocalAccount("psykiatri")
    authenticator(session.page)
    give_password(session)
    session.press("Använd nyckel")
    session.sees("Webbläsaren fick ingen nyckel")
    session.write("Kod", "000000")
    session.press("Logga in")
    session.sees("Koden stämmer inte")
    session.open("/arbetslista/")
    expect(session.page.get_by_role("heading", level=1)).to_have_text("Logga in")

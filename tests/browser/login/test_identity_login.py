"""Logging in through a real identity service, in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from municipalities.models import LoginEvent, User
from tests.factories import people
from tests.factories.browser.pages import Session
from tests.factories.browser.sessions import AXE
from tests.identity_service.service import Person, Service

pytestmark = pytest.mark.django_db(transaction=True)


def hsa_id(account: str) -> str:
    return f"SE2321000016-{account.upper()}"


def nurse(**more: object) -> dict[str, object]:
    return {"employeeHsaId": hsa_id("somatik"), **more}


FAULTS = (
    "wrong-issuer",
    "wrong-audience",
    "wrong-nonce",
    "other-subject",
    "expired",
    "forged",
    "unsigned",
)
#: Whom the service knows, by what is typed on its page.
PEOPLE = {
    "one": Person({"employeeHsaId": hsa_id("psykiatri")}),
    "several": Person(nurse()),
    "unknown-commission": Person(nurse(commissionHsaId="SE2321000016-ELSEWHERE")),
    "unknown": Person({"employeeHsaId": "SE2321000016-NOBODY"}),
    "nameless": Person({"commissionHsaId": "SE2321000016-X"}),
    "low": Person(nurse(), acr="low"),
    **{fault: Person(nurse(), fault=fault) for fault in FAULTS},
}


@pytest.fixture(scope="session")
def service(live_server: LiveServer) -> Iterator[Service]:
    commissions = {"ward": Person(nurse(commissionHsaId="SE2321000016-UPPDRAG0001"))}
    running = Service(live_server.url, {**PEOPLE, **commissions})
    yield running
    running.stop()


@pytest.fixture
def use(settings: Settings, service: Service) -> Callable[..., None]:
    """Tell the site of the service."""

    def use(**changes: object) -> None:
        configured = service.settings(**changes)
        settings.IDENTITY_SERVICES = (configured,)
        settings.SOCIALACCOUNT_PROVIDERS = {"identity_service": {"APPS": [configured.app]}}

    use()
    return use


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, use: Callable[..., None]) -> Iterator[Page]:
    context = browser.new_context(base_url=live_server.url, locale="sv-SE")
    yield context.new_page()
    context.close()


def identify(page: Page, person: str, path: str = "/logga-in/") -> None:
    page.goto(path)
    page.get_by_role("link", name="Logga in med SITHS").click()
    page.get_by_label("Person").fill(person)
    page.get_by_role("button", name="Legitimera").click()


def refused(page: Page) -> str:
    expect(page.get_by_role("heading", level=1)).to_have_text("Du kunde inte loggas in")
    assert not [cookie for cookie in page.context.cookies() if cookie["name"] == "before"]
    return page.locator("main").inner_text()


def last_event() -> tuple[str, str, int | None]:
    event = LoginEvent.objects.latest("at")
    return event.kind, event.way, event.user_id


def test_with_one_assignment_one_is_there(page: Page) -> None:
    identify(page, "one", "/arbetslista/?lista=avslutade")
    expect(page).to_have_url("/arbetslista/?lista=avslutade")
    expect(page.locator("header")).to_contain_text("Psykosvård 51")
    assert last_event() == ("login", "siths", User.objects.get(username="psykiatri").pk)


def test_with_several_one_chooses_and_with_a_commission_the_choice_is_made(
    page: Page, admin_connection: psycopg.Connection
) -> None:
    identify(page, "several")
    expect(page.get_by_role("heading", level=1)).to_have_text("Välj enhet")
    assert Session(page, AXE).violations() == []
    page.locator("main").get_by_role("button", name="Medicin 61").click()
    expect(page.locator("header")).to_contain_text("Medicin 61")
    page.locator("header").get_by_text("Anna Åkesson").click()
    page.get_by_role("button", name="Logga ut").click()
    identify(page, "unknown-commission")
    expect(page.get_by_role("heading", level=1)).to_have_text("Välj enhet")
    page.goto("/inloggning/")
    expect(page.locator("main")).to_contain_text("din organisations identitetstjänst")
    page.context.clear_cookies()
    admin_connection.execute(
        "UPDATE municipalities_assignment SET hsa_id = 'SE2321000016-UPPDRAG0001' WHERE id = %s",
        [people.assignment("somatik", "Akutgeriatrik 12").pk],
    )
    identify(page, "ward")
    expect(page.locator("header")).to_contain_text("Akutgeriatrik 12")
    expect(page).to_have_url("/arbetslista/")


def test_an_ended_assignment_is_none(page: Page, admin_connection: psycopg.Connection) -> None:
    admin_connection.execute(
        "UPDATE municipalities_assignment SET valid_to = current_date - 2 WHERE user_id = %s",
        [User.objects.get(username="psykiatri").pk],
    )
    identify(page, "one", "/arbetslista/")
    expect(page.locator("main")).to_contain_text("inget giltigt uppdrag")
    expect(page.locator("main")).to_contain_text("Be den lokala administratören")


def test_an_ended_account_is_unknown(page: Page, admin_connection: psycopg.Connection) -> None:
    admin_connection.execute("UPDATE municipalities_user SET is_active = false WHERE username = 'psykiatri'")
    identify(page, "one")
    assert "inget konto för HSA-id SE2321000016-PSYKIATRI" in refused(page)


@pytest.mark.parametrize(
    ("person", "reason"),
    [("unknown", "inget konto för HSA-id SE2321000016-NOBODY"), ("nameless", "lämnade inget HSA-id")],
)
def test_who_is_not_known_here_is_told_what_to_do(page: Page, person: str, reason: str) -> None:
    identify(page, person)
    assert reason in refused(page)
    assert last_event()[:2] == ("refused", "siths")
    assert Session(page, AXE).violations() == []


def test_a_token_that_is_not_what_it_should_be_opens_nothing(page: Page) -> None:
    for fault in FAULTS:
        identify(page, fault)
        refused(page)
        page.goto("/arbetslista/")
        expect(page).to_have_url("/logga-in/?next=/arbetslista/")


def test_an_assurance_that_is_too_low_opens_nothing(page: Page, use: Callable[..., None]) -> None:
    use(acr=("high",))
    identify(page, "low")
    assert "för låg tillitsnivå" in refused(page)
    identify(page, "one")
    expect(page.locator("header")).to_contain_text("Psykosvård 51")


def test_the_way_back_can_be_walked_once(page: Page) -> None:
    """A replayed answer, and one that was begun in another browser."""
    answers: list[str] = []
    page.on("request", lambda request: answers.append(request.url) if "/tillbaka/" in request.url else None)
    identify(page, "one")
    expect(page.locator("header")).to_contain_text("Psykosvård 51")
    for address in (
        answers[0],
        "/logga-in/tjanst/siths/tillbaka/?code=x&state=y",
        "/logga-in/tjanst/siths/tillbaka/",
    ):
        page.context.clear_cookies()
        page.goto(address)
        assert "redan använd" in refused(page)


def test_one_may_change_ones_mind(page: Page) -> None:
    page.goto("/logga-in/")
    page.get_by_role("link", name="Logga in med SITHS").click()
    page.get_by_role("button", name="Avbryt").click()
    assert "Du avbröt inloggningen" in refused(page)


@pytest.mark.parametrize("changes", [{"issuer": "http://127.0.0.1:9"}, {"client_secret": "not the secret"}])
def test_a_service_that_does_not_answer_or_does_not_know_us(
    page: Page, use: Callable[..., None], changes: dict[str, str]
) -> None:
    use(**changes)
    page.goto("/logga-in/")
    page.get_by_role("link", name="Logga in med SITHS").click()
    if "issuer" in changes:
        assert "svarar inte som den ska" in refused(page)
    else:
        page.get_by_label("Person").fill("one")
        page.get_by_role("button", name="Legitimera").click()
        assert "kunde inte intyga" in refused(page)


def test_a_service_that_names_another_issuer(page: Page, use: Callable[..., None], service: Service) -> None:
    use(issuer=service.issuer.replace("127.0.0.1", "localhost"))
    page.goto("/logga-in/")
    page.get_by_role("link", name="Logga in med SITHS").click()
    assert "svarar inte som den ska" in refused(page)


def test_the_address_decides_nothing_of_what_is_asked_of_the_service(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/auth?" in request.url else None)
    page.goto(
        "/logga-in/tjanst/siths/?process=connect&scope=everything&auth_params=acr_values%3Dlow&next=//evil.example/"
    )
    assert "everything" not in asked[0]
    assert "acr_values" not in asked[0]
    assert all(
        part in asked[0] for part in ("code_challenge_method=S256", "nonce=", "state=", "prompt=login")
    )
    page.get_by_label("Person").fill("one")
    page.get_by_role("button", name="Legitimera").click()
    expect(page).to_have_url("/arbetslista/")


def test_a_service_that_the_settings_do_not_name(page: Page) -> None:
    answer = page.goto("/logga-in/tjanst/another/")
    assert answer is not None
    assert answer.status == 404

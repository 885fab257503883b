"""Two who write at once, and a browser that is killed while somebody writes: no text is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as django_settings
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from municipalities.models import Assignment
from tests.factories import files, people
from tests.factories.browser.pages import Session, until_drafts_are_kept
from tests.factories.browser.sessions import ARGUMENTS
from tests.factories.clients import client_as
from tests.factories.stays import Stay
from vardovergang.commands.system import need_browser

pytestmark = pytest.mark.django_db(transaction=True)
SERVICES = "Det här gör vi"


@pytest.fixture
def stay() -> Stay:
    stay = Stay(now=timezone.now() - timedelta(days=1))
    stay.consent()
    return stay


def case_of(stay: Stay) -> str:
    return f"/arenden/{stay.case.pk}/"


def become(session: Session, who: Assignment, url: str) -> None:
    """Go on as somebody who has no account on the demonstration's page."""
    session.page.context.clear_cookies()
    session.account = who.user.username
    name = django_settings.SESSION_COOKIE_NAME
    cookie = client_as(who).cookies[name]
    session.page.context.add_cookies([{"name": name, "value": cookie.value, "url": url}])


def begin(session: Session, stay: Stay, text: str) -> None:
    session.open(case_of(stay))
    session.press("Skriv er del av planen")
    until_drafts_are_kept(session.page)
    session.write(SERVICES, text)
    session.sees("Utkast sparat i dag")


def send(session: Session) -> None:
    session.page.locator("form#form-planning_note button[type=submit]:not([hidden])").first.click()


def test_two_who_write_at_once_both_keep_their_text(
    log_in: Callable[[str], Session],
    live_server: LiveServer,
    stay: Stay,
    admin_connection: psycopg.Connection,
) -> None:
    one, other, nurse = log_in("stadsdel"), log_in("stadsdel"), log_in("somatik")
    become(other, people.colleague_of(stay.officer), live_server.url)
    begin(nurse, stay, "Tränar gång varje dag")
    begin(one, stay, "Hemtjänst morgon")
    begin(other, stay, "Hemtjänst kväll")
    for session in (nurse, one):
        send(session)
        session.sees("Skickat: Planeringsunderlag")

    send(other)
    other.sees("Det finns en nyare version")
    expect(other.page.locator(".newer dd del")).to_contain_text("morgon")
    expect(other.page.locator(".newer dd ins")).to_contain_text("kväll")
    expect(other.page.get_by_label(SERVICES)).to_have_value("Hemtjänst kväll")
    assert other.violations() == []
    other.write(SERVICES, "Hemtjänst morgon och kväll")
    send(other)
    other.sees("Skickat: Planeringsunderlag")

    other.press("Tidigare versioner")
    expect(other.page.locator(".versions > li")).to_have_count(2)
    assert other.violations() == []
    kept = (
        "SELECT content ->> 'services' FROM discharge_message WHERE type = 'planning_note' ORDER BY sent_at"
    )
    assert [row[0] for row in admin_connection.execute(kept)] == [
        "Tränar gång varje dag",
        "Hemtjänst morgon",
        "Hemtjänst morgon och kväll",
    ]
    assert admin_connection.execute("SELECT count(*) FROM discharge_draft").fetchone() == (0,)


@contextmanager
def own_browser(browser: Browser, profile: Path) -> Iterator[tuple[Page, int]]:
    """A Chromium of our own, as a process that can be killed; its first page and its process id."""
    path = os.environ.get("CHROMIUM") or need_browser()
    told = profile / "DevToolsActivePort"
    told.unlink(missing_ok=True)
    arguments = [path, *ARGUMENTS, f"--user-data-dir={profile}", "--remote-debugging-port=0", "about:blank"]
    process = subprocess.Popen(arguments, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        deadline = time.monotonic() + 60
        while not told.exists() or "\n" not in told.read_text():
            assert time.monotonic() < deadline, "Chromium did not start"
            time.sleep(0.05)
        port = told.read_text().splitlines()[0]
        with browser.browser_type.connect_over_cdp(f"http://127.0.0.1:{port}") as connected:
            yield connected.contexts[0].pages[0], process.pid
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def log_in_at(page: Page, url: str, account: str) -> None:
    page.goto(f"{url}/logga-in/")
    page.locator(f"button[value='{account}']").click()


def test_what_was_typed_is_there_after_the_browser_was_killed(
    browser: Browser,
    live_server: LiveServer,
    settings: Settings,
    stay: Stay,
    tmp_path: Path,
) -> None:
    settings.DEMO = True
    text = "Hemtjänst morgon och kväll. Dottern har nycklarna."
    with own_browser(browser, tmp_path) as (page, pid):
        log_in_at(page, live_server.url, "stadsdel")
        page.goto(live_server.url + case_of(stay))
        page.locator("summary", has_text="Fler åtgärder").click()
        page.get_by_role("link", name="Skriv er del av planen").click()
        until_drafts_are_kept(page)
        # At once: what is typed letter by letter may be saved, and said to be, before its end.
        page.get_by_label(SERVICES).fill(text)
        expect(page.locator("[data-draft]")).to_contain_text("Utkast sparat i dag")
        os.killpg(pid, signal.SIGKILL)

    with own_browser(browser, tmp_path) as (page, _):
        page.context.clear_cookies()
        log_in_at(page, live_server.url, "stadsdel")
        page.goto(live_server.url + case_of(stay))
        expect(page.locator("main")).to_contain_text("Ditt utkast: Planeringsunderlag")
        page.get_by_role("link", name="Planeringsunderlag").click()
        expect(page.get_by_label(SERVICES)).to_have_value(text)
        expect(page.locator("[data-draft]")).to_contain_text("Utkast sparat i dag")


def test_a_registration_is_there_when_the_same_number_is_looked_up_again(
    log_in: Callable[[str], Session],
) -> None:
    number = people.identity_number(serial=70)
    first, again = log_in("somatik"), log_in("somatik")
    for session in (first, again):
        session.open("/arenden/ny/")
        if session is again:
            session.sees("Du har påbörjade utkast")
            assert session.violations() == []
        session.write("Personnummer", number)
        session.press("Sök numret")
        if session is first:
            session.write("Förnamn", "Bo")
            session.write("Efternamn", "Ek")
            expect(session.page.locator("[data-draft]")).to_contain_text("Utkast sparat i dag")
    expect(again.page.get_by_label("Efternamn")).to_have_value("Ek")
    assert again.violations() == []
    again.page.on("dialog", lambda dialog: dialog.accept())
    again.press("Kasta utkastet")
    again.sees("Utkastet är kastat.")
    again.does_not_see("Du har påbörjade utkast")


def test_who_was_logged_out_meanwhile_keeps_the_text_and_is_told(
    log_in: Callable[[str], Session], stay: Stay
) -> None:
    officer = log_in("stadsdel")
    begin(officer, stay, "Hemtjänst")
    officer.page.context.clear_cookies(name=django_settings.SESSION_COOKIE_NAME)
    officer.write(SERVICES, "Hemtjänst och larm")
    expect(officer.page.get_by_role("dialog", name="Du har loggats ut")).to_be_visible()
    expect(officer.page.get_by_label(SERVICES)).to_have_value("Hemtjänst och larm")
    officer.log_in("stadsdel")
    officer.open(f"{case_of(stay)}skicka/planning_note/")
    expect(officer.page.get_by_label(SERVICES)).to_have_value("Hemtjänst")


def test_a_question_with_a_file_is_answered(
    log_in: Callable[[str], Session], stay: Stay, tmp_path: Path
) -> None:
    nurse, officer = log_in("somatik"), log_in("stadsdel")
    (tmp_path / "lista.pdf").write_bytes(files.pdf())
    nurse.open(case_of(stay))
    nurse.press("Skriv meddelande")
    nurse.choose("Läkemedel")
    nurse.choose(stay.officer.unit.full_name)
    nurse.page.get_by_label("Meddelande", exact=True).fill("Stämmer listan?")
    nurse.page.get_by_label("Bilaga").set_input_files(tmp_path / "lista.pdf")
    nurse.page.locator("form#form-general_message button[type=submit]:not([hidden])").first.click()
    nurse.sees("Skickat: Meddelande")

    officer.open(case_of(stay))
    with officer.page.expect_download() as download:
        officer.press("lista.pdf")
    assert download.value.suggested_filename == f"bilaga-{stay.case.reference}.pdf"
    officer.press("Svara")
    officer.sees("Stämmer listan?")
    officer.page.get_by_label("Meddelande", exact=True).fill("Ja.")
    officer.page.locator("form#form-general_message button[type=submit]:not([hidden])").first.click()
    officer.sees("Skickat: Meddelande")
    expect(officer.page.locator(".thread")).to_have_count(1)
    expect(officer.page.locator(".thread .answers > li")).to_have_count(1)


def test_h10_a_draft_that_is_too_long_says_so_beside_the_text(
    log_in: Callable[[str], Session], stay: Stay
) -> None:
    nurse = log_in("somatik")
    begin(nurse, stay, "Tränar gång varje dag")
    long = "Tränar gång. " * 5_000
    nurse.write(SERVICES, long)
    nurse.sees("Utkastet är inte sparat: en text har 65000 tecken, högst 50000 sparas.")
    assert nurse.page.get_by_label(SERVICES).input_value() == long
    nurse.errors.clear()

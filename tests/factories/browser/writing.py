"""Somebody writes a message in the browser."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.factories.stays import Stay

TITLE = "Distriktssköterska i väst"


def begin_to_write(page: Page, stay: Stay) -> None:
    page.goto(f"/arenden/{stay.case.pk}/skicka/care_contact/")
    page.get_by_label("Namn").fill("Carina Holm")
    page.get_by_label("Yrke").fill(TITLE)
    page.get_by_role("textbox", name="Telefon").fill("08-123 45 67")


def send(page: Page) -> None:
    page.locator("form#form-care_contact button[type=submit]:not([formaction], [hidden])").click()


def is_sent(page: Page) -> None:
    expect(page.locator("main")).to_contain_text("Skickat: Fast vårdkontakt")
    expect(page.locator("main")).to_contain_text(TITLE)

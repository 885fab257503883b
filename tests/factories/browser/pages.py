"""What a person does on the pages, in the person's own words."""

from __future__ import annotations

import re
from pathlib import Path

from django.urls import reverse
from playwright.sync_api import ConsoleMessage, Page, Response, expect

from tests.factories.browser.traces import Reading
from tests.factories.stays import Stay

# What passes is told at length too: it stays in the browser.
VIOLATIONS = """
async asked => (await axe.run(document, asked)).violations.map(({ id, nodes: [{ html, any, all, none }] }) =>
  [`${id}: ${html}`, ...[any, all, none].flat().flatMap(c => c.relatedNodes.map(n => n.html))].join(" & "))
"""


#: htmx binds what keeps drafts a moment after the form has come into the page.
KEEPS_DRAFTS = "document.querySelector('[data-draft]')?.['htmx-internal-data']?.listenerInfos?.length"


def until_drafts_are_kept(page: Page) -> None:
    """What is typed before would be saved with the next letter, and a test types all at once."""
    # Asked again and again: the site's policy forbids the page to evaluate what it waits for.
    for _ in range(400):
        if page.evaluate(KEEPS_DRAFTS):
            return
        page.wait_for_timeout(50)
    raise AssertionError("No draft is kept on this page")


class Session:
    """One person's browser; keeps what it complains of, and what it read about cases.

    It complains of script errors, a broken policy and failed loads.
    """

    def __init__(self, page: Page, axe: Path) -> None:
        self.page = page
        self.errors: list[str] = []
        self.readings: list[Reading] = []
        self.account = ""
        self._axe = axe
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._console)
        page.context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def _response(self, response: Response) -> None:
        reading = Reading.of(self.account, response.request.method, response.url)
        if reading and response.status == 200:
            self.readings.append(reading)

    def log_in(self, account: str) -> None:
        self.account = account
        self.page.goto("/logga-in/")
        self.page.locator(f"button[value='{account}']").click()

    def enter(self, account: str) -> None:
        """As `log_in` does, without the page on which the account is chosen: begins where that leads."""
        self.account = account
        aside, path = self.page.context.request, reverse("municipalities:demonstration")
        (token,) = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', aside.get(path).text())
        chosen = {"csrfmiddlewaretoken": token, "account": account}
        self.page.goto(aside.post(path, form=chosen, max_redirects=0).headers["location"])

    def open(self, path: str) -> None:
        self.page.goto(path)

    def press(self, name: str) -> None:
        """Press a button or follow a link by its name, in the menu of what is done less often too."""
        target = self.page.get_by_role("button", name=name).or_(self.page.get_by_role("link", name=name))
        menu = self.page.locator("details.menu", has_text=name)
        if not target.count() and menu.count():
            menu.locator("summary").click()
        target.first.click()

    def write(self, label: str, text: str) -> None:
        self.page.get_by_label(label).first.fill(text)

    def choose(self, label: str) -> None:
        self.page.get_by_label(label).first.check()

    def sees(self, text: str) -> None:
        expect(self.page.locator("main")).to_contain_text(text)

    def does_not_see(self, text: str) -> None:
        expect(self.page.locator("main")).not_to_contain_text(text)

    def violations(self) -> list[str]:
        """What axe finds against WCAG 2.2 AA on the page as it stands."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(self._axe.read_text())
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
        # Beside the standard: two landmarks of one name can't be told apart by who jumps between them.
        rules = {"landmark-unique": {"enabled": True}}
        asked = {"runOnly": tags, "rules": rules, "resultTypes": ["violations"]}
        found: list[str] = self.page.evaluate(VIOLATIONS, asked)
        return found


def send_file(session: Session, stay: Stay, file: Path) -> None:
    """Write to the municipality's officer, with a file."""
    session.open(f"/arenden/{stay.case.pk}/")
    session.press("Skriv meddelande")
    session.page.get_by_role("radio", name="Läkemedel").check()
    session.choose(stay.officer.unit.full_name)
    session.page.get_by_label("Meddelande", exact=True).fill(f"Se {file.name}.")
    session.page.get_by_label("Bilaga").set_input_files(file)
    session.page.locator("form#form-general_message button[type=submit]:not([hidden])").first.click()
    session.sees("Skickat: Meddelande")

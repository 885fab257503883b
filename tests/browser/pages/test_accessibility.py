"""Every page that a role meets, judged by axe against WCAG 2.2 AA; wide and narrow, light and dark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import ViewportSize

from discharge.attachments.files import Upload
from tests.factories import people
from tests.factories.browser.pages import Session
from tests.factories.stays import Stay
from tests.sizes import PROOF

pytestmark = pytest.mark.django_db(transaction=True)

SIZES: dict[str, ViewportSize] = {
    "wide": {"width": 1280, "height": 900},
    "narrow": {"width": 360, "height": 800},
}
#: A page is looked at in the first or the second, by turns; `make proof` looks at each in all four.
LOOKS: list[tuple[str, Literal["light", "dark"]]] = [("wide", "light"), ("narrow", "dark")]
LOOKS += [("wide", "dark"), ("narrow", "light")]
#: The list may be scrolled sideways, but what one does in it must be seen without.
BESIDE_THE_LIST = """
Math.max(0, ...[...document.querySelectorAll(".worklist-panel")].map(p => p.scrollWidth - p.clientWidth))
"""
#: Where a number is looked up, and the form comes by POST.
LOOKED_UP = {"somatik": "/arenden/ny/", "stadsdel": "/sip/ny/"}
PAGES = {
    "somatik": [
        "/arbetslista/",
        "/arenden/ny/",
        "{case}",
        "{case}skicka/ready_notice/",
        "{case}skicka/general_message/",
        "{case}person/",
        "/farger/",
        "/tillganglighet/",
        "/inloggning/",
    ],
    "vardcentral": [
        "/arbetslista/?lista=inneliggande",
        "{case}",
        "{case}skicka/sip_call/",
        "{case}skicka/sip_plan/",
    ],
    "stadsdel": [
        "/arbetslista/",
        "{case}",
        "{case}sparr/",
        "{case}skicka/planning_note/",
        "{case}sip/",
        "/moten/?visa=manad&dag=2026-03-15",
        "/morgonpapper/",
        "/sip/ny/",
    ],
    "placering": ["/placeringar/"],
    "hsf": [
        "/betalning/",
        "/betalning/genomsnitt/",
        "/betalning/tank-om/",
        "/betalning/kan-inte-faktureras/",
        "/betalning/manader/",
        "/betalning/manader/2020-03/",
        "/betalning/rattelser/",
        "/betalning/villkor/",
        "/betalning/villkor/overenskommelse/",
        "/betalning/dygnsbelopp/",
        "/betalning/dygnsbelopp/nytt/",
    ],
    "logg": ["/logg/", "/logg/granskning/", "/logg/person/"],
    "storsthlm": ["/statistik/", "/betalning/tank-om/"],
    "ekonom": [
        "/betalning/",
        "/betalning/genomsnitt/",
        "/betalning/manader/",
        "/betalning/manader/2020-03/",
        "/betalning/rattelser/",
        "/statistik/",
        "/katalog/",
        "/katalog/omraden/",
    ],
    "lokaladmin": [
        "/anvandare/",
        "/anvandare/bjud-in/",
        "/anvandare/arlig-genomgang/",
        "/katalog/upphorda/",
        "{unit}",
        "{unit}andra/",
    ],
    "systemadmin": ["/katalogimport/"],
}


def search() -> None:
    """A search for a place to live, with an attempt."""
    stay, coordinator = Stay(nurse=people.assignment("psykiatri")), people.assignment("placering")
    values = {"to": coordinator.unit_id, "need": "other", "wanted": "Boende."}
    stay.send(stay.officer, "placement_request", **values)
    values = {"provider": "Ekgården", "result": "full", "free_from": None}
    stay.send(coordinator, "placement_attempt", **values)


@pytest.fixture
def stay() -> Stay:
    """A stay that shows something of everything."""
    stay = Stay()
    stay.name_contact()
    stay.plan(stay.officer, "Hemtjänst morgon")
    stay.plan(stay.officer, "Hemtjänst morgon och kväll")
    stay.tell(stay.nurse, stay.officer, attachment=Upload("lista.pdf", "application/pdf", b"%PDF-"))
    stay.call_to_sip()
    stay.hold_meeting()
    stay.draw_up()
    search()
    return stay


@pytest.mark.sized
@pytest.mark.parametrize("account", PAGES)
def test_every_page_is_accessible(log_in: Callable[[str], Session], stay: Stay, account: str) -> None:
    case = f"/arenden/{stay.case.pk}/"
    unit = f"/katalog/{people.assignment('huddinge').unit_id}/"
    session = log_in(account)
    found = []
    for number, page in enumerate(PAGES[account]):
        session.open(page.format(case=case, unit=unit))
        found += faults(session, number)
    if account in LOOKED_UP:
        session.open(LOOKED_UP[account])
        session.write("Personnummer", people.identity_number(serial=51))
        session.press("Sök numret")
        found += faults(session, 1)
    assert found == []


def faults(session: Session, number: int) -> list[str]:
    """What is wrong with the page as it stands; its number says in which of the two looks it is seen."""
    found = []
    for width, scheme in LOOKS if PROOF else [LOOKS[number % 2]]:
        session.page.set_viewport_size(SIZES[width])
        session.page.emulate_media(color_scheme=scheme)
        now = session.violations() + out_of_sight(session)
        found += [f"{session.page.url} {width} {scheme}: {fault}" for fault in now]
    return found


def out_of_sight(session: Session) -> list[str]:
    """What can't be seen without scrolling sideways."""
    wider = session.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    found = [f"{wider} px wider than the window"] if wider > 0 else []
    hidden = session.page.evaluate(BESIDE_THE_LIST)
    return found + ([f"{hidden} px of the list are out of sight"] if hidden > 0 else [])

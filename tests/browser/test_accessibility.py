"""Every page that a role meets, judged by axe against WCAG 2.2 AA; wide and narrow, light and dark."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.pages import Session
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)

SIZES = {"wide": {"width": 1280, "height": 900}, "narrow": {"width": 360, "height": 800}}
PAGES = {
    "somatik": [
        "/arbetslista/",
        "/arenden/ny/",
        "{case}",
        "{case}skicka/ready_notice/",
        "/farger/",
        "/tillganglighet/",
    ],
    "vardcentral": ["/arbetslista/?lista=inneliggande", "{case}", "{case}skicka/sip_call/"],
    "stadsdel": ["/arbetslista/", "{case}", "{case}skicka/take/"],
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
    "storsthlm": ["/statistik/", "/betalning/tank-om/"],
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_accessible(log_in: Callable[[str], Session], size: str, scheme: str) -> None:
    stay = Stay()
    stay.name_contact()
    case = f"/arenden/{stay.case.pk}/"
    found = []
    for account, pages in PAGES.items():
        session = log_in(account)
        session.page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
        session.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for page in pages:
            session.open(page.format(case=case))
            found += [f"{account} {page}: {violation}" for violation in session.violations()]
            wider = session.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            found += [f"{account} {page}: {wider} px wider than the window"] if wider > 0 else []
    assert found == []

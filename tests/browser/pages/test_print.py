"""Fault F8: the work list on paper, as the browser prints it."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader

from discharge.presenters.states import STATES
from tests.factories.browser.pages import Session
from tests.factories.stays import Stay
from tests.servers import TestServers
from vardovergang.bench.copies import OPEN, copy_cases

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 60
ON_EVERY_PAGE = ("Akutgeriatrik 12", "Inneliggande", "Järva", "Utskrift gjord", "Anna Åkesson", "Parter")

#: The paper's width inside its margins, upright and across.
MILLIMETRES = {False: 194, True: 281}
#: Every state that a row may have, in turn: the words have different lengths.
WRITE_STATES = """words => document.querySelectorAll(".row-state .ds-tag").forEach(
    (tag, row) => { tag.lastChild.textContent = words[row % words.length] })"""
#: What is seen of a cell and reaches out of it, into what stands beside.
OUTSIDE_ITS_CELL = """() => [...document.querySelectorAll(".worklist :is(th, td)")].flatMap(cell => {
    const edge = cell.getBoundingClientRect().right + 0.5, text = document.createRange(), found = [];
    const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        if (walk.currentNode.parentElement.closest(".ds-sr-only")) continue;
        text.selectNodeContents(walk.currentNode);
        if ([...text.getClientRects()].some(one => one.right > edge)) found.push(text.toString());
    }
    return found;
})"""


def test_f8_a_list_of_sixty_prints_on_three_pages_with_its_head_on_each(
    log_in: Callable[[str], Session], servers: TestServers
) -> None:
    """Upright and across: a table, with the unit, the filter, when and by whom on every page."""
    stay = Stay(now=timezone.now() - timedelta(hours=3))
    stay.take()
    stay.name_contact()
    stay.ready()
    copy_cases(servers.urls.admin, OPEN, 1, ROWS - 1)
    nurse = log_in("somatik")
    nurse.open(f"/arbetslista/?lista=inneliggande&area={stay.officer.unit.district_id}")
    nurse.press("Skriv ut listan")
    expect(nurse.page.locator(".worklist tbody tr")).to_have_count(ROWS)
    assert nurse.violations() == []
    nurse.page.evaluate(WRITE_STATES, [state.word for state in STATES])
    for landscape in (False, True):
        printed = nurse.page.pdf(format="A4", landscape=landscape, prefer_css_page_size=False)
        if folder := os.environ.get("KEEP_PAPERS"):
            (Path(folder) / f"list-{'across' if landscape else 'upright'}.pdf").write_bytes(printed)
        pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(printed)).pages]
        assert len(pages) <= 3
        assert [(n, said) for n, text in enumerate(pages) for said in ON_EVERY_PAGE if said not in text] == []
        assert sum(text.count("Bo Ek") for text in pages) == ROWS
        nurse.page.emulate_media(media="print")
        nurse.page.set_viewport_size({"width": MILLIMETRES[landscape] * 96 * 10 // 254, "height": 1000})
        assert nurse.page.evaluate(OUTSIDE_ITS_CELL) == []

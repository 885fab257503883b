"""The explanation on paper, read back from the PDF: the same words, tagged, and no more of the person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from pypdf import PdfReader

from municipalities.models import Assignment
from municipalities.swedish.clock import STOCKHOLM
from tests.factories import people
from tests.factories.billing.explained import as_seen
from tests.factories.billing.nights import ready_stay
from tests.factories.clients import client_as
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])

NOW = datetime(2020, 3, 14, 9, 0, tzinfo=STOCKHOLM)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def printed(stay: Stay, by: Assignment, name: str) -> Any:
    argument = stay.case.pk if name == "why-pdf" else stay.case.reference
    response = client_as(by).get(reverse(f"billing:{name}", args=[argument]))
    assert response.headers["Content-Type"] == "application/pdf"
    return PdfReader(BytesIO(response.content)), response


def text(reader: PdfReader) -> str:
    """All pages' text as one line; the foot says who printed it, and when."""
    pages = " ".join(page.extract_text() for page in reader.pages)
    return " ".join(pages.replace("\xa0", " ").split())


def test_the_paper_says_what_the_page_says() -> None:
    stay = ready_stay()
    words = as_seen(stay, stay.officer, NOW.date())
    own, _ = printed(stay, stay.officer, "why-pdf")
    read = text(own)
    for line in words.periods[0].lines:
        assert f"{line.text}." in read.replace("\xa0", " ") or line.text.replace("\xa0", " ") in read
    for fact in (*words.facts, *words.periods[0].facts):
        assert fact.label in read
        assert fact.text.replace("\xa0", " ") in read
    assert words.before is not None
    assert words.before.sentence in read


def test_both_parties_and_the_invoicer_get_the_same_paper() -> None:
    stay = ready_stay()
    readers = [(stay.nurse, "why-pdf"), (stay.officer, "why-pdf"), (people.assignment("hsf"), "case-pdf")]
    papers = [text(printed(stay, by, name)[0]) for by, name in readers]
    said = {
        paper.replace(by.unit.full_name, "…", 1).split("Utskrift gjord")[0]
        for paper, (by, _) in zip(papers, readers, strict=True)
    }
    assert all("Debiteras 8 200 kr." in one for one in papers)
    assert len(said) == 1


def test_the_paper_is_tagged_swedish_and_names_nobody() -> None:
    stay = ready_stay()
    reader, response = printed(stay, people.assignment("hsf"), "case-pdf")
    reference = stay.case.reference
    assert reader.trailer["/Root"]["/Lang"] == "sv"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert reader.metadata.title == f"Betalningsansvar dag för dag, ärende {reference}"
    assert response.headers["Content-Disposition"] == f'inline; filename="betalningsansvar-{reference}.pdf"'
    read = text(reader)
    for secret in (stay.person.name, stay.person.number.written, stay.person.street, "Dr Alm", "Rum 4"):
        assert secret not in read

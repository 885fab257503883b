"""The page of figures as its reader meets it."""

from __future__ import annotations

import re

from django.test import Client
from django.urls import reverse
from monthly_statistics.figures.indicators import Indicator
from monthly_statistics.figures.tables import Figure

from tests.factories import people
from tests.factories.clients import client_as

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
NUMBER = re.compile(r"\b(19|20)?\d{6}-?\d{4}\b")


def storsthlm() -> Client:
    return client_as(people.assignment("storsthlm"))


def page(client: Client, **choice: str) -> str:
    response = client.get(reverse("statistics:overview"), choice)
    assert response.status_code == 200
    return response.content.decode()


def rows(html: str) -> dict[str, list[str]]:
    """The cells of every table row by its heading; of several with the same heading, the last."""
    found = re.findall(r'<tr class="figures-.*?</tr>', html, re.DOTALL)
    return {_text(re.findall(r"<th.*?</th>", row, re.DOTALL)[0]): _cells(row) for row in found}


def halves(html: str) -> tuple[str, str]:
    """The page's tables of days, and its tables of SIPs."""
    days, sips = html.split('id="sip"')
    return days, sips


def _cells(row: str) -> list[str]:
    return [_text(cell) for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)]


def _text(html: str) -> str:
    return re.sub(r"<[^>]*>", "", html).replace("\xa0", "").strip()


def whole(figures: list[Figure], code: str, indicator: Indicator) -> Figure:
    (found,) = (f for f in figures if (f.area.code, f.indicator, f.group.value) == (code, indicator, ""))
    return found

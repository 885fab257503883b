"""What the invoicer does on the pages about terms, rates and months, and what the pages say."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse

from tests.factories.clients import filled_in


def text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).replace("\xa0", " ").split())


def words(client: Client, name: str, *arguments: object, **query: str) -> str:
    """The page's main part as text."""
    response = client.get(reverse(f"billing:{name}", args=arguments), query)
    assert response.status_code == 200
    return main(response)


def main(response: Any) -> str:
    return text(re.findall(r"<main.*?</main>", response.content.decode(), re.DOTALL)[0])


def rows(client: Client, name: str, *arguments: object, **query: str) -> list[list[str]]:
    """The cells' words of the rows of the page's tables, headings left out."""
    response = client.get(reverse(f"billing:{name}", args=arguments), query)
    found = re.findall(r"<tr[ >].*?</tr>", response.content.decode(), re.DOTALL)
    cells = [[text(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)] for row in found]
    return [row for row, html in zip(cells, found, strict=True) if "<td" in html]


class SettingsPage:
    """A form in two steps: typed, looked at, saved."""

    def __init__(self, client: Client, name: str, *arguments: object, query: str = "") -> None:
        self.client = client
        self.url = reverse(f"billing:{name}", args=arguments) + query

    def review(self, **typed: Any) -> Any:
        """What the page answers to what was typed over what its form shows."""
        lists = {name: value for name, value in typed.items() if isinstance(value, list)}
        form = self.form()
        data: dict[str, Any] = dict(filled_in(form, **dict.fromkeys(lists), **_without(typed, lists)))
        self.typed = data | lists
        return self.client.post(self.url, self.typed | {"step": "review"})

    def form(self) -> Any:
        return self.client.get(self.url).context["change"].form

    def save(self, reviewed: Any, **changes: Any) -> Any:
        """Press Spara on the page where it was looked at, as a browser sends it."""
        hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', reviewed.content.decode())
        data: dict[str, list[str]] = {}
        for name, value in hidden:
            data.setdefault(name, []).append(unescape(value))
        return self.client.post(self.url, data | {"step": ["save"]} | changes)

    def change(self, **typed: Any) -> Any:
        return self.save(self.review(**typed))


def _without(typed: dict[str, Any], lists: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in typed.items() if name not in lists}


def problems(response: Any) -> dict[str, str]:
    return {name: texts[0] for name, texts in response.context["change"].form.errors.items()}

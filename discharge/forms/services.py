"""A plan's services as rows to fill in; works without JavaScript, since there are always empty rows left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from discharge.process.fields import MOST_SERVICES, SERVICE

Service = dict[str, str]
#: Rows at first, and empty ones after those that are filled in.
ROWS, EMPTY = 4, 2


@dataclass(frozen=True, slots=True)
class Cell:
    """One input of a row; a choice where it has options."""

    id: str
    name: str
    label: str
    value: str
    options: tuple[tuple[str, str], ...]


class ServicesWidget(forms.Widget):
    """Its inputs are named by row: services-0-what, services-0-party, …"""

    def __init__(self, sides: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self.sides = sides

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[Service]:
        rows = [
            {key: str(data.get(f"{name}-{number}-{key}") or "").strip() for key in SERVICE}
            for number in range(MOST_SERVICES)
        ]
        return [row for row in rows if any(row.values())]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        filled: list[Service] = value or []
        count = min(max(ROWS, len(filled) + EMPTY), MOST_SERVICES)
        blank = dict.fromkeys(SERVICE, "")
        prefix = (attrs or {}).get("id", name)
        rows = [
            [
                Cell(
                    id=f"{prefix}-{number}-{key}",
                    name=f"{name}-{number}-{key}",
                    label=label,
                    value=row[key],
                    options=self.sides if key == "party" else (),
                )
                for key, label in SERVICE.items()
            ]
            for number, row in enumerate([*filled, *[blank] * count][:count])
        ]
        return SafeString(render_to_string("discharge/forms/_services.html", {"rows": rows}))


class ServicesField(forms.Field):
    """A list of services, as the process table takes it."""

    def __init__(self, sides: tuple[tuple[str, str], ...], **common: Any) -> None:
        super().__init__(widget=ServicesWidget(sides), **common)

"""How many clicks and fields a job takes, counted by the browser and not by who writes the test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Page

# A press of the mouse, whatever it falls on; a field is counted once, however much is typed or chosen in it.
WATCH = """
addEventListener("pointerdown", ({ target, isTrusted }) => {
  const inField = target.closest("input[type=radio], input[type=checkbox], select, label");
  if (isTrusted && !inField) told("click", "");
}, true);
for (const event of ["input", "change"]) addEventListener(event, ({ target }) => {
  if (target.matches("input, select, textarea")) told("field", target.name || target.id);
}, true);
addEventListener("keydown", ({ key, target }) => {
  if (key === "Enter" && target.matches("input[type=search]")) told("click", "");
}, true);
"""


@dataclass(slots=True)
class Counted:
    """Presses of buttons, links and rows; and fields that were typed or chosen in."""

    clicks: int = 0
    fields: set[str] = field(default_factory=set)

    def __str__(self) -> str:
        return f"{self.clicks} + {len(self.fields)}"


@contextmanager
def counting(page: Page) -> Iterator[Counted]:
    """What is pressed and filled in until it ends, on all pages that it leads to."""
    counted = Counted()

    def told(kind: str, name: str) -> None:
        if kind == "click":
            counted.clicks += 1
        else:
            counted.fields.add(name)

    page.expose_function("told", told)
    page.add_init_script(WATCH)
    page.reload()
    yield counted

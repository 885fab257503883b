"""What a reader has chosen of the work list, as its address says it: every link of the list is made here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from discharge.queries import PAGE_SIZE, Filters, NamedList, Ordered

#: Rows with more room, for who asks for it; else one line a row.
ROOMY = "luftig"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The list in its order, its filters, how many rows a page has, and whether rows have more room."""

    wanted: Ordered
    filters: Filters
    size: int = PAGE_SIZE
    is_roomy: bool = False
    #: Columns that the reader does without.
    hidden: tuple[str, ...] = ()

    @property
    def spacing(self) -> str:
        """As the address has it."""
        return ROOMY if self.is_roomy else ""

    def address(self, number: int = 1, after: str = "") -> str:
        """Relative to the work list's own. `after` is the page before's own."""
        values: dict[str, Any] = {"lista": self.wanted.named.name, **self.filters.chosen()}
        if self.wanted.choice:
            values["ordning"] = self.wanted.choice
        if self.size != PAGE_SIZE:
            values["rader"] = str(self.size)
        if self.spacing:
            values["tathet"] = self.spacing
        if self.hidden:
            values["dolj"] = self.hidden
        if number > 1:
            values["sida"] = str(number)
        if after:
            values["efter"] = after
        return f"?{urlencode(values, doseq=True)}"

    def of_list(self, named: NamedList) -> Chosen:
        """Another list with the same filters, in its own order."""
        return replace(self, wanted=Ordered(named))

    def by(self, choice: str) -> Chosen:
        """The same list in another order."""
        return replace(self, wanted=Ordered.of_choice(self.wanted.named, choice))

    def unfiltered(self) -> Chosen:
        return replace(self, filters=Filters())

    def without(self, name: str) -> Chosen:
        """The same list with one filter less."""
        return replace(self, filters=replace(self.filters, **{name: ""}))

    def other_spacing(self) -> Chosen:
        return replace(self, is_roomy=not self.is_roomy)

"""The work list's cards, tabs and page links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from discharge.queries import CARDS, MOST_COUNTED, PAGE_SIZE, TABS, Filters, NamedList, WorklistPage

_COLOURS = {"forsenade": "danger", "betalningsansvar": "warning", "att-kvittera": "info", "att-svara": "info"}


@dataclass(frozen=True, slots=True)
class ListLink:
    """A card or a tab: a list with its number, as a link."""

    label: str
    url: str
    count: int | None
    is_current: bool
    colour: str = "neutral"

    @property
    def count_words(self) -> str:
        """The count in words: "200+" where nobody has counted on."""
        if self.count is None:
            return ""
        return f"{MOST_COUNTED}+" if self.count > MOST_COUNTED else str(self.count)


@dataclass(frozen=True, slots=True)
class PageLinks:
    """Where this page of the list stands, and its neighbours."""

    title: str
    first: int
    last: int
    previous_url: str
    next_url: str


def cards(counts: Mapping[str, int], current: NamedList, filters: Filters) -> list[ListLink]:
    return [_list_link(named, counts, current, filters) for named in CARDS]


def tabs(counts: Mapping[str, int], current: NamedList, filters: Filters) -> list[ListLink]:
    return [_list_link(named, counts, current, filters) for named in TABS]


def _list_link(named: NamedList, counts: Mapping[str, int], current: NamedList, filters: Filters) -> ListLink:
    """What is chosen among the filters is kept, and counted."""
    colour = _COLOURS.get(named.name, "neutral")
    return ListLink(named.label, address(named, filters), counts.get(named.name), named is current, colour)


def address(named: NamedList, filters: Filters | None = None, number: int = 1, after: str = "") -> str:
    """The list's address relative to the work list's own."""
    values = {"lista": named.name, **(filters.chosen() if filters else {})}
    if number > 1:
        values["sida"] = str(number)
    if after:
        values["efter"] = after
    return f"?{urlencode(values)}"


def page_links(page: WorklistPage, named: NamedList, filters: Filters) -> PageLinks:
    first = (page.number - 1) * PAGE_SIZE
    return PageLinks(
        title=named.label,
        first=first + 1,
        last=first + len(page.rows),
        previous_url=address(named, filters, page.number - 1) if page.number > 1 else "",
        next_url=address(named, filters, page.number + 1, page.after) if page.has_next else "",
    )

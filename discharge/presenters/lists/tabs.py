"""The work list's cards, tabs and page links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from discharge.queries import (
    CARDS,
    MOST_COUNTED,
    PAGE_SIZE,
    SORTS,
    TABS,
    Filters,
    NamedList,
    Ordered,
    WorklistPage,
)

_COLOURS = {"forsenade": "danger", "betalningsansvar": "warning", "att-kvittera": "info", "att-svara": "info"}

#: The columns: head, what sorts by it, and what its numbers are.
_HEADS = (
    ("Läge", "", ""),
    ("Person", "namn", ""),
    ("Enhet", "plats", ""),
    ("Beräknad utskrivning", "utskrivning", ""),
    ("Steg, handläggare", "steg", ""),
    ("Parter", "", ""),
    ("Nästa", "frist", ""),
    ("Utskr.klar", "klar", "Dagar som utskrivningsklar"),
    ("Fristdagar kvar", "", "Fristdagar kvar"),
)


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


@dataclass(frozen=True, slots=True)
class HeadLink:
    """A column's head; a link where it sorts the list, and `aria_sort` where the list is sorted by it."""

    label: str
    #: Of a narrow column with numbers: what they are.
    title: str = ""
    url: str = ""
    aria_sort: str = ""


def cards(counts: Mapping[str, int], current: NamedList, filters: Filters) -> list[ListLink]:
    return [_list_link(named, counts, current, filters) for named in CARDS]


def tabs(counts: Mapping[str, int], current: NamedList, filters: Filters) -> list[ListLink]:
    return [_list_link(named, counts, current, filters) for named in TABS]


def _list_link(named: NamedList, counts: Mapping[str, int], current: NamedList, filters: Filters) -> ListLink:
    """What is chosen among the filters is kept, and counted."""
    colour = _COLOURS.get(named.name, "neutral")
    return ListLink(named.label, address(named, filters), counts.get(named.name), named is current, colour)


def address(
    named: NamedList, filters: Filters | None = None, number: int = 1, after: str = "", choice: str = ""
) -> str:
    """The list's address relative to the work list's own."""
    values = {"lista": named.name, **(filters.chosen() if filters else {})}
    if choice:
        values["ordning"] = choice
    if number > 1:
        values["sida"] = str(number)
    if after:
        values["efter"] = after
    return f"?{urlencode(values)}"


def page_links(page: WorklistPage, wanted: Ordered, filters: Filters) -> PageLinks:
    named, choice = wanted.named, wanted.choice
    first = (page.number - 1) * PAGE_SIZE
    previous_url = address(named, filters, page.number - 1, choice=choice) if page.number > 1 else ""
    next_url = address(named, filters, page.number + 1, page.after, choice) if page.has_next else ""
    return PageLinks(named.label, first + 1, first + len(page.rows), previous_url, next_url)


def head_links(wanted: Ordered, filters: Filters, *, is_ward: bool) -> list[HeadLink]:
    """The list's columns; pressed once more, the one that it is sorted by turns its order round."""
    links = []
    for label, name, title in _HEADS:
        sort = SORTS.get(name)
        words = "Kommun eller stadsdel" if name == "plats" and is_ward else label
        if sort is None or not Ordered.is_sorted_by(wanted.named, sort):
            links.append(HeadLink(words, title))
        elif sort is wanted.sort:
            way = "descending" if wanted.descending else "ascending"
            choice = name if wanted.descending else f"-{name}"
            links.append(HeadLink(words, title, address(wanted.named, filters, choice=choice), way))
        else:
            links.append(HeadLink(words, title, address(wanted.named, filters, choice=name)))
    return links

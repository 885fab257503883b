"""The work list's cards, tabs, heads and page links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from discharge.presenters.lists.chosen import Chosen
from discharge.queries import CARDS, MOST_COUNTED, SORTS, TABS, NamedList, Ordered, WorklistPage

_COLOURS = {
    "att-gora": "info",
    "forsenade": "danger",
    "ansvar-pagar": "danger",
    "betalningsansvar": "warning",
    "att-kvittera": "info",
    "att-svara": "info",
}
#: One band: what there is to do first, and what is not the unit's to do last.
BAND = (TABS[0], *CARDS[:-1], *TABS[1:-1], CARDS[-1], TABS[-1])

#: The columns: head, what sorts by it, and what its numbers are.
_HEADS = (
    ("Att göra", "frist", ""),
    ("Läge", "", ""),
    ("Person", "namn", ""),
    ("Enhet", "plats", ""),
    ("Inskr.", "inskrivning", "Inskrivningsdag"),
    ("Utskr.", "utskrivning", "Beräknad utskrivning"),
    ("Klar", "klar", "Dagar som utskrivningsklar"),
    ("Frist", "", "Fristdagar kvar"),
    ("Väntar på", "steg", ""),
    ("Parter", "", ""),
)


@dataclass(frozen=True, slots=True)
class ListLink:
    """A list with its number, as a link."""

    label: str
    url: str
    count: int | None
    is_current: bool
    colour: str = "neutral"

    @property
    def count_words(self) -> str:
        return "" if self.count is None else count_words(self.count)


@dataclass(frozen=True, slots=True)
class FilterLink:
    """A filter that is chosen, and the list without it."""

    label: str
    value: str
    url: str


def count_words(number: int) -> str:
    """The number in words: "200+" where nobody has counted on."""
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)


@dataclass(frozen=True, slots=True)
class PageLinks:
    """Where this page of the list stands, and its neighbours."""

    title: str
    #: Of all the list's rows, in words; empty where nobody has counted them.
    total: str
    previous_url: str
    next_url: str


@dataclass(frozen=True, slots=True)
class HeadLink:
    """A column's head; a link where it sorts the list, and `aria_sort` where the list is sorted by it."""

    label: str
    #: Of a narrow column: what stands in it.
    title: str = ""
    url: str = ""
    aria_sort: str = ""


def band(counts: Mapping[str, int], chosen: Chosen) -> list[ListLink]:
    return [list_link(named, counts, chosen) for named in BAND]


def list_link(named: NamedList, counts: Mapping[str, int], chosen: Chosen) -> ListLink:
    """What is chosen among the filters is kept, and counted."""
    colour, current = _COLOURS.get(named.name, "neutral"), chosen.wanted.named
    address = chosen.of_list(named).address()
    return ListLink(named.label, address, counts.get(named.name), named is current, colour)


def filter_links(chosen: Chosen, words: Mapping[str, tuple[str, str]]) -> list[FilterLink]:
    """`words`: each chosen filter's label and value, by its name."""
    return [FilterLink(*said, chosen.without(name).address()) for name, said in words.items()]


def page_links(page: WorklistPage, counts: Mapping[str, int], chosen: Chosen) -> PageLinks:
    named = chosen.wanted.named
    total = list_link(named, counts, chosen).count_words
    title = f"{named.label}, sida {page.number}" if page.number > 1 else named.label
    previous_url = chosen.address(page.number - 1) if page.number > 1 else ""
    next_url = chosen.address(page.number + 1, page.after) if page.has_next else ""
    return PageLinks(title, total, previous_url, next_url)


def head_links(chosen: Chosen, *, is_ward: bool) -> list[HeadLink]:
    """The list's columns; pressed once more, the one that it is sorted by turns its order round."""
    links, wanted = [], chosen.wanted
    for label, name, title in _HEADS:
        # What there is to do says how it stands by its time.
        if label == ("Läge" if wanted.named.tasks else "Att göra"):
            continue
        sort = SORTS.get(name)
        words = "Område" if name == "plats" and is_ward else label
        if sort is None or not Ordered.is_sorted_by(wanted.named, sort):
            links.append(HeadLink(words, title))
        elif sort is wanted.sort:
            way = "descending" if wanted.descending else "ascending"
            choice = name if wanted.descending else f"-{name}"
            links.append(HeadLink(words, title, chosen.by(choice).address(), way))
        else:
            links.append(HeadLink(words, title, chosen.by(name).address()))
    return links

"""What is counted: a row an indicator. Pure: no Django.

A row says which facts it counts, on which dates each of them counts, and every word and heading of it.
Counting, page, files, definitions and chart go through `INDICATORS`; none of them names one. To add an
indicator, add its row; where it counts facts of a new kind, `sources` must read them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple

from monthly_statistics.figures.facts import Done, Fact, Period, SipEvent


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """A part of the page: the indicators whose figures stand beside each other in its tables."""

    name: str
    #: What its headings add to those of the first panel.
    word: str = ""
    #: Whether the page shows it by care type, sex and age; the workbook always does.
    is_broken_down: bool = False

    def titled(self, text: str) -> str:
        return f"{text}, {self.word}" if self.word else text


class Headings(NamedTuple):
    """The three columns of an indicator in the files."""

    amount: str
    cases: str
    persons: str


class Bar(NamedTuple):
    """An indicator in the chart of months: its legend, its colour in a `Theme`, its share of a month's width.

    A later row's bar stands in front of an earlier one's.
    """

    legend: str
    colour: Literal["whole", "part"]
    width: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Indicator:
    """One row: `name` is how figures are stored, `title` and `column` head its columns on the page."""

    name: str
    title: str
    unit: str
    column: str
    headings: Headings
    definition: str
    panel: Panel
    #: The kind of fact that it counts, and the dates on which one of them counts.
    source: type[Fact]
    dates: Callable[[Any], Collection[date]]
    #: The date on which a fact without such dates counts all the same, as a case of none.
    zero_on: Callable[[Any], date | None] | None = None
    bar: Bar | None = None

    @property
    def in_sentence(self) -> str:
        """What is counted, where it does not begin a sentence: "SIP-möten" keeps its capitals."""
        text = self.headings.amount
        return text if text[1].isupper() else text[0].lower() + text[1:]


DAYS = Panel("days", is_broken_down=True)
SIP = Panel("sip", "SIP")

READY = Indicator(
    name="ready",
    title="Utskrivningsklara",
    unit="dagar",
    column="Dagar",
    headings=Headings("Utskrivningsklara dagar", "Utskrivningsklara ärenden", "Utskrivningsklara personer"),
    definition=(
        "Från och med den dag då meddelandet om utskrivningsklar skickades till kommunen, till och med dagen "
        "före hemgång, dödsfall eller återtagande. Varje dag räknas i den månad som den ligger i. "
        "Om meddelandet skickades före eller efter klockan 12 spelar ingen roll."
    ),
    panel=DAYS,
    source=Period,
    dates=lambda period: period.ready_days,
    # Ready and gone on the same date: a case of that month with no day ready.
    zero_on=lambda period: period.notice_on if period.ended_on else None,
    bar=Bar("Utskrivningsklara dagar", "whole", 0.72),
)

# Days with liability are a part of the days ready, so their bar stands in front of the other's; the two
# differ in width too, for those who can't tell the colours apart.
LIABILITY = Indicator(
    name="liability",
    title="Med betalningsansvar",
    unit="dagar",
    column="Dagar",
    headings=Headings(
        "Dagar med betalningsansvar", "Ärenden med betalningsansvar", "Personer med betalningsansvar"
    ),
    definition=(
        "Dagar efter fristdagarna då kommunen är betalningsansvarig enligt 5 kap. lagen (2017:612) om "
        "samverkan vid utskrivning från sluten hälso- och sjukvård: alla villkor är uppfyllda."
    ),
    panel=DAYS,
    source=Period,
    dates=lambda period: period.liability_days,
    bar=Bar("varav dagar med betalningsansvar", "part", 0.36),
)

SIP_HELD = Indicator(
    name="sip_held",
    title="SIP-möten",
    unit="möten",
    column="Möten",
    headings=Headings("SIP-möten", "Ärenden med SIP-möte", "Personer med SIP-möte"),
    definition=(
        "Möten om samordnad individuell plan, eller samordnad vårdplan, som har hållits: varje möte räknas "
        "den månad då det hölls. SIP utan vårdtillfälle räknas med. Ett möte som är inbokat, flyttat eller "
        "inställt räknas inte."
    ),
    panel=SIP,
    source=SipEvent,
    dates=lambda event: (event.on,) if event.done is Done.MEETING else (),
)

SIP_FOLLOWED_UP = Indicator(
    name="sip_followed_up",
    title="SIP-uppföljningar",
    unit="uppföljningar",
    column="Antal",
    headings=Headings("SIP-uppföljningar", "Ärenden med SIP-uppföljning", "Personer med SIP-uppföljning"),
    definition=(
        "Uppföljningar av en plan, den månad då de gjordes. En plan som följs upp flera gånger räknas "
        "varje gång."
    ),
    panel=SIP,
    source=SipEvent,
    dates=lambda event: (event.on,) if event.done is Done.FOLLOW_UP else (),
)

#: By name, in the order of page and files.
INDICATORS = {each.name: each for each in (READY, LIABILITY, SIP_HELD, SIP_FOLLOWED_UP)}


def panels() -> dict[Panel, list[Indicator]]:
    """Each panel with its indicators, in the order of their rows."""
    found: dict[Panel, list[Indicator]] = {}
    for indicator in INDICATORS.values():
        found.setdefault(indicator.panel, []).append(indicator)
    return found


def charted() -> list[tuple[Indicator, Bar]]:
    """The indicators of the chart with their bars, from the back to the front."""
    return [(each, each.bar) for each in INDICATORS.values() if each.bar]

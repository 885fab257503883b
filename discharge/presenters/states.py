"""The colour of a case's state: one function for lists, case page and the page that explains it.

Red: a deadline has passed, or liability has started. Orange: less than 24 hours to either. Blue: waits
for us. Grey: waits for somebody else, or is over. Green: everything is in place for going home.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from discharge.models import Case
from discharge.process import local_date

SOON = timedelta(hours=24)
_COUNTING = (Case.LiabilityState.FREE, Case.LiabilityState.PRELIMINARY, Case.LiabilityState.LIABLE)


@dataclass(frozen=True, slots=True)
class State:
    """A colour of the design system, always with an icon and a word; `meaning` explains it."""

    colour: str
    icon: str
    word: str
    meaning: str


LIABLE = State("danger", "money", "Betalningsansvar", "Kommunens betalningsansvar har börjat.")
LATE = State("danger", "late", "Försenat", "En tid då någon skulle ha svarat har passerat.")
LIABLE_SOON = State(
    "warning",
    "money",
    "Ansvar i morgon",
    "Kommunens betalningsansvar börjar inom ett dygn om personen är kvar.",
)
DUE_SOON = State("warning", "soon", "Bråttom", "Någon ska svara inom ett dygn.")
OURS = State("info", "ours", "Väntar på oss", "Vår enhet ska kvittera eller svara.")
HOME = State(
    "success", "home", "Klart för hemgång", "Kommunen kan ta emot, öppenvården är på plats och inget saknas."
)
OUTSIDE = State(
    "neutral",
    "track",
    "Ordinarie rutin",
    "Spår grå: personen behöver ingen samordning, och inga tider löper.",
)
OTHERS = State(
    "neutral", "waiting", "Väntar på andra", "Ingen tid är nära, och vi har inget att göra just nu."
)
OVER = State("neutral", "closed", "Avslutat", "Vårdtillfället är avslutat och ingen har något kvar att göra.")

LEFT = State(
    "neutral",
    "closed",
    "Er del är avslutad",
    "Vi läser det som var vårt, och inget senare.",
)

#: In the order in which they are tried: the first that fits is shown.
STATES = (LIABLE, LATE, LIABLE_SOON, DUE_SOON, OURS, HOME, OVER, OUTSIDE, OTHERS, LEFT)


@dataclass(frozen=True, slots=True)
class LiabilityStart:
    """When liability starts, and whether it can: with a condition that is not met it does not."""

    starts_on: date | None
    state: str

    def has_started(self, now: datetime) -> bool:
        return self._counts and self.starts_on is not None and self.starts_on <= local_date(now)

    def starts_tomorrow(self, now: datetime) -> bool:
        """It starts at midnight, so within 24 hours is tomorrow."""
        return self._counts and self.starts_on == local_date(now) + timedelta(days=1)

    @property
    def _counts(self) -> bool:
        return self.state in _COUNTING


@dataclass(frozen=True, slots=True)
class Situation:
    """What the colour depends on, as plain values."""

    is_open: bool
    deadline: datetime | None
    liability: LiabilityStart
    waits_for_us: bool
    all_in_place: bool
    tasks_left: bool
    outside_act: bool = False


def state_of(situation: Situation, now: datetime) -> State:
    fits = {
        LIABLE: situation.liability.has_started(now),
        LATE: situation.deadline is not None and situation.deadline < now,
        LIABLE_SOON: situation.liability.starts_tomorrow(now),
        DUE_SOON: situation.deadline is not None and situation.deadline < now + SOON,
        OURS: situation.waits_for_us,
        HOME: situation.all_in_place,
        OUTSIDE: situation.is_open and situation.outside_act,
        OVER: not situation.is_open and not situation.tasks_left,
    }
    return next((state for state in STATES if fits.get(state)), OTHERS)

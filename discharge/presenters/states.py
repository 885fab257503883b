"""The colour of a case's state: one function for lists, case page and the page that explains it.

Red: a deadline of our own has passed, or liability has started. Orange: less than 24 hours to either. Blue:
waits for us. Grey: waits for somebody else, who may be late, or is over. Green: everything is in place for
going home.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from discharge.models import Case, Participation
from discharge.process.judging.phases import all_in_place
from discharge.process.judging.urgency import Urgency, judge_urgency
from discharge.process.outlook import LiabilityOutlook, Outlook
from discharge.process.state import GREY
from discharge.queries import Answers
from municipalities.swedish.clock import local_date
from municipalities.swedish.names import genitive_of


@dataclass(frozen=True, slots=True)
class State:
    """A colour of the design system, always with an icon and a word; `meaning` explains it."""

    colour: str
    icon: str
    word: str
    meaning: str


LIABLE = State("danger", "money", "Betalningsansvar", "Kommunens betalningsansvar har börjat.")
LATE = State("danger", "late", "Försenat", "En tid då vår enhet skulle ha svarat har passerat.")
LIABLE_SOON = State(
    "warning",
    "money",
    "Ansvar i morgon",
    "Kommunens betalningsansvar börjar inom ett dygn om personen är kvar.",
)
LIABLE_IF = State(
    "warning",
    "money",
    "Ansvar inte klart",
    "Fristdagarna är slut, eller slut inom ett dygn, men något saknas hos regionen för betalningsansvar.",
)
DUE_SOON = State("warning", "soon", "Bråttom", "Vår enhet ska svara inom ett dygn.")
OURS = State("info", "ours", "Väntar på oss", "Vår enhet ska kvittera eller svara.")
#: With the other municipality's name: "Botkyrkas ansvar".
OTHERS_LIABLE = State(
    "neutral",
    "money",
    "Annan kommuns ansvar",
    "Betalningsansvaret har börjat, och det är en annan kommuns än vår.",
)
OTHERS_LATE = State(
    "neutral", "late", "Andra är sena", "En tid då någon annan skulle ha svarat har passerat."
)
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

#: The case was about the wrong person; what is seen of it, only wards see.
MISTAKEN = State(
    "warning",
    "closed",
    "Felsänt",
    "Ärendet handlade om fel person. Det är taget tillbaka och ingenting i det gäller.",
)

#: What is urgent, by what makes it so.
URGENT = {
    Urgency.LIABLE: LIABLE,
    Urgency.LATE: LATE,
    Urgency.LIABLE_SOON: LIABLE_SOON,
    Urgency.LIABLE_IF: LIABLE_IF,
    Urgency.DUE_SOON: DUE_SOON,
    Urgency.OURS: OURS,
}
#: In the order in which they are tried: the first that fits is shown.
STATES = (
    *URGENT.values(),
    OTHERS_LIABLE,
    OTHERS_LATE,
    HOME,
    OVER,
    OUTSIDE,
    OTHERS,
    LEFT,
    MISTAKEN,
)


@dataclass(frozen=True, slots=True)
class Situation:
    """What the colour depends on, as plain values.

    `deadline` is the unit's own first, `others_deadline` that of whom the case waits for, where that is the
    unit's business. `others_liability` names the municipality that pays, where that is another than the
    reader's.
    """

    is_open: bool
    deadline: datetime | None
    outlook: LiabilityOutlook
    waits_for_us: bool
    all_in_place: bool
    tasks_left: bool
    outside_act: bool = False
    others_liability: str = ""
    others_deadline: datetime | None = None


def situation_of(case: Case, part: Participation, answers: Answers) -> Situation:
    """Of a case as the part's unit sees it, in lists and on its page."""
    is_owed = bool(case.next_type)
    is_ours = part.concerned
    return Situation(
        is_open=case.is_open,
        deadline=part.deadline,
        outlook=case.outlook,
        waits_for_us=bool(part.to_answer or part.to_acknowledge),
        all_in_place=all_in_place(answers, is_ready=case.ready_at is not None, is_owed=is_owed),
        tasks_left=is_owed,
        outside_act=case.track == GREY,
        others_liability="" if is_ours or case.payer is None else case.payer.name,
        others_deadline=case.next_deadline if is_ours else None,
    )


def state_of_left(case: Case) -> State:
    """Of a case in which the unit's own part has ended."""
    return MISTAKEN if case.mistaken_at else LEFT


def state_of(situation: Situation, now: datetime) -> State:
    stands = situation.outlook.on(local_date(now)).outlook
    is_ours = not situation.others_liability
    outlook = situation.outlook if is_ours else LiabilityOutlook()
    urgent = judge_urgency(outlook, situation.deadline, now, waits_for_us=situation.waits_for_us)
    fits = {
        URGENT.get(urgent): True,
        OTHERS_LIABLE: not is_ours and stands is Outlook.STANDS,
        OTHERS_LATE: situation.others_deadline is not None and situation.others_deadline < now,
        HOME: situation.all_in_place,
        OUTSIDE: situation.is_open and situation.outside_act,
        OVER: not situation.is_open and not situation.tasks_left,
    }
    shown = next((state for state in STATES if fits.get(state)), OTHERS)
    if shown is OTHERS_LIABLE:
        return replace(shown, word=f"{genitive_of(situation.others_liability)} ansvar")
    return shown

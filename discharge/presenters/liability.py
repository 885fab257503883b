"""What comes of the free days if nothing happens, told to the reader: what is missing, and who stops it.

Billing says when liability starts and what the region has to do before it can; here it becomes sentences,
the same for the work list and the case page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from discharge.models import Case
from discharge.process.outlook import LiabilityOutlook, Outlook
from municipalities.models import Unit
from municipalities.swedish.clock import short_date_words, weekday_words
from municipalities.swedish.lists import and_list
from municipalities.swedish.names import genitive_of
from municipalities.units.parties import Party


class Missing(NamedTuple):
    """`what` the region has to do, the same after "öppenvården", and the thing that is missing until then."""

    what: str
    does: str
    thing: str


#: By billing's codes.
STILL_POSSIBLE_WORDS = {
    "sip_call_pending": Missing("skicka kallelse till SIP", "kallar till SIP", "SIP-kallelse"),
    "outpatient_care_unknown": Missing(
        "lämna besked om öppenvårdens insatser", "lämnar besked", "besked om öppenvård"
    ),
    "outpatient_care_unavailable": Missing(
        "få öppenvårdens insatser på plats och lämna nytt besked",
        "har insatserna på plats",
        "öppenvård på plats",
    ),
}


@dataclass(frozen=True, slots=True)
class Names:
    """Who is who for the reader: a party that is the reader's own unit is spoken to as "Ni"."""

    payer: str
    outpatient: str
    reader_pays: bool = False
    reader_is_outpatient: bool = False

    def of_outpatient(self) -> str:
        return "Ni" if self.reader_is_outpatient else self.outpatient

    def whose_liability(self) -> str:
        """Whose it is: "Botkyrkas betalningsansvar"."""
        return f"{genitive_of(self.payer)} betalningsansvar"

    def of_payer(self) -> str:
        return "Ni" if self.reader_pays else self.payer


def liability_names(case: Case, units: Iterable[Unit], reader: UUID | None) -> Names:
    """`units` are those with a part in the case; `case` with its payer."""
    units = list(units)
    own = [unit for unit in units if unit.pk == reader]
    offices = [unit for unit in own if unit.party == Party.MUNICIPAL and unit.municipality_id is not None]
    outpatient = [unit.full_name for unit in units if unit.party == Party.OUTPATIENT]
    return Names(
        payer=case.payer.name if case.payer else "Kommunen",
        outpatient=", ".join(outpatient) or "Öppenvården",
        reader_pays=any(unit.municipality_id == case.payer_id for unit in offices),
        reader_is_outpatient=any(unit.party == Party.OUTPATIENT for unit in own),
    )


def in_list(outlook: LiabilityOutlook, names: Names, today: date) -> str:
    """One short line of the work list; empty where nobody is ready."""
    now = outlook.on(today)
    day = short_date_words(now.starts_on, today) if now.starts_on else ""
    who = "Ni betalar" if names.reader_pays else names.whose_liability()
    match now.outlook:
        case Outlook.STANDS:
            return f"{who} sedan {day}"
        case Outlook.WILL_START:
            return f"{who} från {day} om personen är kvar"
        case Outlook.PENDING if now.has_begun(today):
            ours = " (ni)" if names.reader_is_outpatient else ""
            things = and_list(STILL_POSSIBLE_WORDS[code].thing for code in now.missing)
            return f"Inget betalningsansvar utan {things}{ours}"
        case Outlook.PENDING:
            whoever = "ni" if names.reader_is_outpatient else "öppenvården"
            does = and_list(STILL_POSSIBLE_WORDS[code].does for code in now.missing)
            return f"{who} {day}, om {whoever} {does}"
        case Outlook.BARRED:
            return "Betalningsansvar inträder inte"
        case _:
            return ""


def liability_sentence(outlook: LiabilityOutlook, because: Callable[[], str], today: date) -> str:
    """ "Betalningsansvar inträder torsdag 12 mars om inget händer."

    `because` says what stands in the way for good, and is asked only where something does.
    """
    now = outlook.on(today)
    day = weekday_words(now.starts_on, today) if now.starts_on else ""
    match now.outlook:
        case Outlook.STANDS:
            return f"Betalningsansvar sedan {day}."
        case Outlook.WILL_START:
            return f"Betalningsansvar inträder {day} om inget händer."
        case Outlook.PENDING if now.has_begun(today):
            return f"Fristdagarna är slut sedan {day}, men något saknas för betalningsansvar."
        case Outlook.PENDING:
            return f"Betalningsansvar inträder {day} bara om det som saknas kommer på plats."
        case _:
            return f"Betalningsansvar inträder inte: {because()}."


def to_do(outlook: LiabilityOutlook, names: Names, today: date) -> list[str]:
    """What the region has to do: "Ni behöver skicka kallelse till SIP, senast torsdag 12 mars." """
    now = outlook.on(today)
    by_when = {"sip_call_pending": f", senast {weekday_words(now.due_on, today)}"} if now.due_on else {}
    return [
        f"{names.of_outpatient()} behöver {STILL_POSSIBLE_WORDS[code].what}{by_when.get(code, '')}."
        for code in now.missing
    ]


def stopped_by(outlook: LiabilityOutlook, names: Names, free_to_go_on: date | None, today: date) -> str:
    """What the municipality can do; `free_to_go_on` is the last day of going home that costs nothing."""
    if outlook.on(today).outlook in (Outlook.NONE, Outlook.BARRED):
        return ""
    who = f"{names.of_payer()} stoppar det genom att ta emot personen"
    if free_to_go_on is None or free_to_go_on < today:
        # Where going home on the day of the start costs something, so does every day of going home after it.
        since = "från" if free_to_go_on == outlook.starts_on else "efter"
        return f"{who}: inga dygn debiteras {since} den dag personen går hem."
    last = weekday_words(free_to_go_on, today)
    return f"{who} senast {last}: då debiteras inga dygn."

"""What each party of a case has done or has left to do, in one or two words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from discharge.models import Participation
from discharge.process import MESSAGE_TYPES, Tone
from discharge.process.judging.phases import answer
from discharge.queries import Answers, PartyPart
from municipalities.door import texts
from municipalities.models import Unit
from municipalities.units.parties import Party

SHORT = {
    Party.INPATIENT: "avdelning",
    Party.OUTPATIENT: "öppenvård",
    Party.MUNICIPAL: "kommun",
    Party.PLACEMENT: "placeringssamordnare",
    Party.ADMINISTRATION: "förvaltning",
}
#: As a case's page reads it, and as lists do.
Part = Participation | PartyPart
AnyPart = TypeVar("AnyPart", Participation, PartyPart)
ORDER = (Party.INPATIENT, Party.OUTPATIENT, Party.MUNICIPAL, Party.PLACEMENT)
TONES = {
    Tone.GOOD: ("success", "done"),
    Tone.BAD: ("warning", "late"),
    Tone.OPEN: ("neutral", "waiting"),
}


@dataclass(frozen=True, slots=True)
class PartyState:
    """One unit's part: `label` is the party, `title` the unit's whole name and who has the case there."""

    label: str
    colour: str
    icon: str
    word: str
    title: str


def party_state(
    part: Part, answers: Answers, now: datetime, label: str = "", *, hides_place: bool = False
) -> PartyState:
    """`hides_place`: no ward is named, for that tells where a protected person is."""
    colour, icon, word = _party_standing(part, answers, now)
    if hides_place and part.party == Party.INPATIENT:
        return PartyState(SHORT[Party.INPATIENT], colour, icon, word, "")
    names = [
        part.unit.full_name,
        *([texts.isolate_direction(part.responsible.name)] if part.responsible else []),
    ]
    return PartyState(label or SHORT[Party(part.party)], colour, icon, word, ", ".join(names))


def label_of(unit: Unit, parts: Iterable[Part]) -> str:
    """What kind of party the unit is; its name where several of the kind take part, for one of them pays."""
    same = {part.unit_id for part in parts if part.party == unit.party} | {unit.pk}
    return unit.name if len(same) > 1 and unit.party != Party.INPATIENT else SHORT[Party(unit.party)]


def _party_standing(part: Part, answers: Answers, now: datetime) -> tuple[str, str, str]:
    """What is left comes before what has been said, and that before what waits to be acknowledged."""
    if part.to_answer:
        late = part.deadline is not None and part.deadline < now
        return ("danger", "late", _short_task(part)) if late else ("neutral", "ours", _short_task(part))
    if part.unit_id in answers:
        tone, word = answer(*answers[part.unit_id])
        return (*TONES[tone], word)
    return ("neutral", "ours", "kvittera") if part.to_acknowledge else ("success", "done", "")


def _short_task(part: Part) -> str:
    return to_do_short(part.next_type)


def to_do(type: str) -> str:
    """What a unit that owes a message of the type has to do, as the rest of "Kommunen ska …"."""
    owed = MESSAGE_TYPES[type].owed
    return owed.words if owed else ""


def to_do_short(type: str) -> str:
    """The same where there is room for a word or two."""
    owed = MESSAGE_TYPES[type].owed
    return owed.short if owed else ""


def in_order(parts: Iterable[AnyPart]) -> list[AnyPart]:
    """Ward, outpatient care, municipality; each kind by name, as they come."""
    return sorted(parts, key=lambda part: ORDER.index(Party(part.party)))

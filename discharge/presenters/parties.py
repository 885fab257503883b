"""What each party of a case has done or has left to do, in one or two words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from discharge.models import Participation
from discharge.queries import Answers
from municipalities.parties import Party

SHORT = {
    Party.INPATIENT: "avdelning",
    Party.OUTPATIENT: "öppenvård",
    Party.MUNICIPAL: "kommun",
    Party.ADMINISTRATION: "förvaltning",
}
ORDER = (Party.INPATIENT, Party.OUTPATIENT, Party.MUNICIPAL)
#: What a unit has to do, as the rest of "Kommunen ska …".
TO_DO = {
    "take": "ta emot planeringen",
    "care_contact": "utse fast vårdkontakt",
    "sip_call": "kalla till SIP",
    "sip_answer": "svara på kallelsen till SIP",
    "outpatient_care": "lämna besked om öppenvårdens insatser",
    "ready_reply": "svara på utskrivningsklar",
    "patient_summary": "skriva trygghetskvitto",
}
#: The same where there is room for a word or two.
TO_DO_SHORT = {
    "take": "ta emot",
    "care_contact": "utse kontakt",
    "sip_call": "kalla till SIP",
    "sip_answer": "svara om SIP",
    "outpatient_care": "lämna besked",
    "ready_reply": "svara",
    "patient_summary": "trygghetskvitto",
}
#: What a unit has said, by message type: the field that says it, and how each value is shown.
SAID = {
    "ready_reply": (
        "answer",
        {
            "receive": ("success", "done", "tar emot"),
            "need_information": ("warning", "late", "behöver veta mer"),
            "not_ours": ("warning", "late", "inte vår"),
        },
    ),
    "outpatient_care": (
        "status",
        {
            "available": ("success", "done", "på plats"),
            "unavailable": ("warning", "late", "inte på plats"),
            "unknown": ("neutral", "waiting", "vet inte ännu"),
        },
    ),
}


@dataclass(frozen=True, slots=True)
class PartyState:
    """One unit's part: `label` is the party, `title` the unit's whole name and who has the case there."""

    label: str
    colour: str
    icon: str
    word: str
    title: str


def party_state(part: Participation, answers: Answers, now: datetime) -> PartyState:
    colour, icon, word = _standing(part, answers, now)
    names = [part.unit.full_name, *([part.responsible.name] if part.responsible else [])]
    return PartyState(SHORT[Party(part.party)], colour, icon, word, ", ".join(names))


def _standing(part: Participation, answers: Answers, now: datetime) -> tuple[str, str, str]:
    """What is left comes before what has been said, and that before what waits to be acknowledged."""
    if part.to_answer:
        late = part.deadline is not None and part.deadline < now
        return ("danger", "late", _short(part)) if late else ("neutral", "ours", _short(part))
    if part.unit_id in answers:
        return _said(*answers[part.unit_id])
    return ("neutral", "ours", "kvittera") if part.to_acknowledge else ("success", "done", "")


def _short(part: Participation) -> str:
    return TO_DO_SHORT[part.next_type]


def _said(type: str, facts: dict[str, Any]) -> tuple[str, str, str]:
    field, words = SAID[type]
    return words[facts[field]]


def in_order(parts: list[Participation]) -> list[Participation]:
    """Ward, outpatient care, municipality; each kind by name, as they come."""
    return sorted(parts, key=lambda part: ORDER.index(Party(part.party)))


def all_in_place(answers: Answers) -> bool:
    """The municipality receives, and nobody has said that something is missing."""
    receives = any("receive" in facts.values() for _, facts in answers.values())
    return receives and all(_said(*said)[0] == "success" for said in answers.values())

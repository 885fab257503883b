"""Who may have which information, and on what; and the consent that is missing, registered in two clicks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from discharge.process import CONSENT, MessageType
from discharge.process.judging.consents import (
    ALL,
    BASES,
    HOW_SAID,
    INFORMATION,
    PARTIES,
    consent_refusal,
)
from discharge.process.parts.state import Part
from discharge.process.state import CaseState
from municipalities.ids import new_id
from municipalities.models import Assignment
from municipalities.units.parties import Party


@dataclass(frozen=True, slots=True)
class ConsentWords:
    """One information, and each party that may have it: "kommun (samtycke)"."""

    information: str
    parties: list[str]


def consent_words(state: CaseState) -> list[ConsentWords]:
    """What somebody has consented to, or may be told without harm; the rest is left out."""
    told = []
    for kind, words in INFORMATION.items():
        bases = {party: state.consents.get((kind, str(party))) for party in PARTIES}
        parties = [f"{party.label.lower()} ({BASES[basis]})" for party, basis in bases.items() if basis]
        if parties:
            told.append(ConsentWords(words, parties))
    return told


@dataclass(frozen=True, slots=True)
class ConsentAsk:
    """The consent that something waits for: one chooses how the patient said it, and sends it.

    `id` tells its inputs from those of another ask on the page; it is the form's own id too.
    """

    id: UUID
    type: str
    information: str
    party: str
    sentence: str
    how: tuple[tuple[str, str], ...] = HOW_SAID


def consent_ask(state: CaseState, kind: str, parts: Iterable[Part], by: Assignment) -> ConsentAsk | None:
    """The consent to tell these parts what is of the kind; None where the unit can't register it.

    It is said for one party, or for all of them where several wait for it.
    """
    parties = list(dict.fromkeys(Party(part.party) for part in parts))
    senders = CONSENT.senders_in(state)
    if (
        by.unit.party not in senders
        or CONSENT.refusals(state, by.unit_id)
        or not set(parties) <= set(PARTIES)
    ):
        return None
    to = parties[0] if len(parties) == 1 else None
    receiver = f"till {to.label.lower()}" if to else "till alla parter"
    return ConsentAsk(
        new_id(),
        CONSENT.name,
        kind,
        str(to) if to else ALL,
        f"Patienten samtycker till att ”{INFORMATION[kind]}” lämnas {receiver}.",
    )


def ask_if_refused(
    message_type: MessageType, state: CaseState, by: Assignment, refusal: str
) -> ConsentAsk | None:
    """The consent that would let the unit send a message of the type; None where it is refused otherwise."""
    kind, missing = message_type.needs_consent, message_type.unconsented(state, by.unit_id)
    is_reason = bool(missing) and refusal == consent_refusal(kind, missing)
    return consent_ask(state, kind, missing, by) if is_reason else None

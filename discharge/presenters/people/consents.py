"""Who may have which information, and on what."""

from __future__ import annotations

from dataclasses import dataclass

from discharge.process.judging.consents import BASES, INFORMATION, PARTIES
from discharge.process.state import CaseState


@dataclass(frozen=True, slots=True)
class ConsentWords:
    """One information, and each party that may have it: "kommun (samtycke)"."""

    information: str
    parties: list[str]


def consent_words(state: CaseState) -> list[ConsentWords]:
    """What somebody has consented to, or may be told without harm; the rest is left out."""
    told = [ConsentWords(words, _party_words(kind, state)) for kind, words in INFORMATION.items()]
    return [consent for consent in told if consent.parties]


def _party_words(kind: str, state: CaseState) -> list[str]:
    bases = {party: state.consents.get((kind, str(party))) for party in PARTIES}
    return [f"{party.label.lower()} ({BASES[basis]})" for party, basis in bases.items() if basis]

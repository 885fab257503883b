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
    told = []
    for kind, words in INFORMATION.items():
        bases = {party: state.consents.get((kind, str(party))) for party in PARTIES}
        parties = [f"{party.label.lower()} ({BASES[basis]})" for party, basis in bases.items() if basis]
        if parties:
            told.append(ConsentWords(words, parties))
    return told

"""What may be told to whom: the patient's consent, or a documented harm assessment.

PDL, OSL 25:1 and 26:1: the inskrivningsmeddelande and the other notices of the act need neither; richer
information does. Each is given for one information and one party, and can be withdrawn at any time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from discharge.process.parts.state import Part
from discharge.process.state import SIP_INFORMATION
from municipalities.units.parties import Party

PLANNING, GOING_HOME, SIP = "planning", "going_home", SIP_INFORMATION
INFORMATION = {
    PLANNING: "Planeringsunderlag, pågående insatser och meddelanden",
    GOING_HOME: "Information vid utskrivning",
    SIP: "SIP och dess uppföljning",
}
ALL = "all"
INFORMATION_CHOICES = (*INFORMATION.items(), (ALL, "All information i planeringen"))
PARTIES = (Party.INPATIENT, Party.OUTPATIENT, Party.MUNICIPAL)
PARTY_CHOICES = (*((party.value, party.label) for party in PARTIES), (ALL, "Alla parter"))

#: How the patient has said it, in a click (assumed); what fits none of them is written.
HOW_SAID = (
    ("spoken", "Muntligt, till mig"),
    ("written", "Skriftligt"),
    ("represented", "Genom vårdnadshavare, god man eller förvaltare"),
)

#: On what a party may have an information.
CONSENT, HARM_ASSESSMENT = "consent", "harm_assessed"
BASES = {CONSENT: "samtycke", HARM_ASSESSMENT: "menprövning"}


def consent_pairs(facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each (information, party) that a message of consent speaks of."""
    kinds = INFORMATION if facts["information"] == ALL else (facts["information"],)
    parties = PARTIES if facts["party"] == ALL else (facts["party"],)
    return ((kind, str(party)) for kind in kinds for party in parties)


def consent_refusal(information: str, parts: Collection[Part]) -> str:
    """Why the information may not be told to these; empty where there is nobody."""
    if not parts:
        return ""
    parties = " och ".join(dict.fromkeys(Party(part.party).label.lower() for part in parts))
    what = INFORMATION[information].lower().replace("sip", "SIP")
    return (
        f"Samtycke saknas för att lämna ”{what}” till {parties}. "
        "Inhämta patientens samtycke, eller gör en menprövning, och registrera det i ärendet först."
    )

"""The steps and the choices that more than one row uses."""

from __future__ import annotations

from discharge.fields import Field, Kind
from discharge.process import checks
from municipalities.parties import CareType, Party

STEPS = {
    1: "Inskrivningsmeddelande",
    2: "Fast vårdkontakt",
    3: "Planering",
    4: "Kallelse till SIP",
    5: "Utskrivningsklar",
    6: "Hemgång",
    7: "SIP upprättas",
    8: "SIP följs upp",
}

CERTAINTIES = (("certain", "Säker"), ("preliminary", "Preliminär"), ("unknown", "Okänd"))
OUTPATIENT_STATUSES = (
    ("available", "Finns på plats"),
    ("unavailable", "Finns inte på plats"),
    ("unknown", "Vet inte ännu"),
)

EVERYONE = frozenset({Party.INPATIENT, Party.OUTPATIENT, Party.MUNICIPAL})
WARD = frozenset({Party.INPATIENT})
OUTPATIENT = frozenset({Party.OUTPATIENT})
MUNICIPAL = frozenset({Party.MUNICIPAL})

EXPECTED = (
    Field(
        "expected_discharge",
        Kind.DATE,
        "Beräknat utskrivningsdatum",
        required=False,
        fact=True,
        help="Lämna tomt bara om tiden är okänd.",
        suggest=lambda s: s.expected_discharge,
        checks=(checks.not_before_admission, checks.not_past),
    ),
    Field(
        "certainty",
        Kind.CHOICE,
        "Hur säkert är datumet?",
        fact=True,
        choices=CERTAINTIES,
        suggest=lambda s: s.certainty if s.admitted_at else "preliminary",
        checks=(checks.dated_unless_unknown,),
    ),
)
CARE_TYPE = Field(
    "care_type", Kind.CHOICE, "Vårdform", fact=True, filled=True, choices=tuple(CareType.choices())
)
COMPULSORY_POSSIBLE = (CareType.PSYCHIATRIC, CareType.ADDICTION, CareType.CHILD_PSYCHIATRIC)

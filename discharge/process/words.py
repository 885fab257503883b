"""The choices that more than one row uses."""

from __future__ import annotations

from discharge.process.fields import PLANNED_FOR_LONG_WITHIN, Field, Kind
from discharge.process.judging import checks
from discharge.process.state import GREY
from municipalities.units.parties import CareType, Party


def in_sentence(text: str) -> str:
    """The words inside a sentence: a small first letter, unless they begin with an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def infinitive(verb: str) -> str:
    """A button's words after "att": "Följ upp planen" becomes "följa upp planen".

    An imperative that ends with a vowel is the infinitive already; the others get an a.
    """
    first, _, rest = in_sentence(verb).partition(" ")
    return f"{first}{'' if first.endswith(('a', 'e')) else 'a'} {rest}".rstrip()


def messages_words(number: int) -> str:
    """ "1 meddelande", "3 meddelanden"."""
    return f"{number} {'meddelande' if number == 1 else 'meddelanden'}"


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
#: Who helps the person at home, and has the responsibility for a SIP.
AT_HOME = frozenset({Party.OUTPATIENT, Party.MUNICIPAL})
MAIN_PARTIES = ((str(Party.OUTPATIENT), "Regionen"), (str(Party.MUNICIPAL), "Kommunen"))

MEETING_FORMS = (("room", "Fysiskt möte"), ("telephone", "Telefon"), ("video", "Video"))
#: How a unit that is not connected was told.
CHANNELS = (
    ("telephone", "Telefon"),
    ("secure_mail", "Säker e-post"),
    ("fax", "Fax"),
    ("post", "Post"),
    ("other", "Annat sätt"),
)
ANSWERS_TO_CALL = (
    ("accept", "Vi kommer"),
    ("propose", "Vi föreslår annan tid"),
    ("decline", "Vi kommer inte"),
)
ANSWERS_TO_PLAN = (("confirms", "Vi bekräftar vår del"), ("objects", "Planen behöver ändras"))
OUTCOMES = (
    ("reached", "Nådda"),
    ("partly", "Delvis nådda"),
    ("not_reached", "Inte nådda"),
    ("not_assessed", "Har inte kunnat bedömas"),
)
#: The short tracks by need: a colour and a word (assumed).
TRACKS = (
    ("green", "Grön: hem med samma stöd som förut"),
    ("yellow", "Gul: hem med nytt eller ändrat stöd"),
    ("red", "Röd: stort behov av samordning"),
    (GREY, "Grå: utanför lagen, ordinarie rutin"),
)

#: Whether the stay was planned: a day of its own for it, or an emergency (for readmissions).
PLANNED = (("planned", "Planerad"), ("unplanned", "Oplanerad"), ("unknown", "Okänt"))

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
        within=PLANNED_FOR_LONG_WITHIN,
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
#: Under words that go to all parties without consent, because money follows from them (docs/law.md).
READ_BY_ALL = "Alla parter läser det, också utan samtycke. Skriv inget om hälsa eller behov."
#: What decides money, asked in the notice of utskrivningsklar, and beforehand of whom it is known.
NEEDS = (
    Field(
        "sip_needed",
        Kind.QUESTION,
        "Behöver patienten insatser från både region och kommun (SIP)?",
        required=False,
        fact=True,
    ),
    Field(
        "outpatient_care_needed",
        Kind.QUESTION,
        "Behöver patienten regionens öppenvård efter hemgången?",
        required=False,
        fact=True,
    ),
)
CARE_TYPE = Field(
    "care_type", Kind.CHOICE, "Vårdform", fact=True, filled=True, choices=tuple(CareType.choices())
)
COMPULSORY_POSSIBLE = (CareType.PSYCHIATRIC, CareType.ADDICTION, CareType.CHILD_PSYCHIATRIC)

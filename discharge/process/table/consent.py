"""Consent to information, its withdrawal, and the harm assessment in its place."""

from __future__ import annotations

from discharge.process import effects, words
from discharge.process.fields import Field, Kind
from discharge.process.judging import consents, rules
from discharge.process.message_type import MessageType

ABOUT = (
    Field("information", Kind.CHOICE, "Vilken information?", fact=True, choices=consents.INFORMATION_CHOICES),
    Field("party", Kind.CHOICE, "Till vem får den lämnas?", fact=True, choices=consents.PARTY_CHOICES),
)
WITHDRAWN_ABOUT = (
    ABOUT[0],
    Field(
        "party",
        Kind.CHOICE,
        "Till vem får den inte längre lämnas?",
        fact=True,
        choices=consents.PARTY_CHOICES,
    ),
)

ROWS = (
    MessageType(
        # OSL 12:2 and 25:1; per information and party (agreement; the granularity is assumed).
        name="consent",
        step=3,
        title="Samtycke",
        verb="Registrera samtycke",
        senders=words.EVERYONE,
        outside_stay=words.AT_HOME,
        receivers=words.EVERYONE,
        fields=(
            *ABOUT,
            Field(
                "how",
                Kind.CHOICE,
                "Hur har patienten sagt det?",
                choices=consents.HOW_SAID,
                unless="given",
                help="Välj, eller skriv med egna ord.",
            ),
            Field(
                "given",
                Kind.LONG_TEXT,
                "Hur och till vem har patienten sagt det?",
                unless="how",
                help="Behövs bara om inget av svaren ovan säger det.",
            ),
        ),
        apply=effects.give_consent,
        seldom=True,
    ),
    MessageType(
        # At any time (agreement). What has been told already stays with those who have read it (assumed).
        name="consent_withdrawal",
        step=3,
        title="Återkallat samtycke",
        verb="Registrera att samtycke återkallas",
        senders=words.EVERYONE,
        outside_stay=words.AT_HOME,
        receivers=words.EVERYONE,
        fields=(*WITHDRAWN_ABOUT, Field("said", Kind.LONG_TEXT, "Hur och till vem har patienten sagt det?")),
        requires=(rules.CONSENTED,),
        apply=effects.withdraw_consent,
        seldom=True,
    ),
    MessageType(
        # OSL 25:1 and 26:1: where the patient can't consent, information may be given if nobody is harmed.
        name="harm_assessment",
        step=3,
        title="Menprövning",
        verb="Registrera menprövning",
        senders=words.EVERYONE,
        outside_stay=words.AT_HOME,
        receivers=words.EVERYONE,
        fields=(
            *ABOUT,
            Field(
                "outcome",
                Kind.CHOICE,
                "Bedömning",
                fact=True,
                choices=(
                    ("may_share", "Uppgifterna kan lämnas utan men"),
                    ("may_not_share", "Uppgifterna får inte lämnas"),
                ),
            ),
            Field("reasons", Kind.LONG_TEXT, "Skäl, och varför patienten inte har kunnat tillfrågas"),
        ),
        apply=effects.assess_harm,
        seldom=True,
    ),
)

"""What the parties write to each other: each its own part of the plan, and messages in threads."""

from __future__ import annotations

from discharge.process import words
from discharge.process.circumstances import rows as circumstances
from discharge.process.fields import Field, Kind
from discharge.process.judging import consents, rules
from discharge.process.message_type import MessageType, Naming

CATEGORIES = (
    ("question", "Fråga"),
    ("information", "Information"),
    ("medication", "Läkemedel"),
    ("aids", "Hjälpmedel och bostad"),
    ("transport", "Hemresa"),
    ("relatives", "Närstående"),
    ("other", "Annat"),
)

ROWS = (
    MessageType(
        # Each party plans from the inskrivningsmeddelande on, in its own part: none waits for another's.
        name="planning_note",
        step=3,
        title="Planeringsunderlag",
        verb="Skriv er del av planen",
        sends="Skicka er del av planen",
        senders=words.EVERYONE,
        receivers=words.EVERYONE,
        fields=(
            Field("follows", Kind.EARLIER, "Versionen som texten utgår från", required=False, fact=True),
            Field("needs", Kind.LONG_TEXT, "Behov och funktion som vi ser", required=False),
            Field("services", Kind.LONG_TEXT, "Det här gör vi"),
            Field("remaining", Kind.LONG_TEXT, "Det här återstår", required=False),
            *circumstances.fields_of(circumstances.PLANNING_NOTE),
        ),
        requires=(rules.OPEN,),
        needs_consent=consents.PLANNING,
        naming=Naming(follows="follows"),
    ),
    MessageType(
        # Open also after hemgång: a question about a medicine comes the day after. What is written freely
        # goes beyond the four contents of the act, whatever the category says.
        name="general_message",
        step=3,
        title="Meddelande",
        verb="Skriv meddelande",
        sends="Skicka meddelandet",
        senders=words.EVERYONE,
        outside_stay=words.AT_HOME,
        receivers=words.EVERYONE,
        fields=(
            Field("replies_to", Kind.EARLIER, "Svar på", required=False, fact=True),
            Field("category", Kind.CHOICE, "Det gäller", fact=True, choices=CATEGORIES),
            Field(
                "to",
                Kind.PARTIES,
                "Mottagare",
                fact=True,
                help="De kvitterar. Alla parter som får ta del av planeringen kan läsa.",
            ),
            Field("text", Kind.LONG_TEXT, "Meddelande"),
            Field("attachment", Kind.FILE, "Bilaga", required=False),
        ),
        needs_consent=consents.PLANNING,
        naming=Naming(replies_to="replies_to", to_parties="to"),
    ),
)

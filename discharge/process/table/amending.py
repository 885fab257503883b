"""What is said about earlier messages."""

from __future__ import annotations

from discharge.process import words
from discharge.process.fields import Field, Kind
from discharge.process.message_type import MessageType, Naming

ROWS = (
    MessageType(
        # A cancelled message was never sent; it stays readable and marked.
        name="cancel",
        step=3,
        title="Makulerat meddelande",
        verb="Makulera meddelandet",
        senders=words.EVERYONE,
        outside_stay=words.AT_HOME,
        receivers=words.EVERYONE,
        fields=(
            Field("message", Kind.MESSAGE, "Meddelande", fact=True),
            Field("reason", Kind.LONG_TEXT, "Varför makuleras det?"),
        ),
        naming=Naming(cancels="message"),
        seldom=True,
        may_be_cancelled=False,
    ),
)

"""What is said about earlier messages, or of all of them."""

from __future__ import annotations

from discharge.process import effects, words
from discharge.process.fields import Field, Kind
from discharge.process.judging import checks, objections, rules
from discharge.process.message_type import MessageType, Naming

ROWS = (
    MessageType(
        # A cancelled message was never sent; it stays readable and marked.
        name="cancel",
        is_notice=True,
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
    MessageType(
        # PDL 3:14, 3:17: nothing is erased; but who never should have had it reads nothing of it (assumed).
        # It goes to nobody: what those who had it see stands in a narrow table (`WronglySent`). Not undone:
        # what was right after all is registered anew, and counts from then (assumed).
        name="sent_in_error",
        step=1,
        title="Felsänt: fel person",
        verb="Meddela felsänt: fel person",
        sends="Ta tillbaka ärendet som felsänt",
        senders=words.WARD,
        outside_stay=words.AT_HOME,
        receivers=frozenset(),
        requires=(rules.BEGAN_SIP,),
        at_any_time=True,
        in_system_only=True,
        may_be_cancelled=False,
        fields=(
            Field(
                "reason",
                Kind.LONG_TEXT,
                "Vad har hänt?",
                help="Allt i ärendet tas tillbaka. Mottagarna ser bara att ett meddelande var felsänt, när "
                "och från vem, och kan inte längre läsa något av det. Det går inte att ångra.",
            ),
            Field(
                "confirmed",
                Kind.QUESTION,
                "Utskrivningsklar har meddelats i ärendet. Dagar som har debiterats krediteras kommunen. "
                "Ska allt ändå tas tillbaka?",
                shown_when=lambda s: bool(s.ready_periods),
                checks=(checks.answered_yes,),
            ),
        ),
        apply=effects.take_back_case,
        seldom=True,
    ),
    MessageType(
        # Who gets what was entered afterwards may say that it was not sent then. It does not stop the
        # counting (assumed); HSF reads the reason and decides.
        name="objection",
        is_notice=True,
        step=3,
        title="Invändning mot det som skrevs in i efterhand",
        verb="Invänd mot det som skrevs in i efterhand",
        sends="Skicka invändningen",
        senders=words.EVERYONE,
        outside_stay=words.AT_HOME,
        receivers=words.EVERYONE,
        at_any_time=True,
        in_system_only=True,
        requires=(objections.ENTERED_BY_OTHERS,),
        fields=(
            Field("message", Kind.EARLIER, "Meddelandet", fact=True),
            Field(
                "reason",
                Kind.LONG_TEXT,
                "Varför stämmer inte tiden?",
                help="HSF läser skälet och beslutar. Skriv inga namn och inget om hälsa. Tiden räknas tills "
                "HSF har beslutat.",
            ),
        ),
        apply=effects.object_to,
        naming=Naming(objects_to="message"),
        seldom=True,
    ),
    MessageType(
        # HSF, who settles what is charged (assumed): upheld, the time of the entry counts.
        name="objection_decision",
        is_notice=True,
        step=3,
        title="Beslut om invändning",
        verb="Besluta om invändningen",
        sends="Skicka beslutet",
        senders=frozenset(),
        decided_by_region=True,
        receivers=words.EVERYONE,
        at_any_time=True,
        in_system_only=True,
        may_be_cancelled=False,
        fields=(
            Field("objection", Kind.EARLIER, "Invändningen", fact=True),
            Field(
                "outcome",
                Kind.CHOICE,
                "Beslut",
                fact=True,
                choices=(
                    (effects.UPHELD, "Bifall: tiden då meddelandet skrevs in räknas"),
                    (effects.REFUSED, "Avslag: den angivna tiden står fast"),
                ),
            ),
            Field("reason", Kind.LONG_TEXT, "Skäl"),
        ),
        apply=effects.decide_objection,
        naming=Naming(decides="objection"),
    ),
)

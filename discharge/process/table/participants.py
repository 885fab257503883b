"""Who takes part: handed over, wrong receiver, added, removed; and a child's guardians."""

from __future__ import annotations

from discharge.process import effects, times, words
from discharge.process.fields import Field, Kind
from discharge.process.judging import checks, rules
from discharge.process.message_type import Ask, MessageType, Naming
from discharge.process.parts import effects as parts
from discharge.process.parts.planning import pass_planning
from discharge.process.state import Ends
from discharge.process.wording import OwedWords, Tells
from municipalities.units.parties import Party

#: What a unit that comes in has to do, as far as nobody has done it.
ENTERING = (
    Ask(Party.MUNICIPAL, "take", ends=Ends.CASE, when=lambda s: s.is_open),
    Ask(
        Party.OUTPATIENT,
        "care_contact",
        ends=Ends.CASE,
        due=times.contact_due,
        when=lambda s: s.care_contact_at is None and s.in_hospital,
    ),
    Ask(
        Party.MUNICIPAL,
        "ready_reply",
        ends=Ends.CASE,
        due=times.reply_due,
        when=lambda s: s.ready is not None and s.ready.reply is None,
    ),
    Ask(
        Party.OUTPATIENT,
        "sip_call",
        ends=Ends.AGE,
        due=times.sip_call_due,
        when=lambda s: s.ready is not None and s.owes_sip_call,
    ),
    Ask(
        Party.OUTPATIENT,
        "outpatient_care",
        ends=Ends.CASE,
        due=times.reply_due,
        when=lambda s: s.ready is not None and s.outpatient_care_needed and not s.outpatient_care,
    ),
)

ROWS = (
    MessageType(
        # Also inside a municipality or a care provider: a notice that has reached it has reached it.
        name="handover",
        is_notice=True,
        step=3,
        title="Överlämnat till annan enhet",
        verb="Lämna över till annan enhet",
        may_be_cancelled=False,
        senders=words.AT_HOME,
        outside_stay=words.AT_HOME,
        receivers=words.EVERYONE,
        fields=(
            Field("to", Kind.UNIT, "Ny mottagare", fact=True),
            Field("reason", Kind.LONG_TEXT, "Varför lämnas ärendet över?"),
        ),
        requires=(rules.OPEN,),
        apply=parts.hand_over,
        naming=Naming(to_unit="to"),
        seldom=True,
        asks=ENTERING,
    ),
    MessageType(
        # A notice counts from when it first reaches the paying municipality: sending it on moves nothing
        # that has begun, and begins what had not (domain; assumed).
        name="wrong_receiver",
        in_row=True,
        is_notice=True,
        step=3,
        title="Fel mottagare",
        verb="Meddela fel mottagare",
        may_be_cancelled=False,
        senders=words.AT_HOME,
        receivers=words.WARD,
        fields=(
            Field(
                "to",
                Kind.UNIT,
                "Rätt mottagare, om ni vet",
                required=False,
                fact=True,
                help="Ärendet skickas vidare dit. Vet ni inte, letar avdelningen upp rätt mottagare.",
            ),
            Field("reason", Kind.LONG_TEXT, "Varför är det fel mottagare?"),
        ),
        requires=(rules.OPEN,),
        apply=parts.refuse_as_wrong,
        naming=Naming(to_unit="to"),
        seldom=True,
        asks=(*ENTERING, Ask(Party.INPATIENT, "participant_added", ends=Ends.CASE)),
    ),
    MessageType(
        # To the wrong unit (assumed: no text speaks of it). It is as if it had not been: the sender
        # has its part with its tasks and their deadlines; who had no part before reads nothing any more. What
        # had reached the payer by it has reached the payer.
        name="handover_undone",
        is_notice=True,
        step=3,
        title="Ärendet taget tillbaka",
        verb="Ta tillbaka ärendet",
        may_be_cancelled=False,
        senders=words.EVERYONE,
        outside_stay=words.AT_HOME,
        receivers=words.EVERYONE,
        at_any_time=True,
        fields=(
            Field("message", Kind.EARLIER, "Tas tillbaka", fact=True, filled=True),
            Field(
                "reason",
                Kind.LONG_TEXT,
                "Varför tas det tillbaka?",
                help="Er enhet har då ärendet igen, med era uppgifter och deras tider. Den som fick det av "
                "misstag kan inte längre läsa något av det.",
            ),
        ),
        requires=(rules.HANDED_OVER, rules.NOT_ANSWERED),
        apply=parts.take_back_handover,
        naming=Naming(takes_back="message"),
    ),
    MessageType(
        name="participant_added",
        is_notice=True,
        step=3,
        title="Ny deltagande enhet",
        verb="Lägg till en enhet",
        may_be_cancelled=False,
        senders=words.EVERYONE,
        outside_stay=words.AT_HOME,
        receivers=words.EVERYONE,
        fields=(
            Field(
                "to",
                Kind.UNIT,
                "Enhet",
                fact=True,
                units=(Party.OUTPATIENT, Party.MUNICIPAL),
                on_paper=True,
                checks=(checks.not_taking_part,),
            ),
            Field("reason", Kind.LONG_TEXT, "Varför ska enheten delta?"),
            Field(
                "holds",
                Kind.YES_NO,
                "Enheten ska hålla i kommunens planering",
                required=False,
                fact=True,
                help="Annars gör den kommunala enhet det som redan deltar, om någon gör det.",
            ),
        ),
        requires=(rules.OPEN,),
        apply=parts.add_participant,
        naming=Naming(to_unit="to", holder="holds"),
        seldom=True,
        asks=ENTERING,
        owed=OwedWords("lägga till rätt mottagare", "lägg till enhet"),
    ),
    MessageType(
        # Of several units of one municipality one holds the planning, and answers for all (assumed: the act
        # says "berörda enheter", LUS 5:3 p. 2).
        name="planning_holder",
        is_notice=True,
        step=3,
        title="Enhet som håller i planeringen",
        verb="Ändra vem som håller i planeringen",
        # A new one puts it right.
        may_be_cancelled=False,
        senders=frozenset({Party.INPATIENT, Party.MUNICIPAL}),
        outside_stay=words.MUNICIPAL,
        receivers=words.EVERYONE,
        fields=(
            Field(
                "holder",
                Kind.PARTICIPANT,
                "Kommunal enhet",
                fact=True,
                help="Den tar emot planeringen och svarar på utskrivningsklar. De andra deltar som förut.",
                checks=(checks.holds_not_yet,),
            ),
            Field("reason", Kind.LONG_TEXT, "Varför ändras det?"),
        ),
        requires=(rules.OPEN, rules.MAY_PASS_PLANNING),
        apply=pass_planning,
        seldom=True,
    ),
    MessageType(
        # The payer's last unit stays: else no notice would reach the municipality (assumed).
        name="participant_removed",
        is_notice=True,
        step=3,
        title="Enhet som inte längre deltar",
        verb="Ta bort deltagande enhet",
        may_be_cancelled=False,
        senders=words.WARD,
        receivers=words.EVERYONE,
        fields=(
            Field(
                "participant",
                Kind.PARTICIPANT,
                "Enhet",
                fact=True,
                checks=(checks.takes_part, checks.not_the_ward, checks.not_the_payers_last),
            ),
            Field("reason", Kind.LONG_TEXT, "Varför ska enheten inte längre delta?"),
        ),
        requires=(rules.OPEN,),
        apply=parts.remove_participant,
        seldom=True,
    ),
    MessageType(
        # A unit that is not connected counts as told from the noted time (assumed; LUS 5:3 asks that the
        # municipality be told, not how). The name is from when a payer alone was told so.
        name="payer_told",
        is_notice=True,
        in_system_only=True,
        tells=Tells.PAYER_TOLD,
        step=3,
        title="Skickat på papper",
        verb="Registrera vad som är skickat på papper",
        sends="Registrera som skickat",
        senders=words.EVERYONE | {Party.PLACEMENT},
        outside_stay=words.AT_HOME,
        receivers=words.EVERYONE,
        notes_paper=True,
        at_any_time=True,
        fields=(
            Field(
                "papers",
                Kind.PAPERS,
                "Vad är skickat, och till vem?",
                fact=True,
                checks=(checks.on_paper,),
            ),
            # Said of a payer that had no unit here, before each municipality had one.
            Field(
                "notice",
                Kind.CHOICE,
                "Kommunen har fått veta att patienten är",
                fact=True,
                filled=True,
                choices=(("admission_notice", "inskriven"), ("ready_notice", "utskrivningsklar")),
            ),
            Field(
                "told_at",
                Kind.MOMENT,
                "När",
                fact=True,
                help="Telefon: när ni talade med enheten. Post: när brevet lämnades in. Tiden räknas.",
                checks=(checks.not_future, checks.after_admission, checks.told_after_written),
            ),
            Field("channel", Kind.CHOICE, "Hur", fact=True, choices=words.CHANNELS),
            Field("who", Kind.TEXT, "Vem tog emot", required=False, help="Lämnas tomt när ingen gjorde det."),
            Field("payer", Kind.MUNICIPALITY, "Kommun", fact=True, filled=True),
        ),
        requires=(rules.HAS_PAPER,),
        apply=effects.tell_payer,
        owed=OwedWords("skicka på papper", "skicka papper"),
    ),
    MessageType(
        # FB 6:11; PL 4:3: the guardians decide with the child, and are called to the planning.
        name="guardian_named",
        step=3,
        title="Vårdnadshavare",
        verb="Registrera vårdnadshavare",
        senders=words.EVERYONE,
        receivers=words.EVERYONE,
        fields=(
            Field("name", Kind.TEXT, "Namn", personal=True),
            Field(
                "role",
                Kind.CHOICE,
                "Är",
                choices=(
                    ("guardian", "Vårdnadshavare"),
                    ("appointed", "Särskilt förordnad vårdnadshavare"),
                    ("trustee", "God man för ensamkommande barn"),
                ),
            ),
            Field("phone", Kind.TELEPHONE, "Telefon", required=False, personal=True),
            Field(
                "comment",
                Kind.LONG_TEXT,
                "Tolk, kontaktvägar eller annat att veta",
                required=False,
                personal=True,
            ),
        ),
        requires=(rules.OPEN, rules.MINOR),
        names_person=True,
    ),
)

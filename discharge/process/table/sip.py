"""The call to SIP and its answers."""

from __future__ import annotations

from discharge.fields import Field, Kind
from discharge.process import checks, effects, rules, times, words
from discharge.process.message_type import Ask, MessageType
from municipalities.parties import Party

ROWS = (
    MessageType(
        # LUS 4:1–2: the fast vårdkontakt calls, at the latest three days after the notice.
        name="sip_call",
        step=4,
        title="Kallelse till SIP",
        verb="Kalla till SIP",
        senders=words.OUTPATIENT,
        receivers=frozenset({Party.INPATIENT, Party.MUNICIPAL}),
        fields=(
            Field("meeting_at", Kind.MOMENT, "Mötet börjar", fact=True, checks=(checks.future,)),
            Field(
                "meeting_form",
                Kind.CHOICE,
                "Mötesform",
                fact=True,
                choices=(("room", "I rummet"), ("telephone", "Telefon"), ("video", "Video")),
            ),
            Field(
                "place",
                Kind.TEXT,
                "Plats eller telefonnummer",
                required_when=("meeting_form", ("room", "telephone")),
            ),
            Field(
                "link",
                Kind.TEXT,
                "Videolänk",
                required_when=("meeting_form", ("video",)),
                checks=(checks.web_address,),
            ),
        ),
        requires=(rules.OPEN, rules.CONTACT_NAMED),
        apply=effects.call_to_sip,
        asks=(
            Ask(Party.MUNICIPAL, "sip_answer", due=times.before_meeting),
            Ask(Party.INPATIENT, "sip_answer", due=times.before_meeting),
        ),
    ),
    MessageType(
        name="sip_answer",
        step=4,
        title="Svar på kallelse till SIP",
        verb="Svara på kallelsen",
        senders=frozenset({Party.MUNICIPAL, Party.INPATIENT}),
        receivers=words.EVERYONE,
        fields=(
            Field(
                "answer",
                Kind.CHOICE,
                "Svar",
                fact=True,
                choices=(
                    ("accept", "Vi kommer"),
                    ("propose", "Vi föreslår annan tid"),
                    ("decline", "Vi kommer inte"),
                ),
            ),
            Field(
                "proposed_at",
                Kind.MOMENT,
                "Föreslagen tid",
                fact=True,
                required_when=("answer", ("propose",)),
                checks=(checks.future,),
            ),
            Field("reason", Kind.LONG_TEXT, "Skäl", required_when=("answer", ("decline",))),
        ),
        requires=(rules.OPEN, rules.SIP_CALLED),
        apply=effects.answer_sip,
    ),
)

"""The meeting of a SIP: called to, changed, cancelled, answered, held."""

from __future__ import annotations

from datetime import datetime

from discharge.process import times, words
from discharge.process.circumstances.rows import GUARDIANS
from discharge.process.fields import Field, Kind
from discharge.process.judging import checks, consents
from discharge.process.message_type import Ask, MessageType
from discharge.process.sip import effects, rules
from discharge.process.state import CaseState, Ends
from discharge.process.wording import InPlan, OwedWords
from municipalities.units.parties import Party

#: What says when and where a meeting is: the last of these that was sent.
MEETING_CALLS = ("sip_call", "sip_call_change")
MEETING = (
    Field("meeting_at", Kind.MOMENT, "Mötet börjar", fact=True, checks=(checks.future,)),
    Field("meeting_form", Kind.CHOICE, "Mötesform", fact=True, choices=words.MEETING_FORMS),
    Field(
        "place",
        Kind.TEXT,
        "Plats eller telefonnummer",
        required_when=("meeting_form", ("room", "telephone")),
        asked_if="Om mötet är fysiskt eller på telefon",
    ),
    Field(
        "link",
        Kind.LINK,
        "Videolänk",
        required_when=("meeting_form", ("video",)),
        asked_if="Om mötet är på video",
        checks=(checks.web_address,),
    ),
)
ANSWERS = tuple(
    Ask(party, "sip_answer", ends=Ends.MEETING, due=times.before_meeting)
    for party in (Party.INPATIENT, Party.OUTPATIENT, Party.MUNICIPAL)
)
MINUTES = (Ask(Party.OUTPATIENT, "sip_meeting", ends=Ends.AGE, due=times.meeting_day),)


def _planned_start(state: CaseState) -> datetime | None:
    return state.sip.planned.starts_at if state.sip.planned else None


ROWS = (
    MessageType(
        # LUS 4:2: a SIP is made where the person consents. What is said counts by its date (assumed); a
        # guardian's word is the person's (FB 11:5, 6:11).
        name="sip_wish",
        step=4,
        title="Den enskildes besked om SIP",
        verb="Registrera om patienten avböjer SIP",
        senders=words.EVERYONE,
        receivers=words.EVERYONE,
        fields=(
            Field(
                "wish",
                Kind.CHOICE,
                "Patienten",
                fact=True,
                choices=((effects.DECLINES, "Avböjer SIP"), ("wants", "Vill ha SIP")),
                help="Avböjer patienten SIP behöver ingen kallas, och kallelsen är inget villkor för "
                "betalningsansvar.",
            ),
            Field(
                "said_on",
                Kind.DATE,
                "Sagt den",
                fact=True,
                checks=(checks.not_in_the_future, checks.not_before_admission),
            ),
            Field(
                "said_by",
                Kind.CHOICE,
                "Av",
                choices=(
                    ("patient", "Patienten själv"),
                    *(one for one in GUARDIANS if one[0] != "none"),
                    ("custodian", "Vårdnadshavare"),
                ),
            ),
            Field("comment", Kind.LONG_TEXT, "Hur och till vem har det sagts?"),
        ),
        apply=effects.wish_sip,
        seldom=True,
    ),
    MessageType(
        # LUS 4:3: the fast vårdkontakt calls, at the latest three days after the notice. Outside a stay
        # either side calls (SoL 10:8, HSL 16:4). The person may have gone home meanwhile.
        name="sip_call",
        step=4,
        title="Kallelse till SIP",
        verb="Kalla till SIP",
        senders=words.OUTPATIENT,
        outside_stay=words.AT_HOME,
        receivers=words.EVERYONE,
        needs_consent=consents.SIP,
        meets_for_all=True,
        owed=OwedWords("kalla till SIP", "kalla till SIP"),
        paper="sip-call-pdf",
        in_plan=InPlan(
            "Möte om SIP",
            "Inget möte är planerat.",
            answers=lambda s: {
                unit: dict(words.ANSWERS_TO_CALL)[answer]
                for unit, answer in (s.sip.meeting.answers if s.sip.meeting else {}).items()
            },
            # The call as it was last changed; none when the meeting is cancelled.
            holds=lambda s: s.sip.meeting.latest if s.sip.meeting else None,
        ),
        fields=MEETING,
        requires=(
            rules.WANTED,
            rules.CONTACT_NAMED,
            rules.NOT_CALLED,
            rules.NOT_CLOSED,
        ),
        apply=effects.call,
        is_told=lambda s: s.sip.planned is not None,
        asks=ANSWERS,
        to_self=MINUTES,
    ),
    MessageType(
        name="sip_call_change",
        step=4,
        title="Ändrad kallelse till SIP",
        verb="Ändra kallelsen till SIP",
        senders=words.OUTPATIENT,
        outside_stay=words.AT_HOME,
        receivers=words.EVERYONE,
        needs_consent=consents.SIP,
        seldom=True,
        paper="sip-call-pdf",
        fields=MEETING,
        requires=(rules.CALLED, rules.CALLER, rules.NOT_CLOSED),
        apply=effects.change_call,
        continues=MEETING_CALLS,
        asks=ANSWERS,
        to_self=MINUTES,
    ),
    MessageType(
        name="sip_call_cancellation",
        step=4,
        title="Inställt SIP-möte",
        verb="Ställ in SIP-mötet",
        senders=words.OUTPATIENT,
        outside_stay=words.AT_HOME,
        receivers=words.EVERYONE,
        seldom=True,
        fields=(Field("reason", Kind.LONG_TEXT, "Varför ställs mötet in?"),),
        requires=(rules.CALLED, rules.CALLER),
        apply=effects.cancel_meeting,
    ),
    MessageType(
        name="sip_answer",
        step=4,
        title="Svar på kallelse till SIP",
        verb="Svara på kallelsen",
        senders=words.EVERYONE,
        outside_stay=words.AT_HOME,
        receivers=words.EVERYONE,
        needs_consent=consents.SIP,
        owed=OwedWords("svara på kallelsen till SIP", "svara om SIP"),
        fields=(
            Field("answer", Kind.CHOICE, "Svar", fact=True, choices=words.ANSWERS_TO_CALL),
            Field(
                "proposed_at",
                Kind.MOMENT,
                "Föreslagen tid",
                fact=True,
                required_when=("answer", ("propose",)),
                asked_if="Om ni föreslår en annan tid",
                checks=(checks.future,),
            ),
            Field(
                "reason",
                Kind.LONG_TEXT,
                "Skäl",
                required_when=("answer", ("decline",)),
                asked_if="Om ni inte kommer",
            ),
        ),
        requires=(rules.CALLED, rules.INVITED),
        apply=effects.answer_call,
    ),
    MessageType(
        name="sip_meeting",
        step=7,
        title="Minnesanteckningar från SIP-möte",
        verb="Dokumentera SIP-mötet",
        senders=words.EVERYONE,
        outside_stay=words.AT_HOME,
        receivers=words.EVERYONE,
        needs_consent=consents.SIP,
        meets_for_all=True,
        owed=OwedWords("dokumentera SIP-mötet", "dokumentera möte"),
        fields=(
            Field(
                "held_at",
                Kind.MOMENT,
                "Mötet hölls",
                fact=True,
                suggest=_planned_start,
                checks=(checks.not_future,),
            ),
            Field(
                "meeting_form",
                Kind.CHOICE,
                "Mötesform",
                fact=True,
                choices=words.MEETING_FORMS,
                suggest=lambda s: s.sip.planned.form if s.sip.planned else None,
            ),
            Field(
                "person_took_part",
                Kind.CHOICE,
                "Deltog personen själv?",
                fact=True,
                choices=(
                    ("yes", "Ja"),
                    ("representative", "Genom närstående eller företrädare"),
                    ("no", "Nej"),
                ),
            ),
            Field("came", Kind.LONG_TEXT, "Vilka deltog?", help="Namn och roll, en på varje rad."),
            Field("minutes", Kind.LONG_TEXT, "Vad kom ni fram till?"),
        ),
        offered_from=_planned_start,
        requires=(rules.CALLED, rules.NOT_CLOSED),
        apply=effects.hold_meeting,
        to_self=(Ask(Party.OUTPATIENT, "sip_plan", ends=Ends.AGE, when=lambda s: s.sip.version is None),),
    ),
)

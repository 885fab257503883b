"""The meeting of a SIP: called to, changed, cancelled, answered, held."""

from __future__ import annotations

from datetime import datetime

from discharge.process import times, words
from discharge.process.fields import Field, Kind, RowField, RowsOf
from discharge.process.judging import checks, consents
from discharge.process.message_type import Ask, MessageType
from discharge.process.sip import checks as sip_checks
from discharge.process.sip import effects, rules
from discharge.process.sip import words as sip_words
from discharge.process.state import CaseState, Ends
from discharge.process.wording import InPlan, OwedWords
from municipalities.units.parties import Party

#: What says when and where a meeting is: the last of these that was sent.
MEETING_CALLS = ("sip_call", "sip_call_change")
#: Those who are no units, in the call as it was last changed.
PEOPLE = RowsOf("people", lambda s: [one.id for one in s.sip.planned.people] if s.sip.planned else [])


def _has_others(state: CaseState) -> bool:
    return sum(part.ended_at is None for part in state.parts.values()) > 1


def _suggest_people(state: CaseState) -> list[dict[str, str]]:
    """The person is asked, and a child's guardians (FB 6:11; PL 4:3)."""
    kinds = [sip_words.PATIENT, *([sip_words.PARENT] if state.minor else [])]
    return [{"id": kind, "kind": kind, "name": "", "contact": ""} for kind in kinds]


MEETING = (
    Field(
        "purpose",
        Kind.LONG_TEXT,
        "Syfte med mötet",
        help="Vad mötet ska komma fram till. Det står i inbjudan till den som planen gäller.",
    ),
    Field("meeting_at", Kind.MOMENT, "Mötet börjar", fact=True, checks=(checks.future,)),
    Field(
        "meeting_ends_at",
        Kind.MOMENT,
        "Mötet slutar",
        fact=True,
        checks=(sip_checks.ends_after_start,),
    ),
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
    Field(
        effects.CALLED,
        Kind.PARTIES,
        "Vilka enheter kallas?",
        fact=True,
        shown_when=_has_others,
        suggest=lambda s: tuple(part.unit for part in s.parts.values() if part.ended_at is None),
        help="De andra i ärendet får veta att mötet hålls, och behöver inte svara.",
        checks=(sip_checks.may_be_called,),
    ),
    Field(
        effects.SURVEYED,
        Kind.PARTIES,
        "Vilka ber ni om en kartläggning före mötet?",
        required=False,
        fact=True,
        shown_when=_has_others,
        help="Lämna tomt om ingen behövs.",
        checks=(sip_checks.among_called,),
    ),
    Field(
        effects.OTHERS,
        Kind.ROWS,
        "Vilka fler kallas?",
        required=False,
        fact=True,
        personal=True,
        columns=(
            RowField("kind", "Vem", choices=sip_words.PEOPLE),
            RowField("name", "Namn", unless=("kind", (sip_words.PATIENT,))),
            RowField("contact", "Nås så här", required=False),
        ),
        adds="Lägg till en person",
        suggest=_suggest_people,
        help="Den som planen gäller, närstående, skola och andra: bara dem som personen vill ha med. De får "
        "en inbjudan på papper och ser inte ärendet. Tomma rader räknas inte.",
        checks=(sip_checks.only_one_patient,),
    ),
)
ANSWERS = tuple(
    Ask(party, name, ends=Ends.MEETING, due=times.before_meeting, of=of)
    for name, of in (("sip_answer", effects.called), ("sip_survey", effects.surveyed))
    for party in (Party.INPATIENT, Party.OUTPATIENT, Party.MUNICIPAL)
)
NOTE_PEOPLE = Ask(
    Party.OUTPATIENT,
    "sip_people",
    due=times.before_meeting,
    ends=Ends.MEETING,
    when=lambda s: s.sip.planned is not None and s.sip.planned.waits_for_people,
)
TO_CALLER = (
    Ask(Party.OUTPATIENT, "sip_meeting", ends=Ends.AGE, due=times.meeting_day),
    NOTE_PEOPLE,
)


def _planned_start(state: CaseState) -> datetime | None:
    return state.sip.planned.starts_at if state.sip.planned else None


ROWS = (
    MessageType(
        # LUS 4:2: a SIP is made where the person consents. It counts from when it is told (assumed); a
        # guardian's word is the person's (FB 6:11, FB 11:4).
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
                help="Beskedet räknas från när det skickas.",
                checks=(checks.not_in_the_future, checks.not_before_admission),
            ),
            Field(
                "said_by",
                Kind.CHOICE,
                "Av",
                choices=(
                    ("patient", "Patienten själv"),
                    *sip_words.SPEAKING,
                    ("custodian", "Vårdnadshavare"),
                ),
            ),
            Field("comment", Kind.LONG_TEXT, "Hur och till vem har det sagts?", help=words.READ_BY_ALL),
        ),
        apply=effects.wish_sip,
        seldom=True,
    ),
    MessageType(
        # LUS 4:3: the fast vårdkontakt calls, at the latest three days after the notice. Outside a stay
        # either side calls (SoL 10:8, HSL 16:4). The person may have gone home meanwhile.
        name="sip_call",
        is_notice=True,
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
        to_self=TO_CALLER,
    ),
    MessageType(
        name="sip_call_change",
        is_notice=True,
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
        to_self=TO_CALLER,
    ),
    MessageType(
        name="sip_call_cancellation",
        is_notice=True,
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
        in_row=True,
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
        # Who is no unit answers by telephone or when asked in the room; a unit writes down what was said.
        name="sip_people",
        step=4,
        title="Svar från dem som inte är enheter",
        verb="Notera vad de andra kallade svarar",
        sends="Spara svaren",
        senders=words.EVERYONE,
        outside_stay=words.AT_HOME,
        receivers=words.EVERYONE,
        needs_consent=consents.SIP,
        owed=OwedWords("notera vad de andra kallade svarar", "notera svar"),
        fields=(
            Field(
                "answers",
                Kind.ROWS,
                "Vad har de svarat?",
                fact=True,
                personal=True,
                columns=(
                    RowField("answer", "Svar", choices=sip_words.ANSWERS_OF_PEOPLE),
                    RowField("word", "Kommentar", required=False),
                ),
                each_of=PEOPLE,
                every=False,
                help="Lämna den tom som inte har svarat. Det senaste svaret gäller.",
            ),
        ),
        requires=(rules.PEOPLE_CALLED, rules.NOT_CLOSED),
        apply=effects.note_people,
        meets_for_all=True,
        to_self=(NOTE_PEOPLE,),
    ),
    MessageType(
        # Before the meeting, so that it begins from what everybody knows.
        name="sip_survey",
        step=4,
        title="Kartläggning inför SIP",
        verb="Skriv kartläggningen",
        sends="Skicka kartläggningen",
        senders=words.EVERYONE,
        outside_stay=words.AT_HOME,
        receivers=words.EVERYONE,
        needs_consent=consents.SIP,
        owed=OwedWords("skriva kartläggningen inför SIP", "kartlägga"),
        seldom=True,
        fields=(
            Field("situation", Kind.LONG_TEXT, "Hur är det för personen i dag?"),
            Field("own_words", Kind.LONG_TEXT, "Vad vill personen, med egna ord?", required=False),
            Field("services", Kind.LONG_TEXT, "Det här gör vi i dag"),
            Field("questions", Kind.LONG_TEXT, "Det här behöver mötet komma överens om", required=False),
        ),
        requires=(rules.SURVEYED, rules.NOT_CLOSED),
        apply=effects.survey,
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
            Field(
                "came_people",
                Kind.ROWS,
                "Kom de andra kallade?",
                required=False,
                fact=True,
                personal=True,
                columns=(RowField("answer", "Kom", choices=sip_words.CAME),),
                each_of=PEOPLE,
                every=False,
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

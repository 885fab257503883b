"""Utskrivningsklar, its withdrawal and its answer."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from discharge.process import effects, times, words
from discharge.process.fields import Field, Kind
from discharge.process.judging import checks, rules
from discharge.process.message_type import Ask, MessageType
from discharge.process.state import CaseState, Ends, StatedNeed
from discharge.process.wording import AnswerWords, InPlan, OwedWords, Tells, Tone
from municipalities.units.parties import Party


def _stated(state: CaseState, question: str) -> StatedNeed | None:
    return state.stated_needs.get(question)


#: What the ward may have answered beforehand (`table/planning.py`): then its answer stands there, with who
#: and when, and is answered anew. Never otherwise: it decides money.
SIP_NEEDED, OUTPATIENT_CARE_NEEDED = (
    replace(
        question,
        required=True,
        suggest=partial(CaseState.stated_need, question=question.name),
        stated=partial(_stated, question=question.name),
    )
    for question in words.NEEDS
)
#: Both notices tell the same.
READY = "ready"
ANSWERS = (
    Ask(Party.MUNICIPAL, "ready_reply", ends=Ends.CASE, due=times.reply_due),
    Ask(
        Party.OUTPATIENT,
        "outpatient_care",
        ends=Ends.CASE,
        due=times.reply_due,
        when=lambda s: s.outpatient_care_needed and not s.outpatient_care,
    ),
)

ROWS = (
    MessageType(
        # LUS 3:1: sent as soon as the treating doctor has judged the patient ready.
        name="ready_notice",
        in_row=True,
        is_notice=True,
        entered_by_region=True,
        tells=Tells.READY,
        step=5,
        title="Utskrivningsklar",
        verb="Meddela utskrivningsklar",
        senders=words.WARD,
        receivers=words.EVERYONE,
        fields=(
            Field("doctor", Kind.TEXT, "Behandlande läkare som har gjort bedömningen", personal=False),
            SIP_NEEDED,
            OUTPATIENT_CARE_NEEDED,
            Field(
                "compulsory_outpatient_care",
                Kind.QUESTION,
                "Går patienten hem med öppen psykiatrisk tvångsvård eller öppen rättspsykiatrisk vård?",
                fact=True,
                shown_when=lambda s: s.care_type in words.COMPULSORY_POSSIBLE,
            ),
        ),
        requires=(rules.OPEN, rules.IN_ACT, rules.NOT_READY),
        apply=effects.become_ready,
        kind=READY,
        is_told=lambda s: s.ready is not None,
        tell_again=effects.repeat_ready,
        asks=(
            *ANSWERS,
            Ask(
                Party.OUTPATIENT,
                "sip_call",
                ends=Ends.AGE,
                due=times.sip_call_due,
                when=lambda s: s.owes_sip_call,
            ),
        ),
    ),
    MessageType(
        # LPT 7 a §: the chief physician tells of öppen psykiatrisk tvångsvård, and it counts as
        # utskrivningsklar; a samordnad vårdplan takes the SIP's place (agreement).
        name="lpt_notice",
        is_notice=True,
        entered_by_region=True,
        tells=Tells.READY,
        step=5,
        title="Underrättelse enligt 7 a § LPT",
        verb="Underrätta enligt 7 a § LPT",
        senders=words.WARD,
        receivers=words.EVERYONE,
        fields=(
            Field("doctor", Kind.TEXT, "Chefsöverläkare som har gjort bedömningen", personal=False),
            OUTPATIENT_CARE_NEEDED,
            Field("comment", Kind.LONG_TEXT, "Kommentar", required=False),
        ),
        requires=(rules.COMPULSORY, rules.OPEN, rules.IN_ACT, rules.NOT_READY),
        apply=effects.give_compulsory_notice,
        kind=READY,
        is_told=lambda s: s.ready is not None,
        tell_again=effects.repeat_ready,
        asks=ANSWERS,
    ),
    MessageType(
        # In the routines, not in LUS; a new assessment is a new notice and a new count (assumed).
        name="ready_withdrawal",
        in_row=True,
        is_notice=True,
        entered_by_region=True,
        step=5,
        title="Utskrivningsklar återtagen",
        verb="Återta utskrivningsklar",
        senders=words.WARD,
        receivers=words.EVERYONE,
        fields=(Field("reason", Kind.LONG_TEXT, "Varför återtas meddelandet?"),),
        requires=(rules.OPEN, rules.READY),
        apply=effects.withdraw,
        is_told=lambda s: s.ready is None,
        withdraws=("ready_notice", "lpt_notice"),
    ),
    MessageType(
        name="ready_reply",
        in_row=True,
        step=5,
        title="Svar på utskrivningsklar",
        verb="Svara på utskrivningsklar",
        senders=words.MUNICIPAL,
        receivers=words.EVERYONE,
        fields=(
            Field(
                "answer",
                Kind.CHOICE,
                "Kommunens svar",
                fact=True,
                choices=(
                    ("receive", "Vi kan ta emot"),
                    ("need_information", "Vi behöver mer information"),
                    ("not_ours", "Ärendet är inte vårt"),
                ),
            ),
            Field(
                "receives_from",
                Kind.MOMENT,
                "Kan ta emot från",
                fact=True,
                required_when=("answer", ("receive",)),
                asked_if="Om ni kan ta emot",
                checks=(checks.after_admission,),
            ),
            Field(
                "comment",
                Kind.LONG_TEXT,
                "Vad behöver ni veta, eller vems är ärendet?",
                required_when=("answer", ("need_information", "not_ours")),
                asked_if="Om ni behöver mer information, eller om ärendet inte är ert",
            ),
        ),
        requires=(rules.OPEN, rules.READY, rules.HOLDS_PLANNING),
        apply=effects.reply,
        owed=OwedWords("svara på utskrivningsklar", "svara"),
        answer_words=AnswerWords(
            "answer",
            {
                "receive": (Tone.GOOD, "tar emot"),
                "need_information": (Tone.BAD, "behöver veta mer"),
                "not_ours": (Tone.BAD, "inte vårt"),
            },
            of_notice=True,
        ),
        in_plan=InPlan("Kommunens svar på utskrivningsklar", "Inget svar ännu."),
    ),
)

"""Utskrivningsklar, its withdrawal and its answer."""

from __future__ import annotations

from discharge.fields import Field, Kind
from discharge.process import checks, effects, rules, times, words
from discharge.process.message_type import Ask, MessageType
from municipalities.parties import Party

ROWS = (
    MessageType(
        # LUS 2:5 and 5:1: sent as soon as the treating doctor has judged the patient ready.
        name="ready_notice",
        step=5,
        title="Utskrivningsklar",
        verb="Meddela utskrivningsklar",
        senders=words.WARD,
        receivers=words.EVERYONE,
        fields=(
            Field("doctor", Kind.TEXT, "Behandlande läkare som har gjort bedömningen"),
            Field(
                "sip_needed",
                Kind.YES_NO,
                "Patienten behöver insatser från både region och kommun (SIP)",
                fact=True,
                suggest=lambda s: True,
            ),
            Field(
                "outpatient_care_needed",
                Kind.YES_NO,
                "Patienten behöver regionens öppenvård efter hemgången",
                fact=True,
                suggest=lambda s: any(p.party == Party.OUTPATIENT for p in s.parts.values()),
            ),
            Field(
                "compulsory_outpatient_care",
                Kind.YES_NO,
                "Patienten går hem med öppen psykiatrisk tvångsvård eller öppen rättspsykiatrisk vård",
                fact=True,
                shown_when=lambda s: s.care_type in words.COMPULSORY_POSSIBLE,
            ),
        ),
        requires=(rules.OPEN, rules.NOT_READY),
        apply=effects.become_ready,
        asks=(
            Ask(Party.MUNICIPAL, "ready_reply", due=times.reply_due),
            Ask(
                Party.OUTPATIENT,
                "sip_call",
                due=times.sip_call_due,
                when=lambda s: s.sip_needed and not s.sip_calls and not s.compulsory_outpatient_care,
            ),
            Ask(
                Party.OUTPATIENT,
                "outpatient_care",
                due=times.reply_due,
                when=lambda s: s.outpatient_care_needed and not s.outpatient_care,
            ),
        ),
    ),
    MessageType(
        # LUS 5:2 (a new assessment is a new notice and a new count).
        name="ready_withdrawal",
        step=5,
        title="Utskrivningsklar återtagen",
        verb="Återta utskrivningsklar",
        senders=words.WARD,
        receivers=words.EVERYONE,
        fields=(Field("reason", Kind.LONG_TEXT, "Varför återtas meddelandet?"),),
        requires=(rules.OPEN, rules.READY),
        apply=effects.withdraw,
        withdraws="ready_notice",
    ),
    MessageType(
        name="ready_reply",
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
                    ("not_ours", "Inte vår"),
                ),
            ),
            Field(
                "receives_from",
                Kind.MOMENT,
                "Kan ta emot från",
                fact=True,
                required_when=("answer", ("receive",)),
                checks=(checks.after_admission,),
            ),
            Field(
                "comment",
                Kind.LONG_TEXT,
                "Vad behöver ni veta, eller vems är ärendet?",
                required_when=("answer", ("need_information", "not_ours")),
            ),
        ),
        requires=(rules.OPEN, rules.READY),
        apply=effects.reply,
    ),
)

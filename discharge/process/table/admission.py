"""Admission and the expected time."""

from __future__ import annotations

from discharge.process import effects, times, words
from discharge.process.fields import Field, Kind
from discharge.process.judging import checks, rules
from discharge.process.message_type import Ask, MessageType
from discharge.process.state import Ends
from municipalities.units.parties import Party

ROWS = (
    MessageType(
        # LUS 2:3: within 24 h; 2:2: the four contents. The person's own data are added by the action.
        name="admission_notice",
        is_notice=True,
        step=1,
        title="Inskrivningsmeddelande",
        verb="Skicka inskrivningsmeddelande",
        may_be_cancelled=False,
        senders=words.WARD,
        receivers=frozenset({Party.MUNICIPAL, Party.OUTPATIENT}),
        starts_case=True,
        fields=(
            Field("admitted_at", Kind.MOMENT, "Inskriven", fact=True, checks=(checks.not_future,)),
            Field(
                "need_assessed_at",
                Kind.MOMENT,
                "Behovet av insatser bedömdes",
                required=False,
                fact=True,
                help="Bara om behovet bedömdes efter inskrivningen: de 24 timmarna räknas då därifrån.",
                checks=(checks.not_future, checks.after_admission),
            ),
            *words.EXPECTED,
            words.CARE_TYPE,
            Field(
                "municipality",
                Kind.TEXT,
                "Folkbokföringskommun",
                fact=True,
                filled=True,
                corrected_by="municipality_correction",
            ),
            Field(
                "placed_by",
                Kind.MUNICIPALITY,
                "Placerad av annan kommun",
                required=False,
                fact=True,
                help="Den kommunen får meddelandet och betalar.",
                corrected_by="municipality_correction",
            ),
            Field(
                "placing_district",
                Kind.DISTRICT,
                "Stadsdel som har beslutat om placeringen",
                required=False,
                fact=True,
                help="När Stockholms stad har placerat personen: den stadsdelen bär kostnaden.",
                corrected_by="municipality_correction",
            ),
            Field(
                "district",
                Kind.UNIT,
                "Stadsdel",
                fact=True,
                filled=True,
                personal=True,
                corrected_by="municipality_correction",
            ),
            # Of several units of one municipality that are told at once (process/parts/planning.py).
            Field("holds", Kind.UNIT, "Håller i planeringen", fact=True, filled=True, personal=True),
            # Follows from the identity number; kept so that guardians are asked for.
            Field("minor", Kind.YES_NO, "Under 18 år", fact=True, filled=True),
            Field("age_unknown", Kind.YES_NO, "Åldern är okänd", fact=True, filled=True),
            Field("name", Kind.TEXT, "Namn", filled=True, personal=True),
            Field("identity_number", Kind.TEXT, "Personnummer", filled=True, personal=True),
            Field("address", Kind.TEXT, "Folkbokföringsadress", filled=True, personal=True),
            # LUS 2:1: then outpatient care gets the notice too. No fifth content: it only chooses receivers.
            Field(
                "municipal_health_care",
                Kind.YES_NO,
                "Patienten kan behöva kommunal hälso- och sjukvård",
                sent=False,
                help="Då ska även öppenvården få meddelandet. Svaret skickas inte.",
            ),
        ),
        apply=effects.admit,
        within=times.within_a_day,
        asks=(
            Ask(Party.MUNICIPAL, "take", ends=Ends.CASE),
            Ask(Party.OUTPATIENT, "care_contact", ends=Ends.CASE, due=times.contact_due),
        ),
    ),
    MessageType(
        # LUS 2:4: a changed time is sent as soon as possible.
        name="expected_discharge_change",
        in_row=True,
        is_notice=True,
        step=1,
        title="Ändrat beräknat utskrivningsdatum",
        verb="Ändra beräknat utskrivningsdatum",
        senders=words.WARD,
        receivers=words.EVERYONE,
        fields=words.EXPECTED,
        requires=(rules.OPEN,),
        apply=effects.expect,
    ),
    MessageType(
        # For statistics alone, and told to nobody: the inskrivningsmeddelande has four contents. The
        # ward that has the patient says it anew where it was wrong; the last one holds.
        name="planned_admission",
        step=1,
        title="Planerad eller oplanerad inskrivning",
        verb="Registrera om inskrivningen var planerad",
        verb_again="Ändra om inskrivningen var planerad",
        sends="Spara",
        senders=words.WARD,
        receivers=frozenset(),
        kept_by=words.WARD,
        fields=(
            Field(
                "planned",
                Kind.CHOICE,
                "Var inskrivningen planerad?",
                fact=True,
                choices=words.PLANNED,
                help="Används bara i statistiken. Mottagarna ser inte svaret.",
            ),
        ),
        requires=(rules.OPEN,),
        apply=effects.say_whether_planned,
        seldom=True,
        may_be_cancelled=False,
    ),
)

"""Admission, the expected time, the ward."""

from __future__ import annotations

from discharge.fields import Field, Kind
from discharge.process import checks, effects, rules, times, words
from discharge.process.message_type import Ask, MessageType
from municipalities.parties import Party

ROWS = (
    MessageType(
        # LUS 2:1: within 24 h; the four contents. The person's own data are added by the action.
        name="admission_notice",
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
            Field("municipality", Kind.TEXT, "Folkbokföringskommun", fact=True, filled=True),
            Field(
                "placed_by",
                Kind.MUNICIPALITY,
                "Placerad av annan kommun",
                required=False,
                fact=True,
                help="Den kommunen får meddelandet och betalar.",
            ),
            Field("district", Kind.UNIT, "Stadsdel", fact=True, filled=True),
            Field("name", Kind.TEXT, "Namn", filled=True),
            Field("identity_number", Kind.TEXT, "Personnummer", filled=True),
            Field("address", Kind.TEXT, "Folkbokföringsadress", filled=True),
        ),
        apply=effects.admit,
        asks=(
            Ask(Party.MUNICIPAL, "take"),
            Ask(Party.OUTPATIENT, "care_contact", due=times.before_discharge),
        ),
    ),
    MessageType(
        # LUS 2:2: a changed time is sent as soon as possible.
        name="expected_discharge_change",
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
        # One case goes on across wards and hospitals; nothing restarts.
        name="transfer",
        step=1,
        title="Överflyttad till annan avdelning",
        verb="Överför vårdtillfället",
        may_be_cancelled=False,
        senders=words.WARD,
        receivers=words.EVERYONE,
        fields=(
            Field("to", Kind.UNIT, "Ny avdelning", fact=True, units=Party.INPATIENT),
            words.CARE_TYPE,
            Field("reason", Kind.LONG_TEXT, "Kommentar", required=False),
        ),
        requires=(rules.OPEN,),
        apply=effects.transfer,
        to_unit="to",
    ),
    MessageType(
        # The days of leave are not charged; the free days go on (assumed, a term of the agreement).
        name="leave_start",
        step=5,
        title="Permission",
        verb="Meddela permission",
        senders=words.WARD,
        receivers=words.EVERYONE,
        fields=(
            Field(
                "began_at",
                Kind.MOMENT,
                "Gick på permission",
                fact=True,
                own="now",
                checks=(checks.not_future, checks.after_admission),
            ),
            Field("comment", Kind.TEXT, "Väntas tillbaka", required=False),
        ),
        requires=(rules.OPEN, rules.IN),
        apply=effects.go_on_leave,
    ),
    MessageType(
        name="leave_end",
        step=5,
        title="Tillbaka från permission",
        verb="Meddela att patienten är tillbaka",
        senders=words.WARD,
        receivers=words.EVERYONE,
        fields=(
            Field(
                "ended_at",
                Kind.MOMENT,
                "Kom tillbaka",
                fact=True,
                own="now",
                checks=(checks.not_future, checks.after_leave_began),
            ),
        ),
        requires=(rules.OPEN, rules.ON_LEAVE),
        apply=effects.come_back,
    ),
)

"""Where the patient is: another ward, or on leave."""

from __future__ import annotations

from discharge.process import effects, words
from discharge.process.fields import Field, Kind
from discharge.process.judging import checks, rules
from discharge.process.message_type import MessageType, Naming
from discharge.process.wording import Tells
from municipalities.units.parties import Party

ROWS = (
    MessageType(
        # One case goes on across wards and hospitals; nothing restarts. The old ward reads what was its own.
        name="transfer",
        is_notice=True,
        step=1,
        title="Överflyttad till annan avdelning",
        verb="Överför vårdtillfället",
        may_be_cancelled=False,
        senders=words.WARD,
        receivers=words.EVERYONE,
        fields=(
            Field("to", Kind.UNIT, "Ny avdelning", fact=True, units=(Party.INPATIENT,)),
            words.CARE_TYPE,
            Field("reason", Kind.LONG_TEXT, "Kommentar", required=False),
        ),
        requires=(rules.OPEN,),
        apply=effects.transfer,
        naming=Naming(to_unit="to"),
        seldom=True,
    ),
    MessageType(
        # The days of leave are not charged; the free days go on (assumed, a term of the agreement).
        name="leave_start",
        is_notice=True,
        tells=Tells.LEAVE_BEGAN,
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
        is_told=lambda s: s.on_leave,
        seldom=True,
    ),
    MessageType(
        name="leave_end",
        is_notice=True,
        tells=Tells.LEAVE_ENDED,
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
                checks=(checks.not_future,),
            ),
        ),
        requires=(rules.OPEN, rules.ON_LEAVE),
        apply=effects.come_back,
        is_told=lambda s: not s.on_leave,
    ),
)

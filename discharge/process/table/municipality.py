"""Which municipality and district it is, corrected."""

from __future__ import annotations

from discharge.process import effects, words
from discharge.process.fields import Field, Kind
from discharge.process.judging import checks
from discharge.process.judging.payers import HOW, MOVED
from discharge.process.message_type import MessageType, Naming
from discharge.process.table.participants import ENTERING
from discharge.process.wording import Tells
from municipalities.units.parties import Party

ROWS = (
    MessageType(
        # LUS 5:2-5:3: the municipality where the person is registered pays, or the one that has placed the
        # person. Wrong from the start: all is judged by the right one. Moved: by who paid then (assumed).
        name="municipality_correction",
        is_notice=True,
        tells=Tells.PAYER_CORRECTED,
        step=3,
        title="Rättad kommun eller stadsdel",
        verb="Rätta kommun eller stadsdel",
        # A new one puts it right: money has followed from it.
        may_be_cancelled=False,
        senders=words.WARD,
        decided_by_region=True,
        at_any_time=True,
        in_system_only=True,
        receivers=words.EVERYONE,
        fields=(
            Field(
                "municipality",
                Kind.MUNICIPALITY,
                "Folkbokföringskommun",
                required=False,
                fact=True,
                help="Lämna tomt om personen inte är folkbokförd i Sverige, eller om kommunen är okänd.",
                personal=False,
                suggest=lambda s: s.municipality,
            ),
            Field(
                "placed_by",
                Kind.MUNICIPALITY,
                "Placerad av annan kommun",
                required=False,
                fact=True,
                help="Den kommunen får meddelandena och betalar.",
                personal=False,
                suggest=lambda s: s.placed_by,
            ),
            Field(
                "district",
                Kind.DISTRICT,
                "Stadsdel i den kommun som betalar",
                required=False,
                fact=True,
                help="När Stockholms stad betalar: den stadsdelen bär kostnaden.",
                personal=False,
                suggest=lambda s: s.district,
            ),
            Field("how", Kind.CHOICE, "Vad rättas?", fact=True, choices=HOW, checks=(checks.another_area,)),
            Field(
                "moved_on",
                Kind.DATE,
                "Flyttade den",
                fact=True,
                required_when=("how", (MOVED,)),
                asked_if="Om personen har flyttat",
                checks=(checks.not_in_the_future, checks.moved_during_stay),
            ),
            Field(
                "to",
                Kind.UNIT,
                "Ny mottagare",
                required=False,
                fact=True,
                units=(Party.MUNICIPAL,),
                on_paper=True,
                help="En enhet i den kommun eller stadsdel som betalar. Lämna tomt om någon där deltar.",
                checks=(checks.not_taking_part,),
            ),
            Field("reason", Kind.LONG_TEXT, "Varför rättas det?"),
            # Two who correct at once: the later reads what the first has said.
            Field(
                "follows",
                Kind.EARLIER,
                "Det som rättas",
                required=False,
                fact=True,
                suggest=lambda s: s.residence_said,
                checks=(checks.said_last,),
            ),
            Field("leaves", Kind.PARTIES, "Deltar inte längre", fact=True, filled=True),
        ),
        apply=effects.correct_residence,
        corrects_payer=True,
        naming=Naming(to_unit="to"),
        seldom=True,
        asks=ENTERING,
    ),
)

"""A place to live for somebody who is hard to place after psychiatric or addiction care.

Stockholm's social welfare board has a placement coordinator for it (dnr 3.1.1-228/2020); the kinds of need
are those that it names. What has been tried is never changed, only added to.
"""

from __future__ import annotations

from discharge.process import words
from discharge.process.fields import Field, Kind
from discharge.process.judging import placements
from discharge.process.message_type import Ask, MessageType, Naming
from discharge.process.state import Ends
from discharge.process.wording import OwedWords
from municipalities.units.parties import Party

#: What is said of a search, in the order in which it is begun, tried and ended.
PLACEMENT_TYPES = ("placement_request", "placement_attempt", "placement_outcome")
SEARCHERS = frozenset({Party.PLACEMENT, Party.MUNICIPAL})

ROWS = (
    MessageType(
        name="placement_request",
        is_notice=True,
        step=3,
        title="Begäran om stöd av placeringssamordnaren",
        verb="Begär stöd av placeringssamordnaren",
        may_be_cancelled=False,
        senders=words.MUNICIPAL,
        receivers=words.WARD,
        seldom=True,
        fields=(
            Field("to", Kind.UNIT, "Placeringssamordnare", fact=True, units=(Party.PLACEMENT,)),
            Field("need", Kind.CHOICE, "Vad gör det svårt?", fact=True, choices=placements.NEEDS),
            Field("wanted", Kind.LONG_TEXT, "Vilket boende och stöd behövs?"),
        ),
        requires=(placements.PLACEABLE, placements.NOT_SEARCHING),
        apply=placements.request,
        naming=Naming(to_unit="to"),
        asks=(Ask(Party.PLACEMENT, "placement_attempt", ends=Ends.AGE),),
    ),
    MessageType(
        name="placement_attempt",
        step=3,
        title="Försök att hitta placering",
        verb="Registrera ett försök",
        may_be_cancelled=False,
        senders=SEARCHERS,
        receivers=SEARCHERS,
        meets_for_all=True,
        owed=OwedWords("söka placering", "söka plats"),
        fields=(
            Field("provider", Kind.TEXT, "Vem tillfrågades?"),
            Field("result", Kind.CHOICE, "Svar", fact=True, choices=placements.RESULTS),
            Field(
                "free_from",
                Kind.DATE,
                "Platsen är ledig från",
                fact=True,
                required_when=("result", (placements.OFFERED,)),
                asked_if="Om en plats erbjuds",
            ),
            Field("comment", Kind.LONG_TEXT, "Kommentar", required=False),
        ),
        requires=(placements.SEARCHING,),
        apply=placements.attempt,
    ),
    MessageType(
        name="placement_outcome",
        step=3,
        title="Utfall av placeringen",
        verb="Registrera utfallet av placeringen",
        may_be_cancelled=False,
        senders=SEARCHERS,
        receivers=SEARCHERS | words.WARD,
        fields=(
            Field("outcome", Kind.CHOICE, "Utfall", fact=True, choices=placements.OUTCOMES),
            Field(
                "place",
                Kind.TEXT,
                "Var?",
                required_when=("outcome", ("placed", "own_home")),
                asked_if="Om personen är placerad eller har ett eget boende",
            ),
            Field("comment", Kind.LONG_TEXT, "Kommentar", required=False),
        ),
        requires=(placements.SEARCHING,),
        apply=placements.end,
    ),
)

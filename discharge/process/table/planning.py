"""Planning: who coordinates, who has taken the case, what is in place."""

from __future__ import annotations

from discharge.fields import Field, Kind
from discharge.process import effects, rules, words
from discharge.process.message_type import Ask, MessageType
from municipalities.parties import Party

ROWS = (
    MessageType(
        # LUS 3:1.
        name="care_contact",
        step=2,
        title="Fast vårdkontakt",
        verb="Utse fast vårdkontakt",
        senders=words.OUTPATIENT,
        receivers=words.EVERYONE,
        fields=(
            Field("name", Kind.TEXT, "Namn", own="name"),
            Field("title", Kind.TEXT, "Yrke", required=False),
            Field("phone", Kind.TEXT, "Telefon", own="phone"),
        ),
        requires=(rules.OPEN,),
        apply=effects.name_contact,
    ),
    MessageType(
        name="take",
        step=3,
        title="Planeringen är mottagen",
        verb="Ta emot planeringen",
        senders=words.MUNICIPAL,
        receivers=frozenset({Party.INPATIENT, Party.OUTPATIENT}),
        fields=(
            Field(
                "responsible",
                Kind.COLLEAGUE,
                "Handläggare",
                fact=True,
                help="Du själv, eller en kollega på enheten.",
                own="colleague",
            ),
        ),
        requires=(rules.OPEN,),
        apply=effects.take,
    ),
    MessageType(
        name="handover",
        step=3,
        title="Överlämnat till annan enhet",
        verb="Lämna över till annan enhet",
        may_be_cancelled=False,
        senders=words.MUNICIPAL,
        receivers=frozenset({Party.INPATIENT, Party.OUTPATIENT}),
        fields=(
            Field("to", Kind.UNIT, "Ny mottagare", fact=True, units=Party.MUNICIPAL),
            Field("reason", Kind.LONG_TEXT, "Varför lämnas ärendet över?"),
        ),
        requires=(rules.OPEN,),
        apply=effects.hand_over,
        to_unit="to",
        asks=(Ask(Party.MUNICIPAL, "take"),),
    ),
    MessageType(
        # LUS 5:3: the region's own outpatient services must be in place before the municipality pays.
        name="outpatient_care",
        step=3,
        title="Besked om öppenvårdens insatser",
        verb="Lämna besked om öppenvårdens insatser",
        senders=words.OUTPATIENT,
        receivers=words.EVERYONE,
        fields=(
            Field(
                "status", Kind.CHOICE, "Öppenvårdens insatser", fact=True, choices=words.OUTPATIENT_STATUSES
            ),
            Field("comment", Kind.LONG_TEXT, "Kommentar", required=False),
        ),
        requires=(rules.OPEN,),
        apply=effects.state_outpatient_care,
    ),
    MessageType(
        # LUS 5:3: nobody pays for services that the person does not want. Who may say so: (assumed).
        name="services_declined",
        step=3,
        title="Den enskildes besked om kommunens insatser",
        verb="Anteckna om patienten avstår kommunens insatser",
        senders=frozenset({Party.INPATIENT, Party.MUNICIPAL}),
        receivers=words.EVERYONE,
        fields=(
            Field(
                "wish",
                Kind.CHOICE,
                "Patienten",
                fact=True,
                choices=(("declines", "Avstår kommunens insatser"), ("wants", "Vill ha kommunens insatser")),
            ),
            Field("comment", Kind.LONG_TEXT, "Hur och till vem har patienten sagt det?"),
        ),
        requires=(rules.OPEN,),
        apply=effects.decline_services,
    ),
)

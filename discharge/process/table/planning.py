"""Planning: who coordinates, who has taken the case, what is in place."""

from __future__ import annotations

from dataclasses import replace

from discharge.process import effects, times, words
from discharge.process.circumstances import rows as circumstances
from discharge.process.fields import Field, Kind
from discharge.process.judging import checks, consents, rules
from discharge.process.message_type import Ask, MessageType
from discharge.process.state import Ends
from discharge.process.wording import AnswerWords, InPlan, OwedWords, Tells, Tone
from municipalities.units.parties import Party

ROWS = (
    MessageType(
        # LUS 2:5: named before the discharge; a new one takes the old one's place.
        name="care_contact",
        in_row=True,
        step=2,
        title="Fast vårdkontakt",
        verb="Utse fast vårdkontakt",
        senders=words.OUTPATIENT,
        receivers=words.EVERYONE,
        fields=(
            Field("name", Kind.TEXT, "Namn", own="name", personal=False),
            Field("title", Kind.TEXT, "Yrke", required=False, personal=False),
            Field("phone", Kind.TELEPHONE, "Telefon", own="phone", personal=False),
            Field(
                "reason",
                Kind.TEXT,
                "Varför byts den fasta vårdkontakten?",
                personal=False,
                shown_when=lambda s: s.care_contact_at is not None,
            ),
        ),
        requires=(rules.OPEN,),
        apply=effects.name_contact,
        verb_again="Byt fast vårdkontakt",
        meets_for_all=True,
        owed=OwedWords("utse fast vårdkontakt", "utse kontakt"),
        in_plan=InPlan("Fast vårdkontakt", "Ingen är utsedd ännu."),
    ),
    MessageType(
        name="take",
        in_row=True,
        may_be_undone=True,
        step=3,
        title="Planeringen är mottagen",
        verb="Ta emot planeringen",
        verb_again="Byt handläggare",
        senders=words.MUNICIPAL,
        outside_stay=words.MUNICIPAL,
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
        owed=OwedWords("ta emot planeringen", "ta emot"),
    ),
    MessageType(
        # In the agreement, not in LUS: the municipality may answer the inskrivningsmeddelande with what it
        # does already.
        name="status_report",
        step=3,
        title="Statusrapport från kommunen",
        verb="Skriv statusrapporten",
        sends="Skicka statusrapporten",
        senders=words.MUNICIPAL,
        receivers=frozenset({Party.INPATIENT, Party.OUTPATIENT}),
        fields=(
            Field(
                "services",
                Kind.LONG_TEXT,
                "Pågående insatser",
                unless="home_help",
                help="Skriv här, eller fyll i hemtjänsten nedan.",
            ),
            Field("functional_state", Kind.LONG_TEXT, "Funktion och ADL hemma", required=False),
            Field("contact", Kind.TEXT, "Kontakt om insatserna", own="phone", personal=False),
            *circumstances.fields_of(circumstances.STATUS_REPORT),
        ),
        requires=(rules.OPEN,),
        needs_consent=consents.PLANNING,
        in_plan=InPlan("Kommunens pågående insatser", "Ingen statusrapport ännu."),
    ),
    MessageType(
        # The county's short tracks by need; their names and number are (assumed).
        name="track_choice",
        step=3,
        title="Spår efter behov",
        verb="Välj spår",
        senders=words.WARD,
        receivers=words.EVERYONE,
        fields=(
            Field(
                "track",
                Kind.CHOICE,
                "Spår",
                fact=True,
                choices=words.TRACKS,
                checks=(checks.not_grey_when_ready,),
            ),
            Field("comment", Kind.LONG_TEXT, "Kommentar", required=False),
        ),
        requires=(rules.OPEN,),
        apply=effects.choose_track,
        verb_again="Byt spår",
        seldom=True,
        # Back from grå, where nobody owes anything.
        asks=(
            Ask(Party.MUNICIPAL, "take", ends=Ends.CASE, when=lambda s: not s.is_taken),
            Ask(
                Party.OUTPATIENT,
                "care_contact",
                ends=Ends.CASE,
                due=times.contact_due,
                when=lambda s: s.care_contact_at is None,
            ),
        ),
    ),
    MessageType(
        # What decides money is asked where it is known first: often at the round days before the patient is
        # ready. A message of its own, since who knows of one need may not know of the other, nor of the
        # track; it tells no more than the notice of utskrivningsklar, and needs no consent either (assumed).
        name="stated_needs",
        step=3,
        title="Behov av SIP och öppenvård",
        verb="Registrera behov av SIP och öppenvård",
        verb_again="Ändra behov av SIP och öppenvård",
        sends="Skicka svaren",
        senders=words.WARD,
        receivers=words.EVERYONE,
        fields=(
            replace(words.NEEDS[0], unless=words.NEEDS[1].name, required=True),
            words.NEEDS[1],
        ),
        requires=(rules.OPEN, rules.IN_ACT, rules.NOT_READY),
        apply=effects.state_needs,
        seldom=True,
    ),
    MessageType(
        # LUS 5:5: the region's own outpatient services must be in place before the municipality pays.
        name="outpatient_care",
        in_row=True,
        is_notice=True,
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
        owed=OwedWords("lämna besked om öppenvårdens insatser", "lämna besked"),
        answer_words=AnswerWords(
            "status",
            {
                "available": (Tone.GOOD, "på plats"),
                "unavailable": (Tone.BAD, "inte på plats"),
                "unknown": (Tone.OPEN, "vet inte ännu"),
            },
        ),
        in_plan=InPlan("Öppenvårdens insatser", "Inget besked ännu."),
    ),
    MessageType(
        # The agreement (HSN 2019-1416) asks the parties for local ways of handling complex cases, and the
        # yearly review how they work. A mark without words, so it needs no consent; nobody searches by it
        # (PDL 2:8). What makes a case complex is the parties' own judgement (assumed).
        name="complexity",
        step=3,
        title="Komplext ärende",
        verb="Märk ärendet som komplext",
        verb_again="Ändra om ärendet är komplext",
        sends="Spara",
        senders=words.EVERYONE,
        outside_stay=words.AT_HOME,
        receivers=words.EVERYONE,
        fields=(
            Field(
                "complex",
                Kind.CHOICE,
                "Är ärendet komplext?",
                fact=True,
                choices=(("yes", "Ja, ärendet är komplext"), ("no", "Nej, inte längre")),
                help="Ett ärende som behöver mer samverkan än vanligt. Märkningen räknas i statistiken; det "
                "går inte att söka på den.",
            ),
        ),
        requires=(rules.OPEN,),
        apply=effects.mark_complex,
        seldom=True,
    ),
    MessageType(
        # In the psychiatric routine, not in LUS: nobody pays for services that the person does not want. Who
        # may say so: (assumed).
        name="services_declined",
        is_notice=True,
        tells=Tells.SERVICES_WISHED,
        step=3,
        title="Den enskildes besked om kommunens insatser",
        verb="Registrera om patienten avstår kommunens insatser",
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
            Field(
                "comment",
                Kind.LONG_TEXT,
                "Hur och till vem har patienten sagt det?",
                help=words.READ_BY_ALL,
            ),
        ),
        requires=(rules.OPEN,),
        apply=effects.decline_services,
        seldom=True,
    ),
)

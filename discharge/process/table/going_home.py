"""Going home, or not."""

from __future__ import annotations

from discharge.process import effects, times, words
from discharge.process.circumstances import rows as circumstances
from discharge.process.fields import Field, Kind
from discharge.process.judging import checks, consents, rules
from discharge.process.message_type import Ask, MessageType, Naming
from discharge.process.state import Ends
from discharge.process.wording import OwedWords, Tells
from municipalities.swedish.clock import local_date
from municipalities.units.parties import Party

_HOUSING = dict(circumstances.HOMES)
BEFORE_TRANSFER = Field(
    "before_transfer",
    Kind.YES_NO,
    "Tiden stämmer fast den är före den meddelade överföringen",
    shown_when=lambda s: s.transferred_at is not None,
)
#: Where somebody goes from the ward, in the words of the patient's housing where it is one (the list is
#: assumed). "home", "short_term", "residential" and "other" are from before the others.
DESTINATIONS = (
    ("home", "Eget hem"),
    ("with_relatives", "Hem med närstående"),
    ("home_asih", "Hem med ASIH"),
    ("residential", _HOUSING["residential"]),
    ("short_term", _HOUSING["short_term"]),
    ("alternating", "Växelvård"),
    ("lss", _HOUSING["lss"]),
    ("hospice", "Hospice eller palliativ vårdavdelning"),
    ("other_hospital", "Annat sjukhus"),
    ("other_ward", "Annan avdelning"),
    ("homeless", _HOUSING["homeless"]),
    ("other", "Annat"),
)

ROWS = (
    MessageType(
        # The day of discharge is not charged (agreement, assumed).
        name="discharge",
        is_notice=True,
        entered_by_region=True,
        tells=Tells.DISCHARGED,
        step=6,
        title="Hemgång",
        verb="Meddela utskrivning (hemgång)",
        senders=words.WARD,
        receivers=words.EVERYONE,
        fields=(
            Field(
                "discharged_at",
                Kind.MOMENT,
                "Utskriven",
                fact=True,
                own="now",
                checks=(checks.not_future, checks.after_admission, checks.asked_before_transfer),
            ),
            BEFORE_TRANSFER,
            Field(
                "destination",
                Kind.CHOICE,
                "Till",
                fact=True,
                choices=DESTINATIONS,
            ),
            Field("comment", Kind.LONG_TEXT, "Kommentar", required=False),
        ),
        requires=(rules.OPEN,),
        apply=effects.go_home,
        is_told=lambda s: s.discharged_at is not None,
        to_self=(
            Ask(
                Party.INPATIENT,
                "patient_summary",
                ends=Ends.AGE,
                due=times.same_day,
                when=lambda s: s.patient_summary_at is None,
            ),
            Ask(
                Party.INPATIENT,
                "discharge_information",
                ends=Ends.AGE,
                due=times.same_day,
                when=lambda s: s.information_at is None and s.has_receivers,
            ),
        ),
    ),
    MessageType(
        # LUS 3:2: what continued care needs to know, the day of discharge at the latest.
        name="discharge_information",
        is_notice=True,
        step=6,
        title="Utskrivningsinformation",
        verb="Lämna utskrivningsinformation",
        senders=words.WARD,
        receivers=words.AT_HOME,
        fields=(
            Field("summary", Kind.LONG_TEXT, "Sammanfattning av vården"),
            Field("functional_state", Kind.LONG_TEXT, "Funktion och ADL"),
            Field(
                "medication",
                Kind.LONG_TEXT,
                "Läkemedelslista",
                help="Skriv listan här, eller bifoga den.",
                unless="medication_list",
            ),
            Field("medication_list", Kind.FILE, "Läkemedelslista som bilaga", required=False),
            Field(
                "contact", Kind.TEXT, "Kontakt på avdelningen", own="name", personal=False, tells_place=True
            ),
            Field(
                "call", Kind.TEXT, "Hit ringer ni vid frågor", own="phone", personal=False, tells_place=True
            ),
            Field(
                "sip_planned",
                Kind.DATE,
                "Planerat datum för SIP",
                required=False,
                fact=True,
                suggest=lambda s: local_date(s.sip.planned.starts_at) if s.sip.planned else None,
            ),
            *circumstances.fields_of(circumstances.DISCHARGE_INFORMATION),
        ),
        requires=(rules.NOT_INFORMED,),
        needs_consent=consents.GOING_HOME,
        apply=effects.inform,
        is_told=lambda s: s.information_at is not None,
        owed=OwedWords("lämna utskrivningsinformation", "information"),
    ),
    MessageType(
        # LUS 3:3 and PL 3:2 b: in writing, in plain language, the day of discharge at the latest. The patient
        # gets it in any case; the other parties read it where the patient consents.
        name="patient_summary",
        step=6,
        title="Trygghetskvitto",
        verb="Skriv trygghetskvitto",
        sends="Lämna trygghetskvittot",
        senders=words.WARD,
        receivers=words.EVERYONE,
        fields=(
            Field("reason_for_stay", Kind.LONG_TEXT, "Därför var du på sjukhus"),
            Field("what_was_done", Kind.LONG_TEXT, "Det här har vi gjort"),
            Field("next", Kind.LONG_TEXT, "Det här händer nu"),
            Field("medication", Kind.LONG_TEXT, "Dina läkemedel", required=False),
            Field(
                "call",
                Kind.TEXT,
                "Hit ringer du om du undrar något",
                own="phone",
                personal=False,
                tells_place=True,
            ),
            *circumstances.fields_of(circumstances.PATIENT_SUMMARY),
        ),
        requires=(rules.NOT_SUMMARISED,),
        needs_consent=consents.GOING_HOME,
        for_patient=True,
        apply=effects.summarise,
        is_told=lambda s: s.patient_summary_at is not None,
        owed=OwedWords("skriva trygghetskvitto", "trygghetskvitto"),
        paper="patient-summary-pdf",
    ),
    MessageType(
        name="deceased",
        is_notice=True,
        entered_by_region=True,
        tells=Tells.DIED,
        step=6,
        title="Avliden",
        verb="Meddela dödsfall",
        senders=words.WARD,
        outside_stay=words.AT_HOME,
        receivers=words.EVERYONE,
        fields=(
            Field(
                "deceased_at",
                Kind.MOMENT,
                "Avliden",
                fact=True,
                checks=(checks.not_future, checks.after_admission, checks.asked_before_transfer),
            ),
            BEFORE_TRANSFER,
        ),
        requires=(rules.OPEN,),
        apply=effects.die,
        tells_owed=True,
        is_told=lambda s: s.deceased_at is not None,
        seldom=True,
    ),
    MessageType(
        # Discharged or told dead by mistake: that message was never sent, and the stay goes on.
        name="reopening",
        is_notice=True,
        step=6,
        title="Återöppnat vårdtillfälle",
        verb="Återöppna vårdtillfället",
        may_be_cancelled=False,
        senders=words.WARD,
        receivers=words.EVERYONE,
        fields=(
            Field(
                "ending",
                Kind.MESSAGE,
                "Gäller inte längre",
                fact=True,
                filled=True,
                suggest=lambda s: s.ending,
            ),
            Field("reason", Kind.LONG_TEXT, "Varför återöppnas vårdtillfället?"),
        ),
        requires=(rules.CLOSED,),
        naming=Naming(cancels="ending"),
        seldom=True,
    ),
)

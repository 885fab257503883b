"""Going home, or not."""

from __future__ import annotations

from discharge.fields import Field, Kind
from discharge.process import checks, effects, rules, times, words
from discharge.process.message_type import Ask, MessageType
from municipalities.parties import Party

ROWS = (
    MessageType(
        # LUS 2:6; the day of discharge is not charged (agreement, assumed).
        name="discharge",
        step=6,
        title="Hemgång",
        verb="Meddela hemgång",
        senders=words.WARD,
        receivers=words.EVERYONE,
        fields=(
            Field(
                "discharged_at",
                Kind.MOMENT,
                "Utskriven",
                fact=True,
                own="now",
                checks=(checks.not_future, checks.after_admission, checks.after_ready),
            ),
            Field(
                "destination",
                Kind.CHOICE,
                "Till",
                fact=True,
                choices=(
                    ("home", "Hemmet"),
                    ("short_term", "Korttidsboende"),
                    ("residential", "Särskilt boende"),
                    ("other", "Annat"),
                ),
            ),
            Field("comment", Kind.LONG_TEXT, "Kommentar", required=False),
        ),
        requires=(rules.OPEN,),
        apply=effects.go_home,
        to_self=(
            Ask(
                Party.INPATIENT,
                "patient_summary",
                due=times.same_day,
                when=lambda s: s.patient_summary_at is None,
            ),
        ),
    ),
    MessageType(
        # LUS 4:4 and PL 3:6: in writing, in plain language, the day of discharge at the latest.
        name="patient_summary",
        step=6,
        title="Trygghetskvitto",
        verb="Skriv trygghetskvitto",
        senders=words.WARD,
        receivers=words.EVERYONE,
        fields=(
            Field("reason_for_stay", Kind.LONG_TEXT, "Därför var du på sjukhus"),
            Field("what_was_done", Kind.LONG_TEXT, "Det här har vi gjort"),
            Field("next", Kind.LONG_TEXT, "Det här händer nu"),
            Field("medication", Kind.LONG_TEXT, "Dina läkemedel", required=False),
            Field("call", Kind.TEXT, "Hit ringer du om du undrar något", own="phone"),
        ),
        requires=(rules.NOT_SUMMARISED,),
        apply=effects.summarise,
    ),
    MessageType(
        name="deceased",
        step=6,
        title="Avliden",
        verb="Meddela dödsfall",
        senders=words.WARD,
        receivers=words.EVERYONE,
        fields=(
            Field(
                "deceased_at",
                Kind.MOMENT,
                "Avliden",
                fact=True,
                checks=(checks.not_future, checks.after_admission),
            ),
        ),
        requires=(rules.OPEN,),
        apply=effects.die,
    ),
)

"""A case, the units' parts in it, and the facts that money and statistics are computed from.

All but the first few columns are derived: `discharge/process/columns.py` has a row for each,
`discharge/actions/sending/derive.py` writes them from the fold, and `manage.py rebuild_cases --check` proves
that they agree with the messages.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value, When
from django.db.models.functions import Now

from discharge.models.patients import Patient, PersonVersion, SeenLink
from discharge.persons.identity_numbers import read_kept
from discharge.process import CERTAINTIES, PLANNED, TRACKS, columns
from discharge.process.judging.place import PlaceOfCare
from discharge.process.judging.urgency import NEVER
from discharge.process.outlook import Liability, LiabilityOutlook, Outlook
from municipalities.ids import new_id
from municipalities.models import District, Municipality, Unit
from municipalities.units.parties import CareType, Party

#: Of a case that was folded before tasks ended by time.
NEVER_JUDGED = datetime(2000, 1, 1, tzinfo=UTC)


class Case(models.Model):
    """One stay in inpatient care, from admission to discharge, across transfers; or a SIP outside a stay."""

    class Kind(models.TextChoices):
        STAY = "stay", "Vårdtillfälle"
        SIP = "sip", "SIP utan vårdtillfälle"

    class LiabilityState(models.TextChoices):
        """The outlook in words, as `discharge/process/outlook.py` has it."""

        NONE = Outlook.NONE.value, "Ingen är utskrivningsklar"
        WILL_START = Outlook.WILL_START.value, "Fristdagar löper"
        STANDS = Outlook.STANDS.value, "Betalningsansvar pågår"
        PENDING = Outlook.PENDING.value, "Något saknas för betalningsansvar"
        BARRED = Outlook.BARRED.value, "Inget betalningsansvar"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="cases")
    kind = models.CharField(max_length=4, choices=Kind, default=Kind.STAY)
    reference = models.CharField("ärendereferens", max_length=11, unique=True)

    care_type = models.CharField(max_length=20, choices=CareType.choices())
    ward = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    payer = models.ForeignKey(Municipality, models.PROTECT, null=True, related_name="+")
    district = models.ForeignKey(District, models.PROTECT, null=True, related_name="+")
    #: Of a SIP outside a stay: when it was begun.
    admitted_at = models.DateTimeField()
    expected_discharge = models.DateField(null=True)
    certainty = models.CharField(max_length=12, choices=CERTAINTIES)
    track = models.CharField("spår", max_length=6, blank=True, choices=TRACKS)
    ready_at = models.DateTimeField(null=True)
    discharged_at = models.DateTimeField(null=True)
    deceased_at = models.DateTimeField(null=True)
    #: The case was about the wrong person (felsänt).
    mistaken_at = models.DateTimeField(null=True)
    sip_closed_at = models.DateTimeField(null=True)
    step = models.PositiveSmallIntegerField(default=1)
    next_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    next_type = models.CharField(max_length=40, blank=True)
    next_deadline = models.DateTimeField(null=True)
    is_open = models.BooleanField(default=True)
    changed_at = models.DateTimeField()
    #: When time ends the next of what units are asked for; a case that nobody has judged is judged at once.
    lapses_at = models.DateTimeField(null=True, default=NEVER_JUDGED)

    # Written by billing through discharge.actions.liability.
    starts_on = models.DateField(null=True)
    free_days_left = models.SmallIntegerField(null=True)
    liability_state = models.CharField(max_length=12, choices=LiabilityState, default=LiabilityState.NONE)
    liability_missing = ArrayField(
        models.CharField(max_length=40), verbose_name="vad regionen har kvar", default=list, db_default=[]
    )
    liability_due_on = models.DateField(null=True)

    #: Set by the queries that read a case for somebody: how the reader sees where the person is cared for,
    #: and until when the ward of a protected person is shown.
    place: PlaceOfCare = PlaceOfCare()
    place_open_until: datetime | None = None
    #: Set by queries.open_case: when the reading unit's part ended, if it has.
    seen_until: datetime | None = None
    #: Set by the queries that read a case for somebody: the person as the case's parties know it.
    person: PersonVersion
    #: Set with it: all that was registered in the case, oldest first; the last is `person`.
    person_history: Sequence[PersonVersion] = ()
    #: Set by queries.open_case: what has been registered of the person elsewhere since, where it differs.
    registered_elsewhere: PersonVersion | None = None
    #: Set with it: the person's other numbers, as the reader may know of them; None where nobody has asked.
    links: Sequence[SeenLink] | None = None
    #: Set by the actions that begin a case: what its registration says otherwise than the one before.
    registered_otherwise: tuple[str, ...] = ()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient"], condition=Q(is_open=True, kind="stay"), name="one_open_stay_per_patient"
            ),
            models.CheckConstraint(
                condition=Q(kind="sip")
                | Q(
                    is_open=True,
                    discharged_at__isnull=True,
                    deceased_at__isnull=True,
                    mistaken_at__isnull=True,
                )
                | (
                    Q(is_open=False)
                    & (
                        Q(discharged_at__isnull=False)
                        | Q(deceased_at__isnull=False)
                        | Q(mistaken_at__isnull=False)
                    )
                ),
                name="open_until_discharge_or_death",
            ),
            models.CheckConstraint(
                condition=Q(kind="stay")
                | Q(
                    is_open=True,
                    sip_closed_at__isnull=True,
                    deceased_at__isnull=True,
                    mistaken_at__isnull=True,
                )
                | (
                    Q(is_open=False)
                    & (
                        Q(sip_closed_at__isnull=False)
                        | Q(deceased_at__isnull=False)
                        | Q(mistaken_at__isnull=False)
                    )
                ),
                name="sip_open_until_closed_or_death",
            ),
            models.CheckConstraint(
                condition=Q(kind="stay", ward__isnull=False) | Q(kind="sip", ward__isnull=True),
                name="a_stay_has_a_ward_and_a_sip_none",
            ),
            models.CheckConstraint(
                condition=Q(discharged_at__isnull=True) | Q(discharged_at__gte=models.F("admitted_at")),
                name="discharge_not_before_admission",
            ),
        ]
        indexes = [
            models.Index(fields=["payer", "id"], condition=Q(is_open=True), name="case_open_by_payer"),
            models.Index(fields=["payer", "changed_at"], name="case_changed_by_payer"),
            models.Index(fields=["lapses_at"], condition=Q(lapses_at__isnull=False), name="case_lapsing"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def identity_number(self) -> str:
        """That by which the case knows the person: its own, or one that is linked."""
        said = self.person.linked_number
        is_linked = said and (self.links is None or any(link.later == said for link in self.links))
        return said if is_linked else self.patient.identity_number

    @property
    def birth_date(self) -> date | None:
        """As that number tells it."""
        is_own = self.identity_number == self.patient.identity_number
        return self.patient.birth_date if is_own else read_kept(self.identity_number).birth_date

    @property
    def outlook(self) -> LiabilityOutlook:
        """How it stands with liability, as judged on the day of the latest message or night."""
        return self.liability.outlook

    @property
    def liability(self) -> Liability:
        """What lists show of it."""
        return columns.liability(
            {column.name: getattr(self, column.name) for column in columns.CASE_LIABILITY}
        )

    def free_days_on(self, day: date) -> int | None:
        """How many free days are left; none are told of where nobody is ready."""
        return self.liability.free_days_on(day) if self.ready_at else None


class PlacementStage(models.TextChoices):
    """Whether somebody searches for a place to live for the person."""

    SEARCHING = columns.SEARCHING, "Pågår"
    ENDED = columns.ENDED, "Avslutad"


#: What lists are filtered by, at the end of each list's index: a filter is judged before a row is read.
FILTERED_BY = ("care_type", "track", "payer", "district", "responsible")
CURRENT = ("due", "admitted_at")
#: Which list has a row: where a list is sorted otherwise, that is judged before a row is read too.
LISTED_BY = ("in_hospital", "to_acknowledge", "to_answer", "sip_running")
#: Stands in the order of days for what has none.
NO_DAY = date.max


def _list_index(name: str, *fields: str, condition: Q) -> models.Index:
    """A unit's rows of a list, in the order in which its pages find them (docs/decisions/0053)."""
    last = "-id" if fields[-1].startswith("-") else "id"
    return models.Index(fields=["unit", *fields, last, *FILTERED_BY], condition=condition, name=name)


def or_last(name: str, last: date) -> models.Case:
    """The column in an order where what has none stands last.

    No COALESCE: that PostgreSQL takes for something that tells of rows before their policy, and no index is
    entered by it.
    """
    return models.Case(When(**{f"{name}__isnull": True}, then=Value(last)), default=F(name))


def _sorted_index(name: str, *keys: str | models.Case) -> models.Index:
    """A unit's rows of all lists of what goes on, in an order that a reader chooses."""
    of_unit = ("unit", *keys, "id", *LISTED_BY, *FILTERED_BY)
    return models.Index(*of_unit, condition=Q(goes_on=True), name=name)


class Participation(models.Model):
    """A unit's part in a case; what lists filter and sort by lies here, so that a list starts here.

    After `ended_at` the unit reads what was said until then, and nothing later; with `mistaken_at` nothing.
    Keys to other tables have no index of their own: those below begin with them, or nobody asks by them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="participations", db_index=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    party = models.CharField(max_length=20, choices=Party.choices())
    since = models.DateTimeField()

    active = models.BooleanField("har en del i det som händer", default=True)
    ended_at = models.DateTimeField(null=True)
    #: The part never should have been: the unit reads nothing of the case, not even what it had.
    mistaken_at = models.DateTimeField(null=True)
    in_hospital = models.BooleanField(default=True)
    to_acknowledge = models.PositiveSmallIntegerField(default=0)
    #: Since when the oldest of that has waited.
    unread_since = models.DateTimeField(null=True)
    #: Of what it has to acknowledge, how much was sent outside the system and entered afterwards.
    entered_afterwards = models.PositiveSmallIntegerField(default=0, db_default=0)
    to_answer = models.PositiveSmallIntegerField(default=0)
    next_type = models.CharField(max_length=40, blank=True)
    deadline = models.DateTimeField(null=True)
    ready_at = models.DateTimeField(null=True)
    admitted_at = models.DateTimeField()
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    sip_running = models.BooleanField("SIP pågår", default=False, db_default=False)
    meeting_at = models.DateTimeField(null=True)
    meeting_held = models.BooleanField(default=False, db_default=False)
    follow_up_on = models.DateField(null=True)
    placement = models.CharField(max_length=9, choices=PlacementStage, blank=True, db_default="")
    care_type = models.CharField(max_length=20, choices=CareType.choices(), db_default="")
    track = models.CharField(max_length=6, blank=True, choices=TRACKS, db_default="")
    # As on the case, whose keys are checked.
    payer = models.ForeignKey(
        Municipality, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    district = models.ForeignKey(
        District, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    ward = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    step = models.PositiveSmallIntegerField(default=0, db_default=0)
    expected_discharge = models.DateField(null=True)
    #: Whether the case's liability, and what others are late with, is the unit's business.
    concerned = models.BooleanField(default=True, db_default=True)
    #: The first deadline that is.
    due = models.DateTimeField(default=NEVER, db_default=NEVER)
    #: What the unit owes by message type: since when, and when it is due.
    tasks = models.JSONField(default=dict, db_default={})
    #: What it was asked for and never did (uteblev), by message type.
    lapsed = models.JSONField(default=dict, db_default={})

    #: As a column, so that PostgreSQL counts how many are at each unit (`part_lists`): of a moment it can't.
    is_ready = models.GeneratedField(
        verbose_name="utskrivningsklar",
        expression=Q(ready_at__isnull=False),  # type: ignore[arg-type]
        output_field=models.BooleanField(),
        db_persist=True,
    )
    # No condition of the indexes: whether that holds, PostgreSQL asks anew in every statement.
    goes_on = models.GeneratedField(
        verbose_name="enheten har något med ärendet att göra",
        expression=(
            Q(in_hospital=True)  # type: ignore[arg-type]
            | Q(sip_running=True)
            | Q(to_acknowledge__gt=0)
            | Q(to_answer__gt=0)
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    # Written by billing through discharge.actions.liability.
    starts_on = models.DateField(null=True)
    liability_state = models.CharField(
        max_length=12,
        choices=Case.LiabilityState,
        default=Case.LiabilityState.NONE,
        db_default=Case.LiabilityState.NONE,
    )
    liability_from = models.DateField(null=True)
    liability_due_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "unit"], name="one_part_per_unit_and_case"),
            # So that who asks for parts that have not ended never finds one.
            models.CheckConstraint(
                condition=Q(mistaken_at__isnull=True) | Q(ended_at__isnull=False),
                name="a_mistaken_part_has_ended",
            ),
        ]
        indexes = [
            _list_index("part_in_hospital", *CURRENT, condition=Q(in_hospital=True)),
            _list_index("part_incoming", *CURRENT, condition=Q(to_acknowledge__gt=0) | Q(to_answer__gt=0)),
            _list_index("part_to_acknowledge", *CURRENT, condition=Q(to_acknowledge__gt=0)),
            _list_index("part_to_answer", *CURRENT, condition=Q(to_answer__gt=0)),
            _list_index("part_by_deadline", "deadline", condition=Q(to_answer__gt=0)),
            _list_index("part_with_running_sip", *CURRENT, condition=Q(sip_running=True)),
            _list_index("part_ready", *CURRENT, condition=Q(in_hospital=True, is_ready=True)),
            _list_index(
                "part_liable",
                "starts_on",
                condition=Q(in_hospital=True, concerned=True, starts_on__isnull=False),
            ),
            _list_index("part_new", "-since", condition=Q(in_hospital=True)),
            _list_index("part_closed", "-admitted_at", condition=Q(in_hospital=False, sip_running=False)),
            _sorted_index("part_by_admission", "admitted_at"),
            _sorted_index("part_by_step", "step", "due"),
            _sorted_index("part_by_expected_day", or_last("expected_discharge", NO_DAY)),
            _sorted_index("part_by_ready", or_last("ready_at", NEVER)),
            models.Index(
                fields=["unit", "payer"],
                condition=Q(in_hospital=True, payer__isnull=False, district__isnull=True),
                name="part_by_payer",
            ),
            models.Index(
                fields=["unit", "district"],
                condition=Q(in_hospital=True, district__isnull=False),
                name="part_by_district",
            ),
            models.Index(
                fields=["unit", "responsible"],
                condition=Q(in_hospital=True, responsible__isnull=False),
                name="part_by_responsible",
            ),
            models.Index(
                fields=["unit", "meeting_at"], condition=Q(meeting_at__isnull=False), name="part_by_meeting"
            ),
            models.Index(
                fields=["unit", "follow_up_on"],
                condition=Q(follow_up_on__isnull=False),
                name="part_by_follow_up",
            ),
            models.Index(fields=["unit"], condition=~Q(placement=""), name="part_with_placement"),
            models.Index(fields=["unit"], condition=Q(to_acknowledge__gt=0), name="part_unread"),
            models.Index(fields=["patient", "unit"], name="part_by_patient"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.unit_id}"


class ListedPart(models.Model):
    """Where a part stands in its unit's lists by name and by place; on the part itself others would read it.

    Kept by the database: what the unit's own list shows of the person, and nothing of who is protected.
    """

    part = models.OneToOneField(
        Participation, models.PROTECT, primary_key=True, related_name="listed", db_constraint=False
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    #: As the conditions of the lists have it.
    goes_on = models.BooleanField()
    is_closed = models.BooleanField()
    #: The family name and the given, as Swedish sorts them; `HIDDEN` stands after all.
    name = models.TextField(db_collation="C")
    #: The key of the ward, or for a ward of the area; empty where the list shows none.
    place = models.CharField(max_length=36, db_collation="C")

    HIDDEN = "~"

    class Meta:
        db_table = "discharge_listed_part"
        indexes = [
            models.Index(fields=["unit", *keys, "name", "part"], condition=condition, name=name)
            for keys, condition, name in (
                ([], Q(goes_on=True), "listed_by_name"),
                (["place"], Q(goes_on=True), "listed_by_place"),
                ([], Q(is_closed=True), "listed_closed_by_name"),
                (["place"], Q(is_closed=True), "listed_closed_by_place"),
            )
        ]

    def __str__(self) -> str:
        return str(self.part_id)


class CaseFacts(models.Model):
    """The facts of a stay as `billing/liability/` takes them; no name, no number, no free text."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="facts")
    facts = models.JSONField()

    class Meta:
        db_table = "discharge_case_facts"

    def __str__(self) -> str:
        return str(self.case_id)


class PlannedAdmission(models.Model):
    """Whether a stay was planned, as its ward has said; no row: nobody has. Statistics count by it.

    Beside the facts of money, which every party reads: receivers are not told of this.
    """

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="planned_or_not")
    planned = models.CharField(max_length=9, choices=PLANNED)
    #: By the database's clock: it may be corrected until the discharge.
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "discharge_planned_admission"

    def __str__(self) -> str:
        return str(self.case_id)


class SipFacts(models.Model):
    """The facts of a case's SIP as statistics count them, where there is one or should be."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="sip_facts")
    facts = models.JSONField()
    #: By the database's clock: a correction may change what was done months before.
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "discharge_sip_facts"
        indexes = [models.Index(fields=["changed_at"], name="sip_facts_changed")]

    def __str__(self) -> str:
        return str(self.case_id)

"""The person that a case is about, and what has been registered of name and address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q

from discharge.persons.identity_numbers import NumberKind
from municipalities import directory
from municipalities.door import texts
from municipalities.ids import new_id
from municipalities.models import Assignment, District, Municipality, Unit
from municipalities.statements import Among, Statement, columns_of, row_of
from municipalities.units.parties import Word


class Patient(models.Model):
    """A person by identity number: what never changes, and whether the identity is protected now.

    Name and address are versions, each known to the parties of the case that it was registered in. A unit
    sees the row only while it takes part in a case of the person (row-level security), so who begins a
    case reaches it through one narrow database function.
    """

    class Sex(models.TextChoices):
        WOMAN = "woman", "Kvinna"
        MAN = "man", "Man"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    identity_number = models.CharField(max_length=12)
    #: Typed wrongly for the person, and perhaps somebody else's: nobody is found by it here any more.
    number_is_wrong = models.BooleanField(default=False, db_default=False)
    number_kind = models.CharField(max_length=12, choices=NumberKind.choices())
    sex = models.CharField(max_length=5, choices=Sex, blank=True)
    birth_date = models.DateField(null=True)
    #: Whether a `Protection` holds, set with any number of the person: kept by the database.
    protected_identity = models.BooleanField(default=False)
    #: The newest number of the same person, by `PersonLink`; null where it is this one: kept by the database.
    linked_to = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["identity_number"], condition=Q(number_is_wrong=False), name="one_person_per_number"
            ),
            models.CheckConstraint(
                condition=Q(number_kind="reserve", sex="", birth_date__isnull=True)
                | (Q(number_kind="coordination") & ~Q(sex=""))
                | (Q(number_kind="personal", birth_date__isnull=False) & ~Q(sex="")),
                name="number_kind_tells_sex_and_birth_date",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


#: What a registration says of a person: what is compared, shown as changed, and taken over.
REGISTERED = {
    "given_name": "förnamn",
    "family_name": "efternamn",
    "street": "gatuadress",
    "postal_code": "postnummer",
    "city": "postort",
    "municipality_id": "folkbokföringskommun",
    "district_id": "stadsdel",
    "listed_unit_id": "vårdcentral",
    "linked_number": "nummer",
}


#: What a registration names of the directory.
PLACES = ("municipality", "district", "listed_unit", "registered_unit")


class PersonVersions(models.Manager["PersonVersion"]):
    def of_cases(self, case_ids: Iterable[UUID]) -> dict[UUID, PersonVersion]:
        """By case, the person as the reading unit knows it there."""
        rows = self.filter(case_id__in=list(case_ids)).order_by("case_id", "-registered_at")
        found = rows.distinct("case_id").select_related("municipality", "district")
        return {row.case_id: row for row in found}

    def histories(self, case_ids: Iterable[UUID]) -> dict[UUID, list[PersonVersion]]:
        """By case, all that has been registered in it as far as the reading unit may know, oldest first.

        Without who registered it, which no list says.
        """
        found: dict[UUID, list[PersonVersion]] = {}
        rows = [
            row_of(PersonVersion, row) for row in histories_statement().ask_rows({"cases": list(case_ids)})
        ]
        for row in directory.fill(rows, *PLACES):
            found.setdefault(row.case_id, []).append(row)
        return found

    def elsewhere(self, case_id: UUID) -> PersonVersion | None:
        """What was registered last of an open case's person in another case, since this one's own."""
        found = self.raw("SELECT * FROM discharge_person_elsewhere(%s)", [case_id])
        return next(iter(directory.fill(found, *PLACES)), None)


class PersonVersion(models.Model):
    """One registration of a person: who registered what, when, and in which case. Never changed.

    A case shows the last one registered in it; to a unit whose part has ended, the last one before
    that (row-level security).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="versions")
    case = models.ForeignKey("discharge.Case", models.PROTECT, related_name="+")
    given_name = models.CharField(max_length=80, blank=True)
    family_name = models.CharField(max_length=80, blank=True)
    street = models.CharField(max_length=120, blank=True)
    postal_code = models.CharField(max_length=5, blank=True)
    city = models.CharField(max_length=60, blank=True)
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, related_name="+")
    district = models.ForeignKey(District, models.PROTECT, null=True, related_name="+")
    listed_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    #: The number by which the case knows the person since a link; empty where that is the patient's own.
    linked_number = models.CharField(max_length=12, blank=True, db_default="")
    registered_by = models.ForeignKey(Assignment, models.PROTECT, related_name="+")
    registered_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()

    objects = PersonVersions()

    class Meta:
        db_table = "discharge_person_version"
        constraints = [
            models.CheckConstraint(condition=~Q(given_name="") | ~Q(family_name=""), name="person_has_a_name")
        ]
        indexes = [
            models.Index(fields=["case", "-registered_at"], name="version_by_case"),
            models.Index(fields=["patient", "-registered_at"], name="version_by_patient"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    def otherwise_than(self, other: PersonVersion) -> list[str]:
        """Which of what is registered it says something else of; another way of writing the same is none."""
        return [
            name for name in REGISTERED if _comparable_value(self, name) != _comparable_value(other, name)
        ]

    @property
    def address(self) -> str:
        parts = (self.street, f"{self.postal_code} {self.city}".strip())
        return ", ".join(part for part in parts if part)


def _comparable_value(version: PersonVersion, name: str) -> Any:
    value = getattr(version, name)
    return texts.words(value) if isinstance(value, str) else value


class LinkKind(Word):
    """Why a person has another number than the case was begun with."""

    LATER = "later", "Patienten har fått personnummer eller samordningsnummer"
    CORRECTED = "corrected", "Numret var felskrivet: samma patient, fel siffror"


@dataclass(frozen=True, slots=True)
class SeenLink:
    """What a party of a case may know of a link; `is_earlier`: the case's own number is the earlier one.

    `unit`, `who` and `reason` are empty where the linking unit has no part in the case. `cases` are the
    reader's own by the other number, as (id, reference).
    """

    pk: UUID
    kind: LinkKind
    earlier: str
    later: str
    is_earlier: bool
    linked_at: datetime
    unit: Unit | None = None
    who: str = ""
    reason: str = ""
    undo_asked_at: datetime | None = None
    undo_reason: str = ""
    asked_by_me: bool = False
    cases: Sequence[tuple[UUID, str]] = ()


@cache
def histories_statement() -> Statement:
    rows = PersonVersion.objects.filter(Among("case_id", "cases")).order_by("registered_at")
    return Statement.of(rows.values_list(*columns_of(PersonVersion)))


class ProtectionOpening(models.Model):
    """Somebody who takes part in a case is shown where the person is cared for, for a stated reason."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey("discharge.Case", models.PROTECT, related_name="+")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=80)
    opened_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        db_table = "discharge_protection_opening"
        indexes = [models.Index(fields=["case", "assignment", "until"], name="place_opening_by_reader")]

    def __str__(self) -> str:
        return str(self.case_id)


class NameWord(models.Model):
    """A word of a person's name in a case, as a unit with a part in it knows it: what a unit's search reads.

    Kept by the database, beside each version and each part: all that was registered until a part's end.
    """

    pk = models.CompositePrimaryKey("unit", "word", "case")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    #: Begins are compared letter by letter.
    word = models.CharField(max_length=80, db_collation="C")
    case = models.ForeignKey("discharge.Case", models.PROTECT, related_name="+", db_index=False)

    class Meta:
        db_table = "discharge_name_word"
        # Whether a case that one word has found has the other words too.
        indexes = [models.Index(fields=["unit", "case", "word"], name="name_words_of_case")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.case_id}"


class Protection(models.Model):
    """Skyddade personuppgifter: set by any party at once, for all cases, also those that have ended.

    Taken away by the unit that set it, or by another on a stated ground; always with a reason. The site
    reaches it by two database functions alone: who has set it tells where the person is cared for.
    """

    class Ground(models.TextChoices):
        OWN = "own", "Vi som satte skyddet tar bort det"
        REGISTER = "register", "Skyddet har upphört enligt folkbokföringen"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    #: Null for what was set before this was kept.
    set_by = models.ForeignKey(Assignment, models.PROTECT, null=True, related_name="+")
    set_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField()
    lifted_by = models.ForeignKey(Assignment, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    ground = models.CharField(max_length=8, choices=Ground, blank=True)
    reason = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "set_unit"],
                condition=Q(lifted_at__isnull=True),
                name="one_protection_per_unit",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True, ground="", reason="")
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(ground="") & ~Q(reason="")),
                name="lifted_protection_says_why",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

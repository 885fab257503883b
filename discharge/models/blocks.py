"""Spärr: what a unit has said stays with it, at the person's wish (PDL 2008:355, 4 kap. 4 §).

A block covers what rests on consent (`MessageType.blockable`), never the notices of the act. The database
hides such messages from the other units; these rows tell them that something is blocked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, models
from django.db.models import Q

from discharge.models.cases import Case
from discharge.models.patients import Patient
from municipalities import directory
from municipalities.ids import new_id
from municipalities.models import Assignment, Unit


@dataclass(frozen=True, slots=True)
class SeenBlock:
    """What a reader may know of a block, seen from one case: everything else of it stays in the database.

    `unit` and `set_at` are None where the blocking unit has no part in the case and the reader has not opened
    the block: where a person has been cared for is not told by what is kept back.
    """

    pk: UUID
    unit: Unit | None
    set_at: datetime | None
    is_own: bool
    opened_until: datetime | None

    @property
    def unit_id(self) -> UUID | None:
        return self.unit.pk if self.unit else None

    @property
    def is_closed(self) -> bool:
        """Whether the reader is kept out now."""
        return not self.is_own and self.opened_until is None


class Blocks(models.Manager["Block"]):
    def seen_in(self, case_id: UUID) -> list[SeenBlock]:
        """The blocks that hold for the case's person, as the acting unit may know of them."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM discharge_blocks_seen(%s)", [case_id])
            rows = cursor.fetchall()
        return [
            SeenBlock(pk, directory.unit(unit) if unit else None, set_at, own, until)
            for pk, unit, set_at, own, until in rows
        ]

    def is_of(self, case_id: UUID, block_id: UUID) -> bool:
        """Whether the block, lifted or not, is of the person of a case in which the acting unit acts."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT discharge_is_block_of(%s, %s)", [block_id, case_id])
            return bool(cursor.fetchone()[0])


class Block(models.Model):
    """One unit's block for one person, until the person wants it lifted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    set_by = models.ForeignKey(Assignment, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    lifted_by = models.ForeignKey(Assignment, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    objects = Blocks()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "unit"], condition=Q(lifted_at__isnull=True), name="one_block_per_unit"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="a_lifted_block_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class BlockOpening(models.Model):
    """Somebody at another unit reads in spite of a block: with the person's consent, or in an emergency."""

    class Ground(models.TextChoices):
        CONSENTED = "consented", "Patienten samtycker"
        EMERGENCY = "emergency", "Nödläge: fara för liv eller hälsa, och patienten kan inte tillfrågas"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    block = models.ForeignKey(Block, models.PROTECT, related_name="openings")
    #: In which case of the block's person it was opened; null for what was opened before this was kept.
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="+")
    ground = models.CharField(max_length=10, choices=Ground)
    reason = models.CharField(max_length=80)
    opened_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        db_table = "discharge_block_opening"
        indexes = [models.Index(fields=["block", "assignment", "until"], name="opening_by_reader")]

    def __str__(self) -> str:
        return f"{self.block_id} {self.ground}"


class BlockableType(models.Model):
    """The message types that a block covers, for the database's policy: written from the process table."""

    type = models.CharField(max_length=40, primary_key=True)

    class Meta:
        db_table = "discharge_blockable_type"

    def __str__(self) -> str:
        return self.type

"""Spärr: what a unit has said stays with it, at the person's wish (PDL 2008:355, 4 kap. 4 §).

A block covers what rests on consent (`MessageType.blockable`), never the notices of the act. The database
hides such messages from the other units; these rows tell them that something is blocked.
"""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from discharge.models.patients import Patient
from municipalities.ids import new_id
from municipalities.models import Assignment, Unit


class Block(models.Model):
    """One unit's block for one person, until the person wants it lifted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    set_by = models.ForeignKey(Assignment, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    lifted_by = models.ForeignKey(Assignment, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    # Of the reader, when the row is read for a page.
    is_own: bool
    opened_until: datetime | None

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

    @property
    def is_closed(self) -> bool:
        """Whether the reader is kept out now."""
        return not self.is_own and self.opened_until is None


class BlockOpening(models.Model):
    """Somebody at another unit reads in spite of a block: with the person's consent, or in an emergency."""

    class Ground(models.TextChoices):
        CONSENTED = "consented", "Patienten samtycker"
        EMERGENCY = "emergency", "Nödläge: fara för liv eller hälsa, och patienten kan inte tillfrågas"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    block = models.ForeignKey(Block, models.PROTECT, related_name="openings")
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

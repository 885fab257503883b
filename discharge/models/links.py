"""Numbers of the same person: a reserve number and the one that comes later, or one instead of a wrong one.

A link joins two `Patient` rows and moves nothing: each case keeps the person that it was made for, and who
takes part in what stays as it is. What follows of it (protection, blocks, the one open stay, the patient's
log, figures) the database reads from `Patient.linked_to`. The site reaches links by functions alone.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from discharge.models.cases import Case
from discharge.models.patients import LinkKind, Patient
from municipalities.ids import new_id
from municipalities.models import Assignment, Unit


class PersonLink(models.Model):
    """That `patient`'s number is the same person's as that of `to`: said in a case, undone by two users."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=9, choices=LinkKind.choices())
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    to = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    linked_by = models.ForeignKey(Assignment, models.PROTECT, related_name="+")
    linked_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    linked_at = models.DateTimeField()
    reason = models.CharField(max_length=80)
    undo_asked_by = models.ForeignKey(Assignment, models.PROTECT, null=True, related_name="+")
    undo_asked_at = models.DateTimeField(null=True)
    undo_reason = models.CharField(max_length=80, blank=True)
    undone_by = models.ForeignKey(Assignment, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "discharge_person_link"
        constraints = [
            models.UniqueConstraint(
                fields=["patient"], condition=Q(undone_at__isnull=True), name="one_later_number"
            ),
            models.CheckConstraint(
                condition=~Q(patient=models.F("to")), name="no_number_is_linked_with_itself"
            ),
            models.CheckConstraint(
                condition=Q(
                    undo_asked_at__isnull=True,
                    undo_asked_by__isnull=True,
                    undo_reason="",
                    undone_at__isnull=True,
                )
                | (Q(undo_asked_at__isnull=False, undo_asked_by__isnull=False) & ~Q(undo_reason="")),
                name="undoing_is_asked_for_first",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="an_undone_link_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

"""What settings-like rows said before and after each change, written by a trigger (docs/decisions/0015)."""

from __future__ import annotations

from django.db import models


class RowChange(models.Model):
    """One row inserted, updated or deleted: when, by which assignment, what it said before and after.

    A new row has an empty `before`, a deleted one an empty `after`.

    `login` is the database login that did it: without an assignment that is all there is to know.
    Nobody but the trigger can write here, and nobody can change what it wrote.
    """

    class Operation(models.TextChoices):
        INSERT = "insert", "Ny"
        UPDATE = "update", "Ändrad"
        DELETE = "delete", "Borttagen"

    at = models.DateTimeField()
    assignment_id = models.UUIDField(null=True)
    login = models.CharField(max_length=63)
    table = models.CharField(max_length=63)
    row = models.CharField(max_length=40)
    operation = models.CharField(max_length=6, choices=Operation)
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        db_table = "municipalities_row_change"
        indexes = [models.Index(fields=["table", "row", "id"], name="row_change_by_row")]

    def __str__(self) -> str:
        return f"{self.table} {self.row} {self.operation}"

"""Each reading of the HSA catalogue's export: what would change, what did, and what was refused."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from municipalities.ids import new_id


class CatalogueImport(models.Model):
    """One export, read at one time. `rows` are its lines as they were read; `report` is what they come to.

    Holds nothing about a patient.
    """

    class State(models.TextChoices):
        PREVIEWED = "previewed", "Granskas"
        DONE = "done", "Införd"
        UNCHANGED = "unchanged", "Inget att ändra"
        HELD = "held", "Väntar på granskning"

    class Origin(models.TextChoices):
        PAGE = "page", "Från sidan"
        COMMAND = "command", "Från kommandoraden"
        SCHEDULE = "schedule", "Enligt schema"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    origin = models.CharField(max_length=10, choices=Origin)
    assignment_id = models.UUIDField(null=True)
    file_name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State)
    read_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    rows = models.JSONField()
    report = models.JSONField()

    class Meta:
        db_table = "municipalities_catalogue_import"
        indexes = [models.Index(fields=["-read_at"], name="catalogue_import_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("previewed", "held"), finished_at__isnull=True)
                | Q(state__in=("done", "unchanged"), finished_at__isnull=False),
                name="catalogue_import_is_finished_or_waits",
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_name} {self.read_at:%Y-%m-%d %H:%M}"

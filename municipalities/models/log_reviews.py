"""The systematic review of the access log: what was drawn, and what each reading was found to be.

Append-only, and seen by the log reviewers of the organisation alone (row-level security). Readings are
rows of the access log by id, without a foreign key: the log is partitioned.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from municipalities.ids import new_id
from municipalities.models.organisations import Organisation
from municipalities.models.users import Assignment


class LogSelection(models.Model):
    """Readings drawn for review: a random sample of a period, and those that a rule points at."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    drawn_by = models.ForeignKey(Assignment, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    first_day = models.DateField()
    last_day = models.DateField()
    readings = models.PositiveIntegerField("läsningar i perioden")

    class Meta:
        db_table = "municipalities_log_selection"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="log_selection_days_in_order"
            )
        ]
        indexes = [models.Index(fields=["organisation", "-drawn_at"], name="log_selection_by_time")]

    def __str__(self) -> str:
        return f"{self.first_day} – {self.last_day}"


class SelectedReading(models.Model):
    """One drawn reading, and why: the names of the rules, or `sample`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    selection = models.ForeignKey(LogSelection, models.PROTECT, related_name="selected")
    reading_id = models.UUIDField()
    read_at = models.DateTimeField()
    reasons = ArrayField(models.CharField(max_length=20))

    class Meta:
        db_table = "municipalities_log_selected"
        constraints = [
            models.UniqueConstraint(fields=["selection", "reading_id"], name="a_reading_is_drawn_once")
        ]

    def __str__(self) -> str:
        return str(self.reading_id)


class LogReview(models.Model):
    """One reading as it was judged: by whom, when, what was found, what was done about it.

    A new judgement of the same reading is a new row; the earlier one stays.
    """

    class Finding(models.TextChoices):
        JUSTIFIED = "justified", "Befogad"
        QUESTIONED = "questioned", "Behöver utredas"
        UNJUSTIFIED = "unjustified", "Obefogad"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    reading_id = models.UUIDField()
    reviewed_by = models.ForeignKey(Assignment, models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()
    finding = models.CharField(max_length=12, choices=Finding)
    looked_at = models.CharField(max_length=500)
    measure = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "municipalities_log_review"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(finding="justified") | ~models.Q(measure=""),
                name="what_is_not_justified_has_a_measure",
            )
        ]
        indexes = [models.Index(fields=["reading_id", "reviewed_at"], name="log_review_by_reading")]

    def __str__(self) -> str:
        return f"{self.reading_id} {self.finding}"

"""A month's published figures: written by the worker alone, read by whoever works with statistics.

No case and no person. Row-level security shows the site no row that is withheld (`database/tables.py`),
so a page, a file or a chart can't leak one by mistake.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from monthly_statistics.figures.areas import AreaKind
from monthly_statistics.figures.groups import AgeGroup, Sex
from municipalities.ids import new_id
from municipalities.units.parties import CareType


class Snapshot(models.Model):
    """A month's figures as they were at one time. Care days before `as_of` are counted.

    Version 0 is the month that still runs, and is replaced each night. Versions 1, 2, … of a complete month
    stay for ever: the database refuses to delete or change them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    month = models.DateField("månadens första dag")
    version = models.PositiveSmallIntegerField()
    as_of = models.DateField()
    computed_at = models.DateTimeField()

    class Meta:
        ordering = ["-month", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["month", "version"], name="snapshot_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="snapshot_month_is_its_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} version {self.version}"


class MonthlyFigure(models.Model):
    """One cell: an indicator in an area, of everybody or of one care type, one sex or one age group."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="figures", db_index=False)
    indicator = models.CharField(max_length=20)
    area_kind = models.CharField(max_length=20, choices=AreaKind.choices())
    area_code = models.CharField(max_length=36)
    area_name = models.CharField(max_length=120)
    care_type = models.CharField(max_length=20, choices=CareType.choices(), blank=True)
    sex = models.CharField(max_length=10, choices=Sex.choices(), blank=True)
    age_group = models.CharField(max_length=10, choices=AgeGroup.choices(), blank=True)
    persons = models.PositiveIntegerField()
    cases = models.PositiveIntegerField()
    #: How many days, meetings or follow-ups, as the indicator says.
    amount = models.PositiveIntegerField()
    withheld = models.BooleanField()

    class Meta:
        db_table = "statistics_monthly_figure"
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "indicator", "area_code", "care_type", "sex", "age_group"],
                name="figure_once",
            ),
            models.CheckConstraint(
                condition=Q(care_type="", sex="") | Q(care_type="", age_group="") | Q(sex="", age_group=""),
                name="figure_has_one_breakdown",
            ),
            models.CheckConstraint(
                condition=Q(persons__gte=5) | Q(withheld=True), name="small_cell_is_withheld"
            ),
        ]
        indexes = [models.Index(fields=["area_code", "snapshot"], name="figure_by_area")]

    def __str__(self) -> str:
        return f"{self.area_name} {self.indicator}"


class ChangedMonth(models.Model):
    """A month whose figures may have changed: put here by triggers, gone when it has been counted."""

    month = models.DateField()

    class Meta:
        db_table = "statistics_changed_month"

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"

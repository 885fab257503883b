"""What somebody asked: what months would have come to under other terms, and the worker's answer in sums.

No case and no person. Each role reads its own questions; what counts fewer than five persons is withheld
from Storsthlm by the database (`billing/database/tables.py`, docs/decisions/0041).
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from municipalities.ids import new_id
from municipalities.models import Assignment, Municipality, Role


class WhatIf(models.Model):
    """The question, and how far the worker has come with it.

    `changes` holds the terms that were asked for, as the form names them; what is not there is as in force.
    `claim` is the ticket of the worker that has it, as a night's task has one.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Väntar"
        RUNNING = "running", "Pågår"
        DONE = "done", "Klar"
        FAILED = "failed", "Misslyckades"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    asked_by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=30, choices=Role)
    asked_at = models.DateTimeField()
    first_month = models.DateField()
    last_month = models.DateField()
    payers = ArrayField(models.CharField(max_length=4), default=list)
    changes = models.JSONField(default=dict)

    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    claim = models.UUIDField(null=True)
    claimed_by = models.CharField(max_length=120, blank=True)
    claimed_at = models.DateTimeField("senaste livstecken", null=True)
    as_of = models.DateField("natten vars uppgifter räknas", null=True)
    # In per cent: how many cases a small municipality has in a month is a small figure too.
    progress = models.PositiveSmallIntegerField(default=0)
    incomplete = models.BooleanField("något ärende kunde inte räknas", default=False)
    finished_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "billing_what_if"
        indexes = [models.Index(fields=["role", "-asked_at"], name="what_if_by_role")]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_month__day=1, last_month__day=1, first_month__lte=F("last_month")),
                name="what_if_has_months",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "failed"], finished_at__isnull=False)
                | Q(state__in=["waiting", "running"], finished_at__isnull=True),
                name="what_if_is_finished_or_not",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_month:%Y-%m} {self.last_month:%Y-%m}"


class WhatIfSum(models.Model):
    """A municipality's month: what it was charged, corrections included, and what it would have been.

    Persons are those whose cases the days come from.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    what_if = models.ForeignKey(WhatIf, models.CASCADE, related_name="sums", db_index=False)
    payer = models.ForeignKey(Municipality, models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()
    persons = models.PositiveIntegerField()
    days = models.IntegerField()
    kronor = models.IntegerField()
    days_without_rate = models.IntegerField()
    other_persons = models.PositiveIntegerField()
    other_days = models.IntegerField()
    other_kronor = models.IntegerField()
    other_days_without_rate = models.IntegerField()
    withheld = models.BooleanField()

    class Meta:
        db_table = "billing_what_if_sum"
        constraints = [
            models.UniqueConstraint(fields=["what_if", "payer", "month"], name="one_sum_per_payer_and_month"),
            models.CheckConstraint(
                condition=Q(withheld=True) | Q(persons__gte=5, other_persons__gte=5),
                name="small_sum_is_withheld",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payer_id} {self.month:%Y-%m}"

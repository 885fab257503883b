"""What the liability of each case came to, and from what: written by the worker alone.

No name and no identity number: the case, its reference, who pays. Everything that an outcome was
computed from is copied in, so that a day explains itself when terms and rates have changed.
A case's rows are rewritten only when the outcome differs.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from billing.models.unbillable import OBSTACLE
from discharge.models import Case
from municipalities.models import District, Municipality
from municipalities.units.parties import CareType


class LiabilityResult(models.Model):
    """A case in sum. `payer` and `district` are the case's own; each period has those of its day zero.

    `as_of` is the night that gave this outcome; later nights that came to the same leave it.
    """

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="+")
    as_of = models.DateField()
    reference = models.CharField(max_length=11, unique=True)
    payer = models.ForeignKey(Municipality, models.PROTECT, null=True, related_name="+", db_index=False)
    district = models.ForeignKey(District, models.PROTECT, null=True, related_name="+")
    care_type = models.CharField(max_length=20, choices=CareType.choices())
    closed_on = models.DateField("dagen för hemgång eller dödsfall", null=True)
    reasons = ArrayField(models.CharField(max_length=40))
    ready_days = models.PositiveIntegerField()
    charged_days = models.PositiveIntegerField()
    amount = models.PositiveIntegerField("kronor; tomt när ett dygnsbelopp saknas", null=True)

    facts_digest = models.CharField(max_length=64)
    messages = models.JSONField("meddelandena som säger det", default=dict)
    rates = models.JSONField("dygnsbeloppen som har använts, med källor", default=list)

    #: The digest of the rules, and the first night that no later one can come to anything else after: both
    #: empty while the outcome grows with the days (billing/nightly/inputs.py).
    rules = models.CharField(max_length=64, blank=True, default="", db_default="")
    final_from = models.DateField(null=True)

    class Meta:
        db_table = "billing_liability_result"
        constraints = [
            models.CheckConstraint(
                condition=Q(rules="", final_from__isnull=True) | (~Q(rules="") & Q(final_from__isnull=False)),
                name="final_outcome_says_by_which_rules",
            )
        ]
        indexes = [
            # Leads a forced night's tasks, and serves the key.
            models.Index(fields=["payer", "case"], name="liability_result_by_payer"),
            models.Index(
                fields=["closed_on"], condition=Q(closed_on__isnull=False), name="liability_result_closed"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class LiabilityPeriod(models.Model):
    """One ready period: from the notice until its withdrawal, discharge or death."""

    class EndedBy(models.TextChoices):
        DISCHARGE = "discharge", "Hemgång"
        DEATH = "death", "Avliden"
        WITHDRAWAL = "withdrawal", "Återtagen"

    result = models.ForeignKey(
        LiabilityResult, models.PROTECT, db_column="case_id", related_name="periods", db_index=False
    )
    number = models.PositiveSmallIntegerField()
    message = models.UUIDField("meddelandet om utskrivningsklar")
    sent_at = models.DateTimeField()
    payer = models.ForeignKey(Municipality, models.PROTECT, null=True, related_name="+")
    district = models.ForeignKey(District, models.PROTECT, null=True, related_name="+")
    care_type = models.CharField(max_length=20, choices=CareType.choices())
    day_zero = models.DateField()
    starts_on = models.DateField(null=True)
    sip_call_due_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    ended_by = models.CharField(max_length=10, choices=EndedBy, blank=True)
    ready_days = models.PositiveIntegerField()
    reasons = ArrayField(models.CharField(max_length=40))
    terms = models.JSONField("villkoren i kraft dag noll", null=True)

    class Meta:
        db_table = "billing_liability_period"
        constraints = [
            models.UniqueConstraint(fields=["result", "number"], name="liability_period_once"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_by="")
                | (Q(ended_on__isnull=False) & ~Q(ended_by="")),
                name="ended_period_says_by_what",
            ),
        ]
        indexes = [
            models.Index(fields=["ended_on"], name="liability_period_ended"),
            # Of those that no day tells the month of.
            models.Index(fields=["sent_at"], condition=Q(ready_days=0), name="liability_period_no_days"),
        ]

    def __str__(self) -> str:
        return f"{self.result_id} {self.number}"


class LiabilityDay(models.Model):
    """One calendar day of a ready period, from the date of the notice on.

    The day on which the period ends is here only where the terms charge it; `ready` is False then,
    because days ready for discharge are counted in nights.
    """

    class State(models.TextChoices):
        FREE = "free", "Fristdag"
        CHARGED = "charged", "Betalningsansvar"
        NOT_CHARGED = "not_charged", "Debiteras inte"

    result = models.ForeignKey(
        LiabilityResult, models.PROTECT, db_column="case_id", related_name="days", db_index=False
    )
    # A case's rows are deleted together, days first: nothing to cascade.
    period = models.ForeignKey(LiabilityPeriod, models.DO_NOTHING, related_name="days")
    date = models.DateField()
    state = models.CharField(max_length=12, choices=State)
    ready = models.BooleanField(default=True)
    free_day = models.PositiveSmallIntegerField("fristdagens nummer; 0 för dag noll", default=0)
    reasons = ArrayField(models.CharField(max_length=40), default=list)
    rate = models.PositiveIntegerField("kronor per vårddygn", null=True)
    rate_status = models.CharField(max_length=12, blank=True)
    # By the database, so that no writer can forget it; an index holds just the days that have one.
    obstacle = models.GeneratedField(
        verbose_name="varför dygnet inte kan faktureras",
        expression=OBSTACLE,
        output_field=models.CharField(max_length=16, null=True),
        db_persist=True,
    )

    class Meta:
        db_table = "billing_liability_day"
        constraints = [
            models.UniqueConstraint(fields=["result", "date", "period"], name="liability_day_once"),
            models.CheckConstraint(
                condition=Q(state="charged") | Q(rate__isnull=True), name="only_charged_days_cost"
            ),
            models.CheckConstraint(
                condition=Q(state="not_charged", reasons__len__gt=0)
                | (~Q(state="not_charged") & Q(reasons__len=0)),
                name="a_day_not_charged_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["date"], name="liability_day_by_date"),
            models.Index(
                fields=["obstacle", "result"],
                condition=Q(obstacle__isnull=False),
                name="liability_day_unbillable",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.result_id} {self.date}"


class LiabilityFailure(models.Model):
    """A case that could not be computed, and why; gone when it can. Its earlier outcome stays as it was."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="+")
    reference = models.CharField(max_length=11)
    payer = models.ForeignKey(Municipality, models.PROTECT, null=True, related_name="+")
    error = models.TextField()

    class Meta:
        db_table = "billing_liability_failure"

    def __str__(self) -> str:
        return self.reference


class UncomputedCase(models.Model):
    """A case whose facts have changed since they were computed: put here by a trigger on the facts.

    Without a clock: a message whose transaction commits while the night runs can't be missed.
    `payer` is the code, empty where no municipality pays; it leads the index that a task reads by.
    """

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="+")
    payer = models.CharField(max_length=4, blank=True)

    class Meta:
        db_table = "billing_uncomputed_case"
        indexes = [models.Index(F("payer"), F("case"), name="uncomputed_by_payer")]

    def __str__(self) -> str:
        return str(self.case_id)

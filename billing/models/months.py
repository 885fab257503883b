"""Billing months, what a closed one was closed with, and what was found to differ afterwards.

A closed month's days never change. The newest computation is `LiabilityDay`; what it says differently
of a closed month is a correction, booked in a month that is open (docs/decisions/0039).
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from discharge.models import Case
from municipalities.ids import new_id
from municipalities.models import Assignment, District, Municipality
from municipalities.units.parties import CareType


class BillingMonth(models.Model):
    """One payer's month (code empty: nobody pays). `closing` counts how many times it has been closed."""

    class State(models.TextChoices):
        OPEN = "open", "Öppen"
        CLOSED = "closed", "Stängd"

    payer = models.CharField(max_length=4, blank=True)
    month = models.DateField("månadens första dag")
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    closing = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Assignment, models.PROTECT, null=True, related_name="+")
    #: Why it was closed although HSF had not decided these objections: by who closed it, and then.
    closed_although = models.TextField(blank=True, default="")
    undecided = ArrayField(models.UUIDField(), default=list)

    class Meta:
        db_table = "billing_month"
        constraints = [
            models.UniqueConstraint(fields=["month", "payer"], name="one_billing_month_per_payer"),
            models.CheckConstraint(condition=Q(month__day=1), name="billing_month_is_a_first_day"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False, closed_by__isnull=False)
                | Q(state="open", closed_at__isnull=True, closed_by__isnull=True),
                name="closed_month_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(undecided=[]) | ~Q(closed_although=""), name="undecided_objections_acknowledged"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.payer}"


class MoneyRow(models.Model):
    """What rows of the ledger are about. A person's name is not among it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False)
    reference = models.CharField(max_length=11)
    payer = models.ForeignKey(Municipality, models.PROTECT, related_name="+", db_index=False)
    district = models.ForeignKey(District, models.PROTECT, null=True, related_name="+", db_index=False)
    care_type = models.CharField(max_length=20, choices=CareType.choices())

    class Meta:
        abstract = True


class LedgerDay(MoneyRow):
    """A charged day as it was when its month was closed. Only rows of the month's latest `closing` count."""

    billing_month = models.ForeignKey(BillingMonth, models.PROTECT, related_name="days", db_index=False)
    closing = models.PositiveSmallIntegerField()
    date = models.DateField()
    rate = models.PositiveIntegerField("kronor per vårddygn", null=True)
    rate_status = models.CharField(max_length=12, blank=True)

    class Meta:
        db_table = "billing_ledger_day"
        indexes = [
            models.Index(fields=["billing_month", "closing"], name="ledger_day_by_month"),
            models.Index(fields=["case"], name="ledger_day_by_case"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.date}"


class LiabilityCorrection(MoneyRow):
    """What a closed month would say differently today, beyond the corrections made before.

    `month` is the closed month that the days lie in, `booked_in` the open one that pays for the
    difference, `found_on` the night that found it. Kronor count the days that have a rate; the others are
    counted by themselves, since they have no amount.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    month = models.DateField("månaden som dagarna ligger i")
    booked_in = models.DateField("månaden som rättelsen bokförs i")
    days = models.IntegerField()
    kronor = models.IntegerField()
    days_without_rate = models.IntegerField()
    reasons = ArrayField(models.CharField(max_length=40))
    found_on = models.DateField()

    class Meta:
        db_table = "billing_liability_correction"
        constraints = [
            models.CheckConstraint(
                condition=~Q(days=0, kronor=0, days_without_rate=0), name="correction_changes_something"
            ),
            models.CheckConstraint(
                condition=Q(month__day=1, booked_in__day=1), name="correction_has_first_days"
            ),
        ]
        indexes = [
            models.Index(fields=["case"], name="correction_by_case"),
            models.Index(fields=["month"], name="correction_by_month"),
            models.Index(fields=["booked_in"], name="correction_by_booking"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.month:%Y-%m}"

"""What months under the average model were closed with, and what was found to differ afterwards.

A municipality's sums for one kind of care: no case and no person. The model is that of the terms in force
on the month's first day, and a closed month keeps its own (docs/decisions/0038).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from billing.models.agreements import Terms
from billing.models.months import BillingMonth
from municipalities.ids import new_id
from municipalities.models import Municipality
from municipalities.units.parties import CareType


class LedgerAverage(models.Model):
    """What stands in the ledger in the place of individual days. Only rows of the latest `closing` count."""

    billing_month = models.ForeignKey(BillingMonth, models.PROTECT, related_name="averages", db_index=False)
    closing = models.PositiveSmallIntegerField()
    payer = models.ForeignKey(Municipality, models.PROTECT, related_name="+", db_index=False)
    care_type = models.CharField(max_length=20, choices=CareType.choices())
    settlement = models.CharField("avräkning", max_length=24, choices=Terms.Settlement)
    free_days = models.PositiveSmallIntegerField("nivån")
    cases = models.PositiveIntegerField("ärenden som är avslutade i månaden")
    ready_days = models.PositiveIntegerField("deras utskrivningsklara dagar")
    individual_days = models.PositiveIntegerField("deras dygn med betalningsansvar, ett ärende i taget")
    days = models.PositiveIntegerField("dygn att betala")
    rate = models.PositiveIntegerField("kronor per vårddygn", null=True)
    rate_status = models.CharField(max_length=12, blank=True)

    class Meta:
        db_table = "billing_ledger_average"
        constraints = [
            models.UniqueConstraint(
                fields=["billing_month", "closing", "care_type"], name="one_average_per_closing"
            )
        ]

    def __str__(self) -> str:
        return f"{self.billing_month_id} {self.care_type}"


class AverageCorrection(models.Model):
    """What a closed month's mean would cost differently today, beyond the corrections made before.

    `cases` and `ready_days` are those of the newest computation, which the difference leads to.
    """

    class Reason(models.TextChoices):
        CHANGED = "changed", "Nya uppgifter, villkor eller dygnsbelopp"
        MONTH_REOPENED = "month_reopened", "Månaden öppnades igen"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    payer = models.ForeignKey(Municipality, models.PROTECT, related_name="+", db_index=False)
    care_type = models.CharField(max_length=20, choices=CareType.choices())
    month = models.DateField("månaden som ärendena är avslutade i")
    booked_in = models.DateField("månaden som rättelsen bokförs i")
    days = models.IntegerField()
    kronor = models.IntegerField()
    days_without_rate = models.IntegerField()
    cases = models.PositiveIntegerField(null=True)
    ready_days = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=14, choices=Reason)
    found_on = models.DateField()

    class Meta:
        db_table = "billing_average_correction"
        constraints = [
            models.CheckConstraint(
                condition=~Q(days=0, kronor=0, days_without_rate=0),
                name="average_correction_changes_something",
            ),
            models.CheckConstraint(
                condition=Q(month__day=1, booked_in__day=1), name="average_correction_has_first_days"
            ),
        ]
        indexes = [models.Index(fields=["month", "payer"], name="average_correction_by_month")]

    def __str__(self) -> str:
        return f"{self.payer_id} {self.care_type} {self.month:%Y-%m}"


class ChangedAverage(models.Model):
    """A closed month whose means may have changed: put here by triggers, gone when the night has looked."""

    month = models.DateField()

    class Meta:
        db_table = "billing_changed_average"

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"

"""What months come to: line by line, as a view of days, ledger and corrections, and in sum, as a table."""

from __future__ import annotations

from django.db import models

from discharge.models import Case
from municipalities.models import District, Municipality
from municipalities.units.parties import CareType


class MonthLine(models.Model):
    """A part of what a payer's month comes to. Read through `billing.ledger.month_lines` alone.

    Days, kronor and days without a rate can be added, of one source. A line of a mean (`by_mean`) has neither
    case nor district, and one of a kept mean says how many `cases` it is of. `day` is a day of the month, by
    which lines are found; `booked_in` is said of booked lines alone, a rate's status of all others.
    """

    class Source(models.TextChoices):
        NEWEST = "newest", "what the newest computation charges case by case, of open and closed months"
        KEPT = "kept", "what a closed month was closed with"
        BOOKED = "booked", "what was found to differ since the month was closed"

    id = models.TextField(primary_key=True)
    source = models.TextField(choices=Source)
    by_mean = models.BooleanField()
    payer = models.ForeignKey(Municipality, models.DO_NOTHING, related_name="+")
    care_type = models.CharField(max_length=20, choices=CareType.choices())
    month = models.DateField()
    day = models.DateField()
    booked_in = models.DateField(null=True)
    district = models.ForeignKey(District, models.DO_NOTHING, null=True, related_name="+")
    case = models.ForeignKey(Case, models.DO_NOTHING, null=True, related_name="+")
    cases = models.IntegerField(null=True)
    days = models.IntegerField()
    kronor = models.IntegerField()
    days_without_rate = models.IntegerField()
    rate_status = models.CharField(max_length=12)

    class Meta:
        managed = False
        db_table = "billing_month_line"

    def __str__(self) -> str:
        return self.id


class MonthSum(models.Model):
    """What lines of a payer's month come to, kept by triggers on the tables that the lines are in.

    A question adds what it finds: there may be several rows of the same kind, some of which take away what
    others say, until the night packs them (docs/decisions/0054). Read through `billing.ledger.month_lines`.
    `billed_in` is the month that the lines are paid in: of booked ones that of the booking. Rows without a
    payer are of all together; `source` says of which lines.
    """

    class Source(models.TextChoices):
        NEWEST = MonthLine.Source.NEWEST.value
        KEPT = MonthLine.Source.KEPT.value
        BOOKED = MonthLine.Source.BOOKED.value
        DAY = "day", "every day of a ready period, charged or not"

    source = models.TextField(choices=Source)
    by_mean = models.BooleanField()
    payer = models.ForeignKey(Municipality, models.PROTECT, null=True, related_name="+", db_index=False)
    care_type = models.CharField(max_length=20, choices=CareType.choices(), blank=True)
    month = models.DateField()
    billed_in = models.DateField()
    rate_status = models.CharField(max_length=12, blank=True)
    lines = models.IntegerField()
    cases = models.IntegerField(null=True)
    days = models.IntegerField()
    kronor = models.BigIntegerField()
    days_without_rate = models.IntegerField()

    class Meta:
        db_table = "billing_month_sum"
        indexes = [
            models.Index(fields=["source", "payer", "billed_in"], name="month_sum_by_payer"),
            models.Index(fields=["source", "billed_in"], name="month_sum_by_month"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.payer_id} {self.month:%Y-%m}"

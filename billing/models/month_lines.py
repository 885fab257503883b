"""What months come to, line by line: a view of the newest days, the ledger and what was booked since."""

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

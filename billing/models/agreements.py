"""What was agreed: whom it binds, the terms of each care type between two dates, and the daily rates.

Nothing about a patient. The rules themselves are `billing.liability`; its `CareTerms` and `Rate` are
what `billing.rulebook` makes of these rows.
"""

from __future__ import annotations

from datetime import date, time, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.fields.ranges import BigIntegerRangeField
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F, Func, Q, Value

from billing.rules.term_lines import Span
from municipalities.models import Municipality
from municipalities.units.parties import CareType


def date_range(span: Span) -> DateRange:
    """As the database keeps it: up to the day after the last."""
    return DateRange(span.first, span.last and span.last + timedelta(days=1))


class Certainty(models.TextChoices):
    """Whether somebody has read the figure in its source."""

    VERIFIED = "verified", "Kontrollerad"
    UNVERIFIED = "unverified", "Okontrollerad"
    INVENTED = "invented", "Påhittad"


#: Stands in the source of what no text says.
MARK_OF_ASSUMPTION = "(antaget)"


def _assumed_is_not_verified(name: str) -> models.CheckConstraint:
    is_assumed = Q(source__icontains=MARK_OF_ASSUMPTION)
    return models.CheckConstraint(condition=~(Q(status=Certainty.VERIFIED) & is_assumed), name=name)


class Agreement(models.Model):
    """Whom its terms bind. Each scope has one, so that the terms of a scope form one line in time.

    The region's area is the county, so a region-wide agreement is the county's.
    """

    class Scope(models.TextChoices):
        COUNTY = "county", "Länets kommuner"
        STATUTE = "statute", "Kommuner utan överenskommelse"
        MUNICIPALITY = "municipality", "En kommun"

    scope = models.CharField("gäller för", max_length=12, choices=Scope)
    municipality = models.OneToOneField(
        Municipality, models.PROTECT, null=True, blank=True, verbose_name="kommun", related_name="agreement"
    )
    name = models.CharField("namn", max_length=120)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(scope="municipality", municipality__isnull=False)
                | (~Q(scope="municipality") & Q(municipality__isnull=True)),
                name="agreement_says_which_municipality",
            ),
            models.UniqueConstraint(
                fields=["scope"], condition=Q(municipality__isnull=True), name="one_agreement_per_scope"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """The scope as the rules name it: `county`, `statute` or a municipality's code."""
        return self.municipality_id or self.scope


#: The agreement's number as a range of one: GiST compares ranges without any extension.
_LINE = Func(
    F("agreement"), F("agreement"), Value("[]"), function="int8range", output_field=BigIntegerRangeField()
)


class Terms(models.Model):
    """What an agreement says of one care type from a first to a last day: the days are days zero.

    What no text settles is a field here (docs/money.md). Rows are never deleted: they end.
    """

    class Unit(models.TextChoices):
        CALENDAR_DAYS = "calendar_days", "Kalenderdagar"
        WEEKDAYS = "weekdays", "Vardagar"

    class Model(models.TextChoices):
        INDIVIDUAL = "individual", "Individuella fristdagar"
        AVERAGE = "average", "Genomsnittliga fristdagar"

    class Settlement(models.TextChoices):
        EXCESS = "excess", "Dagar över nivån"
        INDIVIDUAL_WHEN_EXCEEDED = "individual_when_exceeded", "Ärendenas dygn när nivån överskrids"

    #: What the rules call by the same name.
    COPIED = (
        "name",
        "unit",
        "free_days",
        "cutoff",
        "discharge_day_charged",
        "leave_days_charged",
        "leave_stops_free_days",
        "new_count_after_withdrawal",
        "outpatient_care_judged_daily",
        "declined_sip_waives_call",
        "model",
        "source",
        "status",
    )

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="terms", db_index=False)
    care_type = models.CharField("vårdform", max_length=20, choices=CareType.choices())
    valid = DateRangeField("gäller")
    name = models.CharField("namn", max_length=120)
    unit = models.CharField("fristdagar räknas i", max_length=13, choices=Unit)
    free_days = models.PositiveSmallIntegerField("antal fristdagar")
    cutoff = models.TimeField("klockslag för dag noll", default=time(12))
    discharge_day_charged = models.BooleanField("utskrivningsdagen debiteras", default=False)
    leave_days_charged = models.BooleanField("permissionsdygn debiteras", default=False)
    leave_stops_free_days = models.BooleanField("permission stoppar fristdagarna", default=False)
    new_count_after_withdrawal = models.BooleanField("nya fristdagar efter återtagen", default=True)
    outpatient_care_judged_daily = models.BooleanField("öppenvården bedöms dag för dag", default=True)
    declined_sip_waives_call = models.BooleanField(
        "kallelse till SIP krävs inte när personen har avböjt SIP", default=True, db_default=True
    )
    model = models.CharField("modell", max_length=10, choices=Model, default=Model.INDIVIDUAL)
    settlement = models.CharField("avräkning", max_length=24, choices=Settlement, blank=True)
    source = models.CharField("källa", max_length=200)
    status = models.CharField("kontroll", max_length=10, choices=Certainty)

    class Meta:
        constraints = [
            *(
                ExclusionConstraint(
                    name=f"terms_never_at_once_{care_type.value}",
                    expressions=[(_LINE, RangeOperators.OVERLAPS), ("valid", RangeOperators.OVERLAPS)],
                    condition=Q(care_type=care_type.value),
                )
                for care_type in CareType
            ),
            models.CheckConstraint(condition=Q(valid__isempty=False), name="terms_hold_for_a_day"),
            models.CheckConstraint(
                condition=Q(model="average") & ~Q(settlement="") | Q(model="individual", settlement=""),
                name="settlement_belongs_to_average",
            ),
            _assumed_is_not_verified("assumed_terms_are_not_verified"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def valid_from(self) -> date | None:
        return self.valid.lower

    @property
    def valid_to(self) -> date | None:
        """The last day; None while nothing else is said."""
        return self.valid.upper - timedelta(days=1) if self.valid.upper else None

    @property
    def span(self) -> Span:
        return Span(self.valid_from, self.valid_to, self.name)


class DailyRate(models.Model):
    """Kronor per care day and year. One for a care type goes before the one for all."""

    year = models.PositiveSmallIntegerField("år")
    care_type = models.CharField("vårdform", max_length=20, choices=CareType.choices(), blank=True)
    kronor = models.PositiveIntegerField("kronor per vårddygn")
    source = models.CharField("källa", max_length=200)
    status = models.CharField("kontroll", max_length=10, choices=Certainty)

    class Meta:
        db_table = "billing_daily_rate"
        constraints = [
            models.UniqueConstraint(fields=["year", "care_type"], name="one_daily_rate"),
            models.CheckConstraint(condition=Q(kronor__gt=0), name="daily_rate_is_never_nothing"),
            _assumed_is_not_verified("assumed_rate_is_not_verified"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.care_type}".strip()


class RulesVersion(models.Model):
    """One row with a new id after every change of terms or rates: a cheap question whether a copy is old.

    `code` is the version of the program's own rules, and of the calendar, that closed cases were computed
    with last.
    """

    version = models.UUIDField()
    code = models.CharField(max_length=40, default="1.1")

    class Meta:
        db_table = "billing_rules_version"

    def __str__(self) -> str:
        return str(self.version)


class ChangedRules(models.Model):
    """Terms or rates that have changed, and for which days; gone when the night has found their cases.

    Without an agreement it is a rate, and the days are those that are charged.
    """

    agreement = models.ForeignKey(Agreement, models.PROTECT, null=True, related_name="+", db_index=False)
    care_type = models.CharField(max_length=20, blank=True)
    days = DateRangeField()

    class Meta:
        db_table = "billing_changed_rules"

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.care_type} {self.days}"

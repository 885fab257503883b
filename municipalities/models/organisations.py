"""Organisations and the areas they answer for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q

from municipalities.ids import new_id
from municipalities.models.validity import DatedQuerySet
from municipalities.swedish.sorting import sort_key


class Named(models.Model):
    """A row with a name that lists show in Swedish order."""

    name = models.CharField("namn", max_length=120)
    sort_key = models.CharField(max_length=200, editable=False, db_collation="C")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = sort_key(self.name)
        super().save(*args, **kwargs)


class Organisation(Named):
    """A legal person: the region, a private care provider, a municipality or Storsthlm."""

    class Kind(models.TextChoices):
        REGION = "region", "Region"
        PRIVATE_PROVIDER = "private_provider", "Privat vårdgivare"
        MUNICIPALITY = "municipality", "Kommun"
        ASSOCIATION = "association", "Förbund"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    organisation_number = models.CharField("organisationsnummer", max_length=11, blank=True)
    organisation_number_verified = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="organisation_once")]
        permissions = [
            ("view_liability", "Ser betalningsansvar"),
            ("view_figures", "Ser månadsstatistik"),
            ("change_terms", "Ändrar villkor och dygnsbelopp"),
            ("close_months", "Stänger faktureringsmånader"),
            ("review_access_log", "Granskar åtkomstloggen"),
            ("destroy_content", "Begär och bekräftar förstöring och gallring"),
            ("administer_units", "Administrerar organisationens användare och enheter"),
        ]


class Municipality(Named):
    """A municipality by its four-digit code; codes that begin with 01 lie in Stockholm county."""

    code = models.CharField("kommunkod", max_length=4, primary_key=True)
    organisation = models.OneToOneField(Organisation, models.PROTECT, null=True, blank=True)
    population_2017 = models.PositiveIntegerField(null=True, blank=True)
    population_2024 = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["sort_key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^\d{4}$"), name="municipality_code_has_four_digits"
            )
        ]

    @property
    def in_county(self) -> bool:
        return self.code.startswith("01")


class District(Named):
    """A city district with the dates between which it existed, and what it was merged into."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="districts")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    population_2011 = models.PositiveIntegerField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "name", "valid_from"], name="district_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="district_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(valid_to__isnull=False),
                name="merged_district_has_ended",
            ),
        ]

    def on(self, day: date) -> District:
        """The district that answers for this one's area on `day`: itself, or what it was merged into."""
        if self.valid_to and day > self.valid_to and self.merged_into:
            return self.merged_into.on(day)
        return self


class PostalArea(models.Model):
    """Which municipality and district a postal code belongs to, by its first digits; suggests receivers."""

    prefix = models.CharField("postnummer börjar med", max_length=5, primary_key=True)
    municipality = models.ForeignKey(Municipality, models.CASCADE)
    district = models.ForeignKey(District, models.CASCADE, null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(prefix__regex=r"^\d{2,5}$"), name="postal_prefix_is_digits")
        ]

    def __str__(self) -> str:
        return self.prefix


class DirectoryVersion(models.Model):
    """One row with a new id after every change of the directory, for `municipalities.directory`."""

    version = models.UUIDField()

    class Meta:
        db_table = "municipalities_directory_version"

    def __str__(self) -> str:
        return str(self.version)

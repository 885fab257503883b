"""Units: the wards, surgeries and offices that take part in cases."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from municipalities.ids import new_id
from municipalities.models.organisations import District, Municipality, Named, Organisation
from municipalities.models.validity import DatedQuerySet
from municipalities.parties import CareType, Party


class Unit(Named):
    """A unit in the directory, by its HSA-id."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="units")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="units"
    )
    district = models.ForeignKey(District, models.PROTECT, null=True, blank=True, related_name="units")
    hsa_id = models.CharField("HSA-id", max_length=31, unique=True)
    party = models.CharField(max_length=20, choices=Party.choices())
    care_type = models.CharField("vårdform", max_length=20, choices=CareType.choices(), blank=True)
    site = models.CharField("sjukhus eller ort", max_length=80, blank=True)
    phone = models.CharField("telefon", max_length=30, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hsa_id__regex=r"^SE[0-9]{10}-[A-Za-z0-9]+$"), name="hsa_id_has_its_form"
            ),
            models.CheckConstraint(
                condition=Q(party="municipal", municipality__isnull=False) | ~Q(party="municipal"),
                name="municipal_unit_has_municipality",
            ),
            models.CheckConstraint(
                condition=~Q(party="inpatient") | ~Q(care_type=""), name="ward_has_care_type"
            ),
        ]
        indexes = [models.Index(fields=["party", "municipality", "district"])]

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @property
    def full_name(self) -> str:
        return f"{self.name}, {self.site}" if self.site else self.name

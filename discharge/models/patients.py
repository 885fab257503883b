"""The person that a case is about."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from discharge.identity_numbers import NumberKind
from municipalities.ids import new_id
from municipalities.models import District, Municipality, Unit


class Patient(models.Model):
    """A person by identity number, with what was last registered about name and address.

    What a message said when it was sent stands in the message; this row is today's master data.
    A unit sees the row only while it takes part in a case of the person (row-level security), so a
    ward that registers a stay reaches it through one narrow database function.
    """

    class Sex(models.TextChoices):
        WOMAN = "woman", "Kvinna"
        MAN = "man", "Man"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    identity_number = models.CharField(max_length=12, unique=True)
    number_kind = models.CharField(max_length=12, choices=NumberKind.choices())
    given_name = models.CharField(max_length=80, blank=True)
    family_name = models.CharField(max_length=80, blank=True)
    sex = models.CharField(max_length=5, choices=Sex, blank=True)
    birth_date = models.DateField(null=True)
    street = models.CharField(max_length=120, blank=True)
    postal_code = models.CharField(max_length=5, blank=True)
    city = models.CharField(max_length=60, blank=True)
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True)
    district = models.ForeignKey(District, models.PROTECT, null=True)
    listed_unit = models.ForeignKey(Unit, models.PROTECT, null=True)
    protected_identity = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(number_kind="reserve", sex="", birth_date__isnull=True)
                | (Q(number_kind="coordination") & ~Q(sex=""))
                | (Q(number_kind="personal", birth_date__isnull=False) & ~Q(sex="")),
                name="number_kind_tells_sex_and_birth_date",
            ),
            models.CheckConstraint(
                condition=~Q(given_name="") | ~Q(family_name=""), name="patient_has_a_name"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

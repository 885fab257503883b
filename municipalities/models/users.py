"""People, and what they are at which unit."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q

from municipalities.ids import new_id
from municipalities.models.units import Unit
from municipalities.models.validity import DatedQuerySet


class User(AbstractUser):
    """A person who logs in; what the person may do is said by assignments."""

    @property
    def name(self) -> str:
        return self.get_full_name() or self.username


class Role(models.TextChoices):
    """What a user does at a unit; those that the process and its figures need so far."""

    INPATIENT = "inpatient", "Slutenvård"
    OUTPATIENT = "outpatient", "Öppenvård"
    CASE_OFFICER = "case_officer", "Biståndshandläggare"
    INVOICER = "invoicer", "Fakturerare"
    STATISTICS = "statistics", "Statistik"


class Assignment(models.Model):
    """Medarbetaruppdrag: a user's role at a unit, with validity; everything is done as one of these."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments")
    role = models.CharField("roll", max_length=30, choices=Role)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "unit", "role", "valid_from"], name="assignment_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="assignment_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user.name}, {self.unit.full_name}"

"""People, and what they are at which unit."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q

from municipalities.ids import new_id
from municipalities.models.units import Unit
from municipalities.models.validity import DatedQuerySet
from municipalities.units import hsa_ids

HSA_ID = Q(hsa_id__regex=hsa_ids.WHOLE)


class User(AbstractUser):
    """A person who logs in; what the person may do is said by assignments.

    `hsa_id` is how an identity service names the person (claim `employeeHsaId`). When somebody last logged
    in stands in LoginEvent.
    """

    last_login = None
    hsa_id = models.CharField("HSA-id", max_length=31, unique=True, null=True, blank=True)

    class Meta(AbstractUser.Meta):
        constraints = [
            models.CheckConstraint(condition=HSA_ID | Q(hsa_id__isnull=True), name="user_hsa_id_has_its_form")
        ]

    @property
    def name(self) -> str:
        return self.name_of(self.first_name, self.last_name, self.username)

    @staticmethod
    def name_of(first_name: str, last_name: str, username: str) -> str:
        """The same of a user whose row has been read as values."""
        return f"{first_name} {last_name}".strip() or username


class Role(models.TextChoices):
    """What a user does at a unit. Which roles fit which units: `municipalities/access/roles.py`."""

    INPATIENT = "inpatient", "Slutenvård"
    OUTPATIENT = "outpatient", "Öppenvård"
    CASE_OFFICER = "case_officer", "Biståndshandläggare"
    PLACEMENT_COORDINATOR = "placement_coordinator", "Placeringssamordnare"
    MUNICIPAL_HEALTH_CARE = "municipal_health_care", "Kommunal hälso- och sjukvård"
    INVOICER = "invoicer", "Fakturerare"
    MUNICIPAL_ECONOMIST = "municipal_economist", "Kommunens ekonom"
    STATISTICS = "statistics", "Statistik"
    LOG_REVIEWER = "log_reviewer", "Logggranskare"
    RECORD_KEEPER = "record_keeper", "Arkivansvarig"
    LOCAL_ADMINISTRATOR = "local_administrator", "Lokal administratör"
    SYSTEM_ADMINISTRATOR = "system_administrator", "Systemadministratör"


class Assignment(models.Model):
    """Medarbetaruppdrag: a user's role at a unit, with validity; everything is done as one of these.

    `hsa_id` is the commission's in the HSA catalogue (claim `commissionHsaId`), which several people share.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments")
    role = models.CharField("roll", max_length=30, choices=Role)
    hsa_id = models.CharField("uppdragets HSA-id", max_length=31, blank=True)
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
            models.CheckConstraint(condition=HSA_ID | Q(hsa_id=""), name="assignment_hsa_id_has_its_form"),
        ]

    def __str__(self) -> str:
        return f"{self.user.name}, {self.unit.full_name}"

"""Units: the wards, surgeries and offices that take part in cases, the areas and the groups they serve."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from municipalities.ids import new_id
from municipalities.models.organisations import District, Municipality, Named, Organisation
from municipalities.models.validity import DatedQuerySet
from municipalities.units import hsa_ids
from municipalities.units.groups import Group, Served
from municipalities.units.parties import CareType, Party

#: Connected as long as the unit has been.
ALWAYS = date.min


class UnitQuerySet(DatedQuerySet["Unit"]):
    def receiving_on(self, day: date) -> Self:
        """Those that messages are sent to.

        What stands for a municipality that is not connected gives way to its own offices, once it has any.
        """
        connected = Unit.objects.valid_on(day).filter(
            party=OuterRef("party"), municipality=OuterRef("municipality"), connected_from__lte=day
        )
        stands_for = Q(hsa_id__isnull=True, municipality__isnull=False)
        return self.valid_on(day).exclude(Exists(connected), stands_for)


class Unit(Named):
    """A unit in the directory, by its HSA-id; `kombika` is the code that it had before HSA.

    One that is not connected has no users: it is told on paper, and answers to whoever sent that.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="units")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="units"
    )
    district = models.ForeignKey(District, models.PROTECT, null=True, blank=True, related_name="units")
    #: None for what comes with the site and stands for a municipality or a region that is not connected.
    hsa_id = models.CharField("HSA-id", max_length=31, unique=True, null=True, blank=True)
    kombika = models.CharField("kombikakod", max_length=20, blank=True, db_default="")
    party = models.CharField(max_length=20, choices=Party.choices())
    care_type = models.CharField("vårdform", max_length=20, choices=CareType.choices(), blank=True)
    site = models.CharField("sjukhus eller ort", max_length=80, blank=True)
    phone = models.CharField("telefon", max_length=30, blank=True)
    function_address = models.EmailField("funktionsadress", blank=True, db_default="")
    opening_hours = models.CharField("öppettider", max_length=200, blank=True, db_default="")
    weekend_contact = models.CharField("kontakt på helger", max_length=200, blank=True, db_default="")
    holiday_contact = models.CharField("kontakt på helgdagar", max_length=200, blank=True, db_default="")
    stand_in = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="stands_in_for", verbose_name="ersättare"
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    #: The first day on which it reads and answers here; None: it is not connected.
    connected_from = models.DateField(
        "ansluten från", null=True, blank=True, default=ALWAYS, db_default=ALWAYS
    )

    objects = UnitQuerySet.as_manager()
    #: It stands for a unit that the reader is not told of (`discharge/queries/lookups/places.py`).
    is_veiled = False

    class Meta:
        ordering = ["sort_key"]
        permissions = [("administer_unit", "Administrerar enhetens användare och uppgifter")]
        constraints = [
            models.CheckConstraint(
                condition=Q(hsa_id__regex=hsa_ids.WHOLE) | Q(hsa_id__isnull=True), name="hsa_id_has_its_form"
            ),
            models.CheckConstraint(
                condition=Q(hsa_id__isnull=False) | Q(connected_from__isnull=True),
                name="connected_unit_has_hsa_id",
            ),
            models.CheckConstraint(
                condition=Q(party="municipal", municipality__isnull=False) | ~Q(party="municipal"),
                name="municipal_unit_has_municipality",
            ),
            models.CheckConstraint(
                condition=~Q(party="inpatient") | ~Q(care_type=""), name="ward_has_care_type"
            ),
            models.CheckConstraint(
                condition=Q(stand_in__isnull=True) | ~Q(stand_in=F("id")), name="unit_stands_in_for_others"
            ),
        ]
        indexes = [models.Index(fields=["party", "municipality", "district"])]

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def is_connected_on(self, day: date) -> bool:
        """Whether its people read and answer here on the day."""
        return self.connected_from is not None and self.connected_from <= day

    @property
    def full_name(self) -> str:
        return f"{self.name}, {self.site}" if self.site else self.name


class ServedArea(models.Model):
    """A row of the routing table: from one day to another, a unit answers for an area.

    The area is a whole municipality, one of its districts, or what has postal codes that begin in one way.
    Only suggestions follow from it, so a change of it closes no case and moves none.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="served_areas")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    district = models.ForeignKey(District, models.PROTECT, null=True, blank=True, related_name="+")
    postal_prefix = models.CharField("postnummer börjar med", max_length=5, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(postal_prefix="") | Q(postal_prefix__regex=r"^\d{2,5}$"),
                name="served_prefix_is_digits",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="served_area_dates_in_order",
            ),
            models.UniqueConstraint(
                fields=["unit", "municipality", "district", "postal_prefix", "valid_from"],
                nulls_distinct=False,
                name="served_area_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.municipality_id} {self.postal_prefix}"


class ServedGroup(models.Model):
    """From one day to another, a unit answers for a group, maybe of some ages alone; in all its areas.

    A unit without any such row that holds serves what one of its kind does (`groups.default_groups`). Only
    suggestions follow from it, so a change of it closes no case and moves none.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="served_groups")
    group = models.CharField("grupp", max_length=30, choices=Group.choices())
    youngest = models.PositiveSmallIntegerField("yngst", null=True, blank=True)
    oldest = models.PositiveSmallIntegerField("äldst", null=True, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="served_group_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(youngest__isnull=True) | Q(oldest__isnull=True) | Q(oldest__gte=F("youngest")),
                name="served_group_ages_in_order",
            ),
            models.UniqueConstraint(fields=["unit", "group", "valid_from"], name="served_group_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.group}"

    @property
    def served(self) -> Served:
        return Served(Group(self.group), self.youngest, self.oldest)

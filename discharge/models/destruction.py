"""Destroying what messages say: on a decision by IVO, or as disposal when their years of keeping have passed.

Two people: one asks, another confirms. The content goes; time, type, sender and decision stay. The database's
triggers let exactly this through (`discharge/database/functions/destruction.sql`).
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from discharge.models.cases import Case
from municipalities.ids import new_id
from municipalities.models import Organisation


class Destruction(models.Model):
    """A request to destroy the content of some of a case's messages; done when another has confirmed it.

    Until then whoever may confirm it, or made it, can take it back.
    """

    class Ground(models.TextChoices):
        IVO = "ivo", "Beslut av IVO"
        DISPOSAL = "disposal", "Gallring"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    messages = ArrayField(models.UUIDField())
    ground = models.CharField(max_length=10, choices=Ground)
    decision = models.CharField("beslutets beteckning", max_length=80)
    decided_on = models.DateField()
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    #: Whose record keeper asked, for what its own units have written; None: asked by the owner's command.
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False, confirmed_at__isnull=True),
                name="a_withdrawn_destruction_is_not_done",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | (Q(confirmed_at__isnull=False) & ~Q(confirmed_by=F("requested_by"))),
                name="another_confirms_a_destruction",
            ),
        ]
        indexes = [models.Index(fields=["case"], name="destruction_by_case")]

    def __str__(self) -> str:
        return f"{self.ground} {self.decision}"


class LegalHold(models.Model):
    """Nothing of the case is destroyed or disposed of while this holds."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "discharge_legal_hold"
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(lifted_at__isnull=True), name="one_legal_hold_per_case"
            )
        ]

    def __str__(self) -> str:
        return str(self.case_id)

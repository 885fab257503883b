"""A ward's request to take over a case that another unit has."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from discharge.models.cases import Case
from municipalities.ids import new_id
from municipalities.models import Assignment, Unit


class HandoverRequest(models.Model):
    """Asked by a unit that meets the person; made by a database function, since it may not see the case."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    to_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    requested_by = models.ForeignKey(Assignment, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "discharge_handover_request"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "from_unit"],
                condition=Q(closed_at__isnull=True),
                name="one_open_request_per_unit",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)

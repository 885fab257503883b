"""Views of the work list that people have saved: what they had chosen of it, by a name of their own."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from municipalities.ids import new_id
from municipalities.models import Unit


class SavedView(models.Model):
    """A list with its filters, order and columns, as its address says it: nothing of any patient.

    Without `user` it is the unit's, which everybody there sees and may change; else that user's, at the unit.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=40)
    address = models.CharField(max_length=500)
    is_default = models.BooleanField(default=False)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "discharge_saved_view"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "user", "name"], nulls_distinct=False, name="one_view_of_a_name"
            ),
            models.UniqueConstraint(
                fields=["unit", "user"],
                condition=Q(is_default=True),
                nulls_distinct=False,
                name="one_default_view",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

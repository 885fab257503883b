"""The yearly review of rights: which assignment was looked at when, and by whom."""

from __future__ import annotations

from django.db import models

from municipalities.ids import new_id
from municipalities.models.users import Assignment


class RightsReview(models.Model):
    """A local administrator has confirmed that an assignment is still needed. Only added to."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="reviews")
    by = models.ForeignKey(Assignment, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "municipalities_rights_review"
        indexes = [models.Index(fields=["assignment", "-at"], name="rights_review_newest")]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.at:%Y-%m-%d}"

"""Drafts: what somebody has typed and not sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from discharge.models.cases import Case
from municipalities.ids import new_id
from municipalities.models import Unit


class Draft(models.Model):
    """One person's unsent message of a type, at one unit; nobody else sees it (row-level security).

    `values` are as typed, right or wrong. `about` is the message that it answers or corrects. `submission`
    is the id of the form that it was last typed in: a draft of a form that has been sent is none.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    type = models.CharField(max_length=40)
    about = models.UUIDField(null=True)
    values = models.JSONField()
    submission = models.UUIDField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "user", "unit", "type", "about"],
                nulls_distinct=False,
                name="one_draft_per_writer_and_message",
            )
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.saved_at:%Y-%m-%d %H:%M}"

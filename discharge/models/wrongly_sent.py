"""What a unit reads of a case that it never should have had: that something was sent to it by mistake."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from municipalities.ids import new_id
from municipalities.models import Assignment, Unit


class WronglySent(models.Model):
    """Written by the database where a part is taken back; it leads to no case and no person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    #: The first message that the unit got, and how many they were.
    type = models.CharField(max_length=40)
    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    sent_at = models.DateTimeField()
    messages = models.PositiveIntegerField()
    taken_back_at = models.DateTimeField()
    #: Whether the person has a protected identity now, so that a ward is not named: the database follows it.
    is_protected = models.BooleanField(default=False, db_default=False)
    #: Of a unit that is not connected: who rings it about paper, by the reference that stands there.
    recalled_by = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    reference = models.CharField(max_length=20, blank=True, default="", db_default="")
    #: How it was recalled, and whom one spoke with.
    recall = models.CharField(max_length=200, blank=True, default="", db_default="")
    #: When somebody at the unit noted it, so that lists show it no more.
    read_at = models.DateTimeField(null=True)
    read_by = models.ForeignKey(Assignment, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        db_table = "discharge_wrongly_sent"
        indexes = [
            models.Index(
                fields=["unit", "taken_back_at"],
                condition=Q(read_at__isnull=True),
                name="wrongly_sent_unread",
            ),
            models.Index(
                fields=["recalled_by"],
                condition=Q(read_at__isnull=True, recalled_by__isnull=False),
                name="wrongly_sent_on_paper",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.sent_at:%Y-%m-%d %H:%M}"

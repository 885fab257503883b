"""Files that were sent with messages."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from discharge.attachments.files import MEDIA_TYPES, size_words
from discharge.models.cases import Case
from discharge.models.messages import Message
from municipalities.ids import new_id


class WithoutData(models.Manager["Attachment"]):
    """A list of files reads none of them: the bytes come when they are asked for."""

    def get_queryset(self) -> models.QuerySet[Attachment]:
        return super().get_queryset().defer("data")


class Attachment(models.Model):
    """A file of a message; inserted with it, never changed, never deleted, seen by who sees the message.

    The message's content holds this id, so that a file can't be put to a message that was sent without it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    message = models.ForeignKey(Message, models.PROTECT, related_name="attachments")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    media_type = models.CharField(max_length=20, choices=[(m, m) for m in MEDIA_TYPES])
    size = models.PositiveIntegerField()
    data = models.BinaryField()

    objects = WithoutData()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(media_type__in=list(MEDIA_TYPES)), name="attachment_of_a_known_type"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def kind_words(self) -> str:
        """ "PDF, 120 kB"."""
        return f"{MEDIA_TYPES[self.media_type][0]}, {size_words(self.size)}"

    @property
    def is_destroyed(self) -> bool:
        """An upload is never empty: what is empty has been destroyed with its message."""
        return not self.data

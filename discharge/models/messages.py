"""Messages, recipients, receipts given and undone: what has happened. Inserted, never changed, never deleted.

The one exception is a message's content, which is emptied where two have decided to destroy it
(`discharge/actions/destruction.py`).
Grants, row triggers and a statement trigger against TRUNCATE say so in the database
(`discharge/database/messages.py`).
"""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models

from discharge.models.cases import Case
from discharge.process import OBJECTION
from municipalities.ids import new_id
from municipalities.models import Assignment, Unit
from municipalities.units.parties import Party


class Message(models.Model):
    """One thing that was said in a case: its type is a row of `discharge/process/table/`.

    `facts` are the dates, codes and flags that the fold reads; `content` is all else. `submission`
    is the form's own id, so that a form sent twice is one message.

    `sent_at` is when it came into the system. What was sent outside it and entered afterwards has its true
    time in `happened_at`, with the channel, by whom it was sent, and the units that got it then (`told`). A
    correction says there when what it corrects was sent.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="messages", db_index=False)
    type = models.CharField(max_length=40)
    sender = models.ForeignKey(Assignment, models.PROTECT, related_name="+")
    sender_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    #: Whose words they are, where that unit is not connected and the sender has entered them.
    on_behalf_of = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    sent_at = models.DateTimeField()
    facts = models.JSONField()
    content = models.JSONField()
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    submission = models.UUIDField(unique=True)
    #: The parties that may read it, where that rests on a consent; null: everybody in the case.
    readers = ArrayField(models.CharField(max_length=20, choices=Party.choices()), null=True)
    happened_at = models.DateTimeField(null=True)
    channel = models.CharField(max_length=20, blank=True, default="")
    sent_by = models.CharField(max_length=200, blank=True, default="")
    told = ArrayField(models.UUIDField(), null=True)
    #: Reserved for a chain of each case's messages (docs/decisions/0044): nothing writes them yet.
    digest = models.BinaryField(null=True, editable=False)
    previous_digest = models.BinaryField(null=True, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["case", "sent_at", "id"], name="message_by_case"),
            # What parties answered, of the cases of a list.
            models.Index(fields=["case", "type"], name="message_by_type"),
            models.Index(fields=["case"], condition=models.Q(type=OBJECTION.name), name="message_objections"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(happened_at=None, channel="", sent_by="", told=None)
                | (
                    models.Q(happened_at__lte=models.F("sent_at"), told__isnull=False)
                    & ~models.Q(channel="")
                    & ~models.Q(sent_by="")
                ),
                name="entered_afterwards_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.sent_at:%Y-%m-%d %H:%M}"

    @property
    def true_time(self) -> datetime:
        """When it was sent, in the system or outside it."""
        return self.happened_at or self.sent_at


class Recipient(models.Model):
    """A unit that a message was sent to."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    message = models.ForeignKey(Message, models.PROTECT, related_name="recipients")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    party = models.CharField(max_length=20, choices=Party.choices())
    #: Whether it reads here what it was sent; else it is told on paper.
    connected = models.BooleanField("ansluten", default=True, db_default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "unit"], name="a_unit_receives_a_message_once")
        ]

    def __str__(self) -> str:
        return f"{self.message_id} → {self.unit_id}"


class Receipt(models.Model):
    """Kvittens: a recipient unit has acknowledged the message.

    `number` is how many it had given and undone before: so one at most counts.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="receipts", db_index=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField()
    number = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recipient", "number"], name="one_receipt_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.acknowledged_at:%Y-%m-%d %H:%M}"


class ReceiptUndone(models.Model):
    """Ångrad kvittens: who gave the receipt has taken it back, and the message waits for the unit again."""

    receipt = models.OneToOneField(Receipt, models.PROTECT, primary_key=True, related_name="undone")
    #: The receipt's own: a policy can't ask its own table.
    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="+")
    undone_at = models.DateTimeField()

    class Meta:
        db_table = "discharge_receipt_undone"

    def __str__(self) -> str:
        return f"{self.receipt_id} {self.undone_at:%Y-%m-%d %H:%M}"

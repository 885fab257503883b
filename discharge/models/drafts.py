"""Drafts: what somebody has typed and not sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from discharge.models.cases import Case
from municipalities.ids import new_id
from municipalities.models import Unit

#: What is typed and not sent is no record, and is forgotten (assumed; so in `discharge_draft_is_over`): what
#: would begin a case; what stands in a case that has ended, or in which the unit's part has; the rest.
KEPT_WITHOUT_CASE, KEPT_WHEN_ENDED, KEPT_UNSENT = timedelta(days=7), timedelta(days=30), timedelta(days=90)


def about_person(number: str) -> UUID:
    """What a draft that begins a case is about: tells persons apart, and tells nobody who they are."""
    return UUID(bytes=salted_hmac("discharge.draft", number, algorithm="sha256").digest()[:16])


class Drafts(models.QuerySet["Draft"]):
    def of(self, user_id: int, unit_id: UUID, case_id: UUID | None) -> Self:
        """A person's at a unit, in a case; without one, those that would begin a case."""
        mine = self.filter(user_id=user_id, unit_id=unit_id)
        return mine.filter(case_id=case_id) if case_id else mine.filter(case__isnull=True)


class Draft(models.Model):
    """One person's unsent message of a type, at one unit; nobody else sees it (row-level security).

    `values` are as typed, right or wrong. `about` is the message that it answers or (`corrects`) corrects; of
    one that begins a case, and so has none, it is `about_person`. `submission` is the id of the form that
    it was last typed in: a draft of a form that has been sent is none.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    type = models.CharField(max_length=40)
    about = models.UUIDField(null=True)
    corrects = models.BooleanField(db_default=False)
    values = models.JSONField()
    submission = models.UUIDField()
    saved_at = models.DateTimeField()

    objects = Drafts.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "user", "unit", "type", "about", "corrects"],
                nulls_distinct=False,
                name="one_draft_per_writer_and_message",
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=False, corrects=False) | Q(about__isnull=False),
                name="draft_is_about_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.saved_at:%Y-%m-%d %H:%M}"

"""What the user has typed and not sent."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from discharge.models import Draft, Message
from discharge.models.drafts import KEPT_WITHOUT_CASE
from municipalities.models import Assignment

# As `_unsent_drafts` asks; every page and form of a case does, and to put it together costs more.
_OF_CASE = """
SELECT * FROM discharge_draft
WHERE user_id = %s AND unit_id = %s AND case_id = %s
  AND NOT EXISTS (SELECT FROM discharge_message WHERE submission = discharge_draft.submission)
"""
_ALL = f"{_OF_CASE} ORDER BY saved_at DESC"
_ONE = f"{_OF_CASE} AND type = %s AND about IS NOT DISTINCT FROM %s AND corrects = %s"


def drafts(by: Assignment, case_id: UUID) -> list[Draft]:
    """The user's drafts in the case, the latest first."""
    return list(Draft.objects.raw(_ALL, [by.user_id, by.unit_id, case_id]))


def draft(
    by: Assignment, case_id: UUID | None, type: str, about: UUID | None, *, corrects: bool = False
) -> Draft | None:
    """The user's draft of a message of this type, and about this message or person if it is about one."""
    if case_id is None:
        return _unsent_drafts(by, None).filter(type=type, about=about, corrects=corrects).first()
    values = [by.user_id, by.unit_id, case_id, type, about, corrects]
    return next(iter(Draft.objects.raw(_ONE, values)), None)


def begun_drafts(by: Assignment, type: str, now: datetime) -> list[Draft]:
    """What the user has begun and would begin a case with, the latest first; nothing of whom it is about."""
    mine = _unsent_drafts(by, None).filter(type=type, saved_at__gt=now - KEPT_WITHOUT_CASE)
    return list(mine.defer("values").order_by("-saved_at"))


def _unsent_drafts(by: Assignment, case_id: UUID | None) -> QuerySet[Draft]:
    """A form may be sent while its last typing is still on its way: such a draft is over."""
    sent = Message.objects.filter(submission=OuterRef("submission"))
    return Draft.objects.of(by.user_id, by.unit_id, case_id).filter(~Exists(sent))

"""What the user has typed and not sent."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from discharge.models import Draft, Message
from municipalities.models import Assignment


def drafts(by: Assignment, case_id: UUID) -> list[Draft]:
    """The user's drafts in the case, the latest first."""
    return list(_unsent(by, case_id).order_by("-saved_at"))


def draft(by: Assignment, case_id: UUID, type: str, about: UUID | None) -> Draft | None:
    """The user's draft of a message of this type, and about this message if it is about one."""
    mine = _unsent(by, case_id).filter(type=type)
    return (mine.filter(about=about) if about else mine.filter(about__isnull=True)).first()


def _unsent(by: Assignment, case_id: UUID) -> QuerySet[Draft]:
    """A form may be sent while its last typing is still on its way: such a draft is over."""
    sent = Message.objects.filter(submission=OuterRef("submission"))
    mine = Draft.objects.filter(case_id=case_id, user_id=by.user_id, unit_id=by.unit_id)
    return mine.filter(~Exists(sent))

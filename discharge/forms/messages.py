"""A form for each row of the process table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from discharge.fields import Field
from discharge.forms.kinds import Asked
from discharge.forms.table import TableForm
from discharge.models import Message
from discharge.process import MESSAGE_TYPES, MessageType, local_date
from discharge.state import CaseState
from municipalities.models import Assignment


class MessageForm(TableForm):
    """The form of one message type, in a case as it stands now."""

    def __init__(
        self,
        row: MessageType,
        state: CaseState,
        *,
        by: Assignment,
        case_id: UUID,
        now: datetime,
        data: Mapping[str, Any] | None = None,
        wanted: Mapping[str, Any] | None = None,
    ) -> None:
        self.type = row
        self.state = state
        shown = [field for field in row.fields if field.shown(state) and not field.filled]
        suggestions = {field.name: _suggestion(field, state, by) for field in shown} | dict(wanted or {})
        super().__init__(
            shown,
            asked=Asked(by, local_date(now), _may_be_cancelled(by, case_id)),
            now=now,
            suggestions=suggestions,
            data=data,
            auto_id=f"{row.name}_%s",
        )

    def problems(self) -> dict[str, str]:
        return self.type.problems(self.values(), self.state, self.now)


def _may_be_cancelled(by: Assignment, case_id: UUID) -> QuerySet[Message]:
    """The unit's own messages in the case that a later message may cancel, the latest first."""
    types = [row.name for row in MESSAGE_TYPES.values() if row.may_be_cancelled]
    own = Message.objects.filter(case_id=case_id, sender_unit_id=by.unit_id, type__in=types)
    return own.order_by("-sent_at")


def _suggestion(field: Field, state: CaseState, by: Assignment) -> Any:
    if field.suggest:
        return field.suggest(state)
    own = {"name": by.user.name, "phone": by.unit.phone, "colleague": by.user_id}
    return own.get(field.own)
